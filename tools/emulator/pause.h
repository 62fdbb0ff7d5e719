// Waiting that ends early when the emulator does.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace azcred::emulator {

/// Any number of threads may wait.
class Pause {
 public:
  void wait_ms(std::int64_t milliseconds) {
    std::unique_lock lock(mutex_);
    ended_.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return over_; });
  }
  /// Wakes all who wait; nobody waits any more from now on.
  void end() {
    const std::lock_guard lock(mutex_);
    over_ = true;
    ended_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
};

}  // namespace azcred::emulator
