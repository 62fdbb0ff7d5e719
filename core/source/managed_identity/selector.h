// Which of a host's managed identities is meant.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "oauth/token_response.h"

namespace azcred {

class Selector {
 public:
  enum class Kind { system_assigned, client_id, object_id, resource_id };

  /// An invalid_argument error if more than one is given, or one that no id looks like: client and object ids are 1 to 200
  /// letters, digits, dots, underscores and hyphens; a resource id is 1 to 2048 printable ASCII characters without spaces.
  static Result<Selector> judge(std::string_view client_id, std::string_view object_id, std::string_view resource_id);

  Kind kind() const noexcept { return kind_; }
  const std::string& value() const noexcept { return value_; }
  /// "the client id 'X'", "the system-assigned identity"
  Text in_words() const;

  enum class Echo { absent, same, different };
  /// Compares the identity that an answer names with this one, without case. Always absent for the system-assigned identity.
  Echo compare(const TokenResponse& response) const noexcept;

 private:
  Selector(Kind kind, std::string value) : kind_(kind), value_(std::move(value)) {}
  Kind kind_;
  std::string value_;
};

}  // namespace azcred
