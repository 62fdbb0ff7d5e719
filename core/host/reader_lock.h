// The lock that a reader takes for a handful of instructions: one per processor, so that it is nearly always free.
#pragma once
#include <atomic>
#include <cstdint>

namespace azcred {

/// Meets BasicLockable; open when its memory is zero (see fork_mark.h). Unlocking is a plain store, which is why waiters poll:
/// a few times at once, then with short sleeps, so that a holder of lower priority on the same processor gets to run.
class alignas(64) ReaderLock {
 public:
  void lock() noexcept {
    if (held_.exchange(1, std::memory_order_acquire) != 0) [[unlikely]] {
      lock_contended();
    }
  }
  void unlock() noexcept { held_.store(0, std::memory_order_release); }

 private:
  void lock_contended() noexcept;
  std::atomic<std::uint32_t> held_;
};

}  // namespace azcred
