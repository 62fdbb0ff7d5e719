// An access token.
#pragma once
#include <azcred/token.h>

#include <chrono>
#include <string_view>

#include "detail.hpp"

namespace azcred {

/// Immutable, shared with the cache it comes from, wiped from memory when nobody holds it any more. Move-only.
class Token {
 public:
  /// Takes over what the C API returned.
  explicit Token(azcred_token* taken_over) noexcept : token_(taken_over) {}

  /// What goes after "Authorization: Bearer "; followed by a NUL; lives as long as the token.
  std::string_view value() const noexcept { return {azcred_token_value(token_.get()), azcred_token_value_size(token_.get())}; }
  /// The same for C.
  const char* c_str() const noexcept { return azcred_token_value(token_.get()); }
  /// "Bearer"
  std::string_view type() const noexcept { return azcred_token_type(token_.get()); }
  /// When services stop accepting it, by the wall clock.
  std::chrono::system_clock::time_point expires_at() const {
    return detail::time_point(azcred_token_expires_at_unix_s(token_.get()));
  }
  /// From when on a get asks for a new token early, while this one is still valid.
  std::chrono::system_clock::time_point refresh_at() const {
    return detail::time_point(azcred_token_refresh_at_unix_s(token_.get()));
  }
  /// Which source gave it, such as "ManagedIdentity/IMDS".
  std::string_view source() const noexcept { return azcred_token_source(token_.get()); }

  /// The handle of the C API, borrowed.
  const azcred_token* c_handle() const noexcept { return token_.get(); }

 private:
  detail::Owner<azcred_token, azcred_token_free> token_;
};

}  // namespace azcred
