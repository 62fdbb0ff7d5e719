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

/// Done exactly once: with a token, with the reason why not, by its deadline or by cancel(), whichever is first. Up to
/// WorkerPool::most_threads gets of one credential wait on threads at the same time; further ones start when one of these ends.
class PendingGet {
 public:
  /// Answers at once out of the cache without any thread; otherwise a worker thread waits. Throws std::bad_alloc and
  /// std::system_error (no descriptor).
  PendingGet(CredentialPtr credential, OwnedRequest request);
  /// A get that is not done is cancelled.
  ~PendingGet();
  PendingGet(const PendingGet&) = delete;
  PendingGet& operator=(const PendingGet&) = delete;

  /// Becomes and stays readable once done.
  int fd() const noexcept;
  /// Waits for up to that long (negative: for as long as it takes); whether it is done.
  bool wait_ms(std::int64_t milliseconds) noexcept;
  /// The outcome, once; after that an invalid_argument error. Waits until there is one.
  Result<TokenHandle> take();
  void cancel() noexcept;
  /// Runs `done` once on the thread that finishes, or here and now if it is done already. False if there is one already.
  bool when_done(std::function<void()> done);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace azcred
