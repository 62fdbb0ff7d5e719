// The caller's word on whose token it must be.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace azcred {

/// Compared with the claims of the token itself, which are read but not trusted: this refuses a mistaken identity, it does not
/// authenticate anybody.
class ExpectedIdentity {
 public:
  ExpectedIdentity() = default;
  /// Empty means that this id is not checked.
  ExpectedIdentity(std::string client_id, std::string object_id, std::string tenant_id);

  bool is_set() const noexcept { return !client_id_.empty() || !object_id_.empty() || !tenant_id_.empty(); }
  /// Null if the token is for the expected identity; a wrong_identity error if it is for another or does not say.
  ErrorPtr refusal(std::string_view token, std::string_view source) const;

 private:
  std::string client_id_, object_id_, tenant_id_;
};

}  // namespace azcred
