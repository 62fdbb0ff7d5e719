// A get that goes on while its caller does something else.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "credential/credential.h"

namespace azcred {

/// An owned copy of a TokenRequest with everything else a get needs.
struct OwnedRequest {
  std::vector<std::string> scopes;
  std::string tenant_id;
  std::string claims;
  bool cae_enabled = false;
  Credential::Wants wants = Credential::Wants::fresh;
  Deadline deadline = Deadline::never();
  std::shared_ptr<const Cancel> cancel;  ///< the caller's own switch, may be null
};

/// Done exactly once: with a token, with the reason why not, by its deadline or by cancel(), whichever is first.
class PendingGet {
 public:
  virtual ~PendingGet() = default;      ///< a get that is not done is cancelled
  virtual int fd() const noexcept = 0;  ///< becomes and stays readable once done
  /// Waits for up to that long (negative: for ever); whether it is done.
  virtual bool wait_ms(std::int64_t milliseconds) noexcept = 0;
  /// The outcome, once; after that an invalid_argument error. Waits until there is one.
  virtual Result<TokenHandle> take() = 0;
  virtual void cancel() noexcept = 0;
  /// Runs `done` once on the thread that finishes, or here and now if it is done already. At most one.
  virtual void when_done(std::function<void()> done) = 0;
};

/// Answers at once out of the cache without any thread; otherwise a worker thread of this process waits. Throws std::bad_alloc
/// and std::system_error (no thread, no descriptor).
std::unique_ptr<PendingGet> start_get(CredentialPtr credential, OwnedRequest request);

}  // namespace azcred
