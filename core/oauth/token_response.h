// The body of an answer that should hold a token.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "oauth/service_error.h"

namespace azcred {

inline constexpr std::size_t longest_access_token = 65'536;

/// What the service says about the token it sent. The echoes are as sent, "" if absent: compare them, never print them.
struct TokenResponse {
  Secret access_token;
  std::int64_t expires_at_unix_s = 0;
  std::int64_t refresh_at_unix_s = 0;  ///< between the time of sending and the expiry
  /// How long the token may be used, from the time of sending: until the expiry, or as long as expires_in says if that is less.
  /// A clock that is slow puts expires_on too far away, and may be set right while the token is still cached.
  std::int64_t lifetime_s = 0;
  std::string client_id, object_id, msi_res_id, mi_res_id, resource;
};

/// Why a body holds no token that we accept.
struct TokenResponseFault {
  Text fact;
  Text hint;
  bool is_json = true;         ///< off: not even meant as JSON, such as the sign-in page of a network
  bool says_error = false;     ///< an error that came with a status of success
  ServiceError service_error;  ///< what that error says
};

/// The expiry is the first that makes sense of
///   expires_on: seconds since 1970 or any date parse_timestamp() knows; below 978307200 (2001) it means seconds from now;
///   expires_in: seconds, counted from `sent_at_unix_s`.
/// The time of the early refresh is refresh_in or refresh_on, else half of the lifetime if that is more than two hours, else
/// five minutes before the expiry. A refresh time that the service puts into the past is ignored, one in the last five minutes
/// is moved before them.
/// Refused: anything but a JSON object; a token that is no string of 1 to 65536 characters of A-Z a-z 0-9 . _ ~ + / = -;
/// a token type other than Bearer; no usable expiry, or one that has passed. Throws std::bad_alloc.
Result<TokenResponse, TokenResponseFault> parse_token_response(std::string_view body, std::int64_t sent_at_unix_s);

}  // namespace azcred
