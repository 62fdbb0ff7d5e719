// Whose token an access token says it is.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace azcred {

/// Claims as they stand in the token, not verified: fit for comparing and explaining, never for authorising. Any may be "".
struct TokenIdentity {
  std::string client_id;  ///< appid (version 1 tokens) or azp (version 2)
  std::string object_id;  ///< oid
  std::string tenant_id;  ///< tid
};

/// Nothing if the token is not a JSON web token. Access tokens are opaque to clients by contract, so this may happen.
/// Claim names: Microsoft identity platform, "Access token claims reference".
std::optional<TokenIdentity> read_token_identity(std::string_view token);

}  // namespace azcred
