// What is asked for, when it is more than one scope.
#pragma once
#include <azcred/request.h>

#include <chrono>
#include <string>

#include "cancel.hpp"
#include "detail.hpp"

namespace azcred {

/// A builder, reusable. What is wrong with a value is reported by the call it is given to. Move-only.
class Request {
 public:
  /// What the token is for: the service's URI with "/.default" behind it.
  explicit Request(const std::string& scope) : request_(azcred_request_new(detail::c_string(scope))) {}

  /// Managed identity gives tokens for one scope at a time.
  Request& add_scope(const std::string& scope) {
    azcred_request_add_scope(request_.get(), detail::c_string(scope));
    return *this;
  }
  /// Another tenant than the credential's own; managed identity ignores it.
  Request& tenant_id(const std::string& tenant_id) {
    azcred_request_set_tenant_id(request_.get(), detail::c_string(tenant_id));
    return *this;
  }
  /// The answer to a claims challenge: the cached token is not used.
  Request& claims(const std::string& claims) {
    azcred_request_set_claims(request_.get(), detail::c_string(claims));
    return *this;
  }
  /// Says that the program can handle claims challenges. Default: off.
  Request& cae_enabled(bool enabled) {
    azcred_request_set_cae_enabled(request_.get(), enabled ? 1 : 0);
    return *this;
  }
  /// Asks for a new token even if a fresh one is cached. Default: off.
  Request& force_refresh(bool force) {
    azcred_request_set_force_refresh(request_.get(), force ? 1 : 0);
    return *this;
  }
  /// How long the call may take in all, rounded up to milliseconds. Zero, or less, asks the cache only. Default: the library's
  /// own bound of two minutes.
  template <class Rep, class Period>
  Request& timeout(std::chrono::duration<Rep, Period> timeout) {
    azcred_request_set_timeout_ms(request_.get(), detail::milliseconds(timeout));
    return *this;
  }
  /// Lets a switch stop the calls made with this request. The switch may go before the request does.
  Request& cancel(const Cancel& cancel) {
    azcred_request_set_cancel(request_.get(), cancel.c_handle());
    return *this;
  }

  /// The handle of the C API, borrowed.
  const azcred_request* c_handle() const noexcept { return request_.get(); }

 private:
  detail::Owner<azcred_request, azcred_request_free> request_;
};

}  // namespace azcred
