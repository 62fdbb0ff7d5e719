// azcred_request as the credential sees it.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "azcred/request.h"
#include "credential/pending_get.h"
#include "faults.h"
#include "mark.h"

struct azcred_request {
  azcred::capi::MarkWord mark{azcred::capi::Mark::request};
  azcred::capi::Faults faults;
  std::vector<std::string> scopes;
  std::string tenant_id;
  std::string claims;
  bool cae_enabled = false;
  bool force_refresh = false;
  std::int64_t timeout_ms = -1;
  std::shared_ptr<const azcred::Cancel> cancel;
  bool is_plain = false;  ///< one scope, no fault and nothing that changes which token answers it: the cache may answer at once
};

namespace azcred::capi {

/// Of a call whose caller set no limit, so that a hanging server is an error some day.
inline constexpr std::int64_t own_bound_ms = 120'000;

/// When a call that starts now and may take `timeout_ms` has to be over.
inline Deadline deadline_of(std::int64_t timeout_ms, Host& host) noexcept {
  return Deadline::after(host.now(), timeout_ms < 0 ? own_bound_ms : timeout_ms);
}

/// Whether the cache may answer without a further look at the request.
inline bool may_use_cache_at_once(const azcred_request* request) noexcept {
  return has_mark(request, Mark::request) && request->is_plain;
}

/// Whether `request` can be sent; reports it if not.
bool judge(const azcred_request* request, azcred_error** error) noexcept;

Credential::Wants wants_of(const azcred_request& request) noexcept;

}  // namespace azcred::capi
