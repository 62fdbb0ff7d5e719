// Access tokens with the claims Entra puts into those of managed identities.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "emulator/identity.h"
#include "emulator/signing_key.h"

namespace azcred::emulator {

struct TokenRules {
  std::string tenant_id;
  std::int64_t lifetime_s = 86'400;
  std::optional<std::int64_t> refresh_in_s;  ///< sent by the platforms that can; left out if nothing
};

/// A token and what the platforms say about it beside it.
struct IssuedToken {
  std::string value;
  std::string resource;
  std::int64_t not_before_unix_s = 0;
  std::int64_t expires_on_unix_s = 0;
  std::int64_t expires_in_s = 0;
  std::optional<std::int64_t> refresh_in_s;
};

class TokenIssuer {
 public:
  TokenIssuer(const SigningKey& key, TokenRules rules) : key_(key), rules_(std::move(rules)) {}
  const TokenRules& rules() const { return rules_; }
  IssuedToken for_identity(const Identity& identity, const std::string& resource) const;
  /// A token of the person who is signed in, as Cloud Shell and Azure Machine Learning hand out.
  IssuedToken for_user(const std::string& resource) const;

 private:
  IssuedToken issued(Json claims, const std::string& resource) const;
  const SigningKey& key_;
  TokenRules rules_;
};

}  // namespace azcred::emulator
