// The promise that a callback runs exactly once.
#pragma once
#include <atomic>
#include <optional>
#include <thread>

#include "azcred/call.h"
#include "user_data.h"

namespace azcred::capi {

/// Shared by the handle of a call and by whatever finishes it: either may run the callback, the first one does.
class CallDone {
 public:
  /// Takes the callback and its data; false if there is one already.
  bool keep(azcred_call* call, azcred_call_done_fn done, UserData data) noexcept;
  /// Runs the callback unless it has begun to run already.
  void run() noexcept;
  /// False if the call is being freed already: its callback, run by that, frees it again.
  bool begin_free() noexcept { return !freeing_.exchange(true); }
  /// Waits while the callback runs on another thread.
  void wait_for_other_thread() const noexcept;

 private:
  enum class State { none, keeping, kept, running, ran };
  std::atomic<State> state_{State::none};
  std::atomic<bool> freeing_{false};
  std::atomic<std::thread::id> runner_{};
  azcred_call* call_ = nullptr;
  azcred_call_done_fn done_ = nullptr;
  std::optional<UserData> data_;
};

}  // namespace azcred::capi
