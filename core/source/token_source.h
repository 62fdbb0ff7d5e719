// One way to get a token.
#pragma once
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "source/access_token.h"

namespace azcred {

/// What is asked for. Borrowed from the caller for the time of the call.
struct TokenRequest {
  std::vector<std::string_view> scopes;
  std::string_view tenant_id;
  std::string_view claims;
  bool cae_enabled = false;
  bool chained = false;     ///< other sources can still answer: be quick to say that this one does not exist here
  bool single_try = false;  ///< a valid token is at hand and this is only an early refresh: no retries
};

/// Talks to its service every time it is asked; caching is somebody else's job. Safe for any number of threads.
class TokenSource {
 public:
  virtual ~TokenSource() = default;
  virtual std::string_view name() const noexcept = 0;
  /// Status::unavailable means that this source does not exist here, and only that.
  virtual Result<AccessToken> acquire(const TokenRequest& request, const Limits& limits) = 0;
};

}  // namespace azcred
