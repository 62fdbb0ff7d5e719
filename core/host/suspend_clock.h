// The steady clock at the price of two coarse ones.
#pragma once
#include <atomic>
#include <cstdint>
#include <ctime>

#include "base/deadline.h"

namespace azcred {

/// The clocks of the kernel.
struct KernelClocks {
  static std::int64_t read_ns(clockid_t clock) noexcept {
    timespec time{};
    if (clock_gettime(clock, &time) != 0) return 0;
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
  }
};

/// CLOCK_BOOTTIME sees suspend but has no coarse form. The monotonic clock has one, and lags behind it by the time the machine
/// was suspended: a lag that only changes with a jump of the wall clock against the monotonic clock. So as long as those two
/// keep step, the lag measured last still holds. Any number of threads.
template <class Clocks>
class SuspendClock {
 public:
  static Instant fine() noexcept {
    const std::int64_t since_boot = Clocks::read_ns(CLOCK_BOOTTIME);
    return {since_boot != 0 ? since_boot : Clocks::read_ns(CLOCK_MONOTONIC)};
  }

  Instant coarse() noexcept {
    const std::int64_t monotonic = Clocks::read_ns(CLOCK_MONOTONIC_COARSE);
    const std::int64_t wall_ahead = Clocks::read_ns(CLOCK_REALTIME_COARSE) - monotonic;
    const std::int64_t drift = wall_ahead - wall_ahead_ns_.load(std::memory_order_acquire);
    if (drift < -tolerance_ns || drift > tolerance_ns) return measured();
    return {monotonic + suspended_ns_.load(std::memory_order_relaxed)};
  }

 private:
  // Less than any margin a token is given, more than two coarse readings can differ by chance.
  static constexpr std::int64_t tolerance_ns = 1'000'000'000;

  Instant measured() noexcept {
    // The wall clock first: if this thread is held up before the last of the three is read, they do not keep step, and the lag
    // is measured again the next time.
    const std::int64_t wall = Clocks::read_ns(CLOCK_REALTIME);
    const Instant now = fine();
    const std::int64_t monotonic = Clocks::read_ns(CLOCK_MONOTONIC);
    // In this order: a reader that finds the new wall clock must find the new lag.
    suspended_ns_.store(now.ns - monotonic, std::memory_order_relaxed);
    wall_ahead_ns_.store(wall - monotonic, std::memory_order_release);
    return now;
  }

  std::atomic<std::int64_t> suspended_ns_{0};
  std::atomic<std::int64_t> wall_ahead_ns_{0};  ///< 0 until measured for the first time
};

/// The clock of deadlines and tokens on the real machine.
using SteadyClock = SuspendClock<KernelClocks>;

}  // namespace azcred
