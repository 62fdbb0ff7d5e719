// azcred_request: a builder for what is asked for.
#include "cancel_handle.h"
#include "exhausted.h"
#include "request_handle.h"

using azcred::operator""_t;
using azcred::text;
using azcred::capi::has_mark;
using azcred::capi::longest_setting;
using azcred::capi::Mark;

namespace {

constexpr std::size_t most_scopes = 16;
constexpr std::size_t longest_claims = 65'536;

bool is_request(const azcred_request* request) noexcept { return has_mark(request, Mark::request); }

void see_whether_plain(azcred_request& request) noexcept {
  request.is_plain = !request.faults.any() && request.scopes.size() == 1 && request.tenant_id.empty() &&
                     request.claims.empty() && !request.cae_enabled && !request.force_refresh;
}

void add_scope(azcred_request& request, const char* scope) noexcept {
  request.faults.watch([&] {
    if (request.scopes.size() == most_scopes)
      return request.faults.add(text("a request has more than "_t, most_scopes, " scopes"_t));
    if (!request.faults.accepts(scope, "scope"_t, longest_setting)) return;
    if (*scope == '\0') {
      return request.faults.add("scope is empty"_t, "Name a service, such as 'https://vault.azure.net/.default'"_t);
    }
    request.scopes.emplace_back(scope);
  });
  see_whether_plain(request);
}

}  // namespace

namespace azcred::capi {

bool judge(const azcred_request* request, azcred_error** error) noexcept {
  if (!is_request(request)) {
    report_bad_builder(error, request, "request"_t, "azcred_request"_t);
    return false;
  }
  if (request->faults.tell(error)) return false;
  if (request->timeout_ms == 0 && (request->force_refresh || !request->claims.empty())) {
    report(error, Status::invalid_argument, "timeout_ms is 0, but claims or force_refresh forbid to use the cache"_t,
           "Give the request time, or allow it what is cached"_t);
    return false;
  }
  return true;
}

Credential::Wants wants_of(const azcred_request& request) noexcept {
  if (request.timeout_ms == 0) return Credential::Wants::cached_only;
  return request.force_refresh || !request.claims.empty() ? Credential::Wants::forced : Credential::Wants::fresh;
}

}  // namespace azcred::capi

azcred_request* azcred_request_new(const char* scope) noexcept {
  auto* const request = new (std::nothrow) azcred_request;
  if (request == nullptr) return azcred::capi::exhausted<azcred_request>();
  add_scope(*request, scope);
  return request;
}

void azcred_request_free(azcred_request* request) noexcept { azcred::capi::free_handle(request, Mark::request); }

void azcred_request_add_scope(azcred_request* request, const char* scope) noexcept {
  if (is_request(request)) add_scope(*request, scope);
}

void azcred_request_set_tenant_id(azcred_request* request, const char* tenant_id) noexcept {
  if (!is_request(request)) return;
  request->faults.copy(request->tenant_id, tenant_id, "tenant_id"_t, longest_setting);
  see_whether_plain(*request);
}

void azcred_request_set_claims(azcred_request* request, const char* claims) noexcept {
  if (!is_request(request)) return;
  request->faults.copy(request->claims, claims, "claims"_t, longest_claims);
  see_whether_plain(*request);
}

void azcred_request_set_cae_enabled(azcred_request* request, int enabled) noexcept {
  if (!is_request(request)) return;
  request->cae_enabled = enabled != 0;
  see_whether_plain(*request);
}

void azcred_request_set_force_refresh(azcred_request* request, int force) noexcept {
  if (!is_request(request)) return;
  request->force_refresh = force != 0;
  see_whether_plain(*request);
}

void azcred_request_set_timeout_ms(azcred_request* request, std::int64_t timeout_ms) noexcept {
  if (is_request(request)) request->timeout_ms = timeout_ms;
}

void azcred_request_set_cancel(azcred_request* request, azcred_cancel* cancel) noexcept {
  if (!is_request(request)) return;
  if (has_mark(cancel, Mark::cancel)) {
    request->cancel = cancel->inner;
    return;
  }
  request->faults.watch(
      [&] { request->faults.add(cancel == nullptr ? "cancel is NULL"_t : "cancel is not a live azcred_cancel"_t); });
  see_whether_plain(*request);
}
