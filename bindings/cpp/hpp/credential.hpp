// Something that has tokens.
#pragma once
#include <azcred/chain.h>
#include <azcred/credential.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "call.hpp"
#include "options.hpp"
#include "request.hpp"
#include "result.hpp"
#include "token.hpp"

namespace azcred {

/// Made once, then asked for tokens from any thread; it caches, refreshes early, and lets one network call serve all waiting
/// callers. Copies share it.
class Credential {
 public:
  /// What fits the place the program runs in, as DefaultAzureCredential in the Azure SDKs. Throws Error.
  static Credential default_chain(const Options& options = Options()) {
    return checked(azcred_credential_new_default, options.c_handle());
  }
  /// The managed identity of the machine, app or pod the program runs in. Throws Error.
  static Credential managed_identity(const Options& options = Options()) {
    return checked(azcred_credential_new_managed_identity, options.c_handle());
  }
  /// Asks the links in order; only Status::unavailable moves on to the next. Of the options only the log and the expected ids
  /// apply. Throws Error.
  static Credential chain(const std::vector<Credential>& links, const Options& options = Options()) {
    const detail::Owner<azcred_chain, azcred_chain_free> chain(azcred_chain_new());
    for (const Credential& link : links) azcred_chain_append(chain.get(), link.c_handle());
    azcred_error* error = nullptr;
    azcred_credential* const made = azcred_credential_new_chain(chain.get(), options.c_handle(), &error);
    return Credential(made, error);
  }

  /// A valid token, out of the cache or from the source. Throws Error. Waits at most two minutes.
  Token get_token(const std::string& scope) const { return try_get_token(scope).value(); }
  /// The same with a timeout, a cancel switch and more. Throws Error.
  Token get_token(const Request& request) const { return try_get_token(request).value(); }

  /// As get_token(), with the failure as a value.
  Result<Token> try_get_token(const std::string& scope) const {
    azcred_error* error = nullptr;
    if (azcred_token* const token = azcred_credential_get_token(c_handle(), detail::c_string(scope), &error)) {
      return Token(token);
    }
    return Error(error);
  }
  /// As get_token(), with the failure as a value.
  Result<Token> try_get_token(const Request& request) const {
    azcred_error* error = nullptr;
    if (azcred_token* const token = azcred_credential_request_token(c_handle(), request.c_handle(), &error)) {
      return Token(token);
    }
    return Error(error);
  }

  /// Starts a get without waiting for it. Throws Error if it cannot be started.
  Call start(const Request& request) const {
    azcred_error* error = nullptr;
    azcred_call* const call = azcred_credential_start(c_handle(), request.c_handle(), &error);
    if (call == nullptr) throw Error(error);
    return Call(call);
  }

  /// The handle of the C API, borrowed.
  const azcred_credential* c_handle() const noexcept { return credential_.get(); }

 private:
  using Factory = azcred_credential* (*)(const azcred_options*, azcred_error**);
  static Credential checked(Factory factory, const azcred_options* options) {
    azcred_error* error = nullptr;
    azcred_credential* const made = factory(options, &error);
    return Credential(made, error);
  }
  Credential(azcred_credential* made, azcred_error* error) : credential_(made, azcred_credential_free) {
    if (made == nullptr) throw Error(error);
  }

  std::shared_ptr<azcred_credential> credential_;
};

}  // namespace azcred
