// azcred_credential: something that has tokens.
#include "credential_handle.h"

#include "credential/factory.h"
#include "guard.h"
#include "options_handle.h"
#include "request_handle.h"
#include "token_handle.h"

using azcred::CredentialPtr;
using azcred::Options;
using azcred::Result;
using azcred::TokenHandle;
using azcred::operator""_t;
using azcred::capi::guard;
using azcred::capi::has_failed;
using azcred::capi::is_credential;
using azcred::capi::longest_setting;
using azcred::capi::report;

namespace {

azcred_credential* make(Result<CredentialPtr> (*factory)(const Options&), const azcred_options* options, azcred_error** error) {
  if (has_failed(error)) return nullptr;
  return guard(error, [&]() -> azcred_credential* {
    const auto judged = azcred::capi::judge(options, error);
    return judged ? azcred::capi::hand_out(factory(*judged), error) : nullptr;
  });
}

azcred_token* hand_out(Result<TokenHandle> outcome, azcred_error** error) noexcept {
  if (outcome) return azcred::capi::hand_out(std::move(outcome).value());
  report(error, std::move(outcome).error());
  return nullptr;
}

/// Kept out of the fast path, which it would slow down.
[[gnu::noinline]] azcred_token* get_slowly(const azcred_credential* credential, const char* scope, azcred_error** error) {
  if (!is_credential(credential)) {
    azcred::capi::report_bad_credential(error, credential);
    return nullptr;
  }
  return guard(error, [&]() -> azcred_token* {
    azcred::capi::Faults faults;
    if (faults.accepts(scope, "scope"_t, longest_setting) && *scope == '\0') faults.add("scope is empty"_t);
    if (faults.tell(error)) return nullptr;
    const CredentialPtr kept = credential->inner;  // the handle may be freed meanwhile
    azcred::TokenRequest wanted;
    wanted.scopes.emplace_back(scope);
    const azcred::Limits limits{.deadline = azcred::capi::deadline_of(-1, *kept->host())};
    return hand_out(kept->get(wanted, azcred::Credential::Wants::fresh, limits), error);
  });
}

[[gnu::noinline]] azcred_token* request_slowly(const azcred_credential* credential, const azcred_request* request,
                                               azcred_error** error) {
  if (!is_credential(credential)) {
    azcred::capi::report_bad_credential(error, credential);
    return nullptr;
  }
  if (!azcred::capi::judge(request, error)) return nullptr;
  return guard(error, [&]() -> azcred_token* {
    const CredentialPtr kept = credential->inner;
    azcred::TokenRequest wanted;
    wanted.scopes.assign(request->scopes.begin(), request->scopes.end());
    wanted.tenant_id = request->tenant_id;
    wanted.claims = request->claims;
    wanted.cae_enabled = request->cae_enabled;
    const azcred::Limits limits{.deadline = azcred::capi::deadline_of(request->timeout_ms, *kept->host()),
                                .cancels = {request->cancel.get()}};
    return hand_out(kept->get(wanted, azcred::capi::wants_of(*request), limits), error);
  });
}

}  // namespace

azcred_credential* azcred_credential_new_managed_identity(const azcred_options* options, azcred_error** error) {
  return make(azcred::make_managed_identity_credential, options, error);
}

azcred_credential* azcred_credential_new_default(const azcred_options* options, azcred_error** error) {
  return make(azcred::make_default_credential, options, error);
}

void azcred_credential_free(azcred_credential* credential) {
  const azcred::capi::CancellationOff cancellation_off;
  azcred::capi::free_handle(credential, azcred::capi::Mark::credential);
}

azcred_token* azcred_credential_get_token(const azcred_credential* credential, const char* scope, azcred_error** error) {
  if (has_failed(error)) return nullptr;
  if (is_credential(credential) && scope != nullptr) [[likely]] {
    if (TokenHandle token = credential->inner->cached(scope)) return azcred::capi::hand_out(std::move(token));
  }
  return get_slowly(credential, scope, error);
}

azcred_token* azcred_credential_request_token(const azcred_credential* credential, const azcred_request* request,
                                              azcred_error** error) {
  if (has_failed(error)) return nullptr;
  if (is_credential(credential) && azcred::capi::may_use_cache_at_once(request)) [[likely]] {
    if (TokenHandle token = credential->inner->cached(request->scopes.front())) {
      return azcred::capi::hand_out(std::move(token));
    }
  }
  return request_slowly(credential, request, error);
}
