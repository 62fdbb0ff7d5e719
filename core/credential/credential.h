// Something that has tokens: what the C ABI calls a credential.
#pragma once
#include <memory>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "credential/shared_token.h"
#include "host/host.h"
#include "host/worker_pool.h"
#include "source/token_source.h"

namespace azcred {

/// Safe for any number of threads. Caches and chains are credentials around other credentials or sources.
class Credential : public std::enable_shared_from_this<Credential> {
 public:
  virtual ~Credential() = default;

  /// The fast path of get(): a fresh token for this one scope out of the cache, or an empty handle. Allocates nothing, waits
  /// for nothing, touches no machine but the clock.
  virtual TokenHandle cached(std::string_view scope) noexcept = 0;

  /// A valid token, from the cache or from the source. `wants` says how fresh it must be.
  enum class Wants {
    cached_only,  ///< timeout 0: never talks to anybody
    fresh,        ///< the usual
    forced,       ///< force_refresh or claims: the cache is not read, but is written
  };
  virtual Result<TokenHandle> get(const TokenRequest& request, Wants wants, const Limits& limits) = 0;

  /// The machine it runs on: whose clock its deadlines are on.
  virtual const std::shared_ptr<Host>& host() const noexcept = 0;

  /// For calls that go on in the background. No thread before the first job.
  WorkerPool& workers() noexcept { return workers_; }

 private:
  WorkerPool workers_;
};
using CredentialPtr = std::shared_ptr<Credential>;

}  // namespace azcred
