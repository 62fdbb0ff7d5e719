// Says what a kept connection is good for.
#pragma once
#include <optional>
#include <string>

#include "http/message.h"

namespace azcred {

/// The scheme, host, port and pinned certificate that a connection was made for.
class ConnectionKey {
 public:
  explicit ConnectionKey(const Request& request);
  /// Whether this request may use the connection. Allocates nothing.
  bool fits(const Request& request) const noexcept;

 private:
  std::string origin_;
  std::optional<std::string> pin_;
};

}  // namespace azcred
