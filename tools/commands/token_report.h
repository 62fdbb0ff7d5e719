// What `azcred token` says about a token.
#pragma once
#include <azcred/token.h>

#include <cstdint>
#include <string>

#include "commands/token_claims.h"

namespace azcred::command {

/// Everything about a token but the token itself.
struct TokenReport {
  std::string scope;
  std::string source;
  std::string type;
  std::int64_t expires_at_unix_s = 0;
  std::int64_t refresh_at_unix_s = 0;
  std::int64_t now_unix_s = 0;
  std::optional<TokenClaims> claims;
};

TokenReport describe(const azcred_token* token, const std::string& scope);
std::string as_text(const TokenReport& report);
/// With the member "access_token" unless `token` is null.
std::string as_json(const TokenReport& report, const azcred_token* token);
/// Such as "in 23 h 59 min" or "5 s ago".
std::string relative_time(std::int64_t seconds);

}  // namespace azcred::command
