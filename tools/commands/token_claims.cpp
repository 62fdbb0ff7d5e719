// What a JSON web token says about itself.
#include "commands/token_claims.h"

#include <algorithm>
#include <cstdint>

#include "guid/guid.h"
#include "json/json.h"

namespace azcred::command {
namespace {

int digit(char character) {
  if (character >= 'A' && character <= 'Z') return character - 'A';
  if (character >= 'a' && character <= 'z') return character - 'a' + 26;
  if (character >= '0' && character <= '9') return character - '0' + 52;
  if (character == '-') return 62;
  return character == '_' ? 63 : -1;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string bytes;
  std::uint32_t pending = 0;
  unsigned bits = 0;
  for (const char character : text) {
    const int value = digit(character);
    if (value < 0) return std::nullopt;
    pending = (pending << 6U) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((pending >> bits) & 0xffU);
  }
  return bytes;
}

/// A claim may hold anything; what is shown on a terminal may not.
bool is_plain(std::string_view text) {
  return text.size() <= 512 && std::all_of(text.begin(), text.end(), [](char byte) { return byte > 0x20 && byte < 0x7f; });
}

std::string plain(const Json& payload, const char* name) {
  const auto member = payload.find(name);
  const auto text = member ? member->as_text().value_or("") : "";
  return is_plain(text) ? text : "";
}

std::string guid(const Json& payload, const char* name) {
  const auto text = plain(payload, name);
  return looks_like_guid(text) ? text : "";
}

}  // namespace

std::optional<TokenClaims> read_claims(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto text = decoded(token.substr(first + 1, second - first - 1));
  const auto payload = text ? Json::parse(*text) : std::nullopt;
  if (!payload || !payload->is_object()) return std::nullopt;
  TokenClaims claims{.audience = plain(*payload, "aud"),
                     .client_id = guid(*payload, "appid"),
                     .object_id = guid(*payload, "oid"),
                     .tenant_id = guid(*payload, "tid"),
                     .resource_id = plain(*payload, "xms_mirid")};
  // Tokens of version 2.0 name the application in another claim (entra-docs, access-token-claims-reference.md).
  if (claims.client_id.empty()) claims.client_id = guid(*payload, "azp");
  return claims;
}

}  // namespace azcred::command
