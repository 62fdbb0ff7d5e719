// The key that signs the emulator's tokens: made at start, never leaves the process.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "json/json.h"

namespace azcred::emulator {

class SigningKey {
 public:
  SigningKey();
  /// A compact JSON web token, RS256.
  std::string sign(const Json& claims) const;
  /// The public half as a JSON web key set, for those who verify.
  Json key_set() const;

 private:
  std::shared_ptr<void> key_;
  std::string id_;
};

std::string base64url(std::string_view bytes);

}  // namespace azcred::emulator
