// What a JSON web token says about itself.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace azcred::command {

/// Taken from the payload without looking at the signature: good enough to be shown, never to decide anything. "" where the
/// token says nothing, or something that cannot be such an id.
struct TokenClaims {
  std::string audience;
  std::string client_id;
  std::string object_id;
  std::string tenant_id;
  std::string resource_id;
};

/// Nothing if it is not a JSON web token, which access tokens need not be.
std::optional<TokenClaims> read_claims(std::string_view token);

}  // namespace azcred::command
