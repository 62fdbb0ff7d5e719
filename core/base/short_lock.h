// A lock for a few instructions, that is open when its memory is zero.
#pragma once
#include <atomic>
#include <cstdint>

namespace azcred {

/// Meets BasicLockable. Lives in memory that a fork zeroes (host/fork_mark.h): a child finds it open, whoever held it. Holders
/// never wait for anything and leave consistent what they protect after each single store.
class ShortLock {
 public:
  void lock() noexcept {
    std::uint32_t open = 0;
    if (!state_.compare_exchange_strong(open, held, std::memory_order_acquire, std::memory_order_relaxed)) [[unlikely]] {
      lock_contended();
    }
  }
  void unlock() noexcept {
    if (state_.exchange(0, std::memory_order_release) == waited_for) [[unlikely]] {
      state_.notify_one();
    }
  }

 private:
  static constexpr std::uint32_t held = 1;
  static constexpr std::uint32_t waited_for = 2;

  void lock_contended() noexcept {
    for (int spin = 0; spin < 64; ++spin) {
      std::uint32_t open = 0;
      if (state_.compare_exchange_weak(open, held, std::memory_order_acquire, std::memory_order_relaxed)) return;
    }
    while (state_.exchange(waited_for, std::memory_order_acquire) != 0) state_.wait(waited_for, std::memory_order_relaxed);
  }

  std::atomic<std::uint32_t> state_;
};

}  // namespace azcred
