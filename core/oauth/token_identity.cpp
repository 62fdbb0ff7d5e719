#include "oauth/token_identity.h"

#include "base/base64.h"
#include "base/json.h"

namespace azcred {

std::optional<TokenIdentity> read_token_identity(std::string_view token) {
  const std::size_t first_dot = token.find('.');
  if (first_dot == std::string_view::npos) return std::nullopt;
  const std::size_t second_dot = token.find('.', first_dot + 1);
  if (second_dot == std::string_view::npos || token.find('.', second_dot + 1) != std::string_view::npos) return std::nullopt;
  const auto payload = decode_base64url(token.substr(first_dot + 1, second_dot - first_dot - 1));
  if (!payload) return std::nullopt;
  const auto claims = JsonObject::parse(payload->reveal());
  if (!claims) return std::nullopt;
  const std::string_view application = claims->string("appid");
  return TokenIdentity{.client_id = std::string(application.empty() ? claims->string("azp") : application),
                       .object_id = std::string(claims->string("oid")),
                       .tenant_id = std::string(claims->string("tid"))};
}

}  // namespace azcred
