#include "host/suspend_clock.h"

#include <gtest/gtest.h>

#include <utility>

namespace azcred {
namespace {

struct ScriptedClocks {
  static inline std::int64_t monotonic = 0, boot = 0, wall = 0;
  static inline int boot_readings = 0;
  static inline std::int64_t held_up_s = 0;  ///< for how long whoever reads the boot time is then kept from going on
  static std::int64_t read_ns(clockid_t clock) noexcept {
    if (clock == CLOCK_BOOTTIME) ++boot_readings;
    if (clock == CLOCK_BOOTTIME) {
      const std::int64_t reading = boot;
      pass_s(std::exchange(held_up_s, 0));
      return reading;
    }
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE ? wall : monotonic;
  }
  static void pass_s(std::int64_t seconds) {
    monotonic += seconds * 1'000'000'000;
    boot += seconds * 1'000'000'000;
    wall += seconds * 1'000'000'000;
  }
  static void suspend_s(std::int64_t seconds) {
    boot += seconds * 1'000'000'000;
    wall += seconds * 1'000'000'000;
  }
};

class SuspendClockTest : public testing::Test {
 protected:
  void SetUp() override {
    ScriptedClocks::monotonic = 100'000'000'000;
    ScriptedClocks::boot = 150'000'000'000;
    ScriptedClocks::wall = 1'800'000'000'000'000'000;
    ScriptedClocks::boot_readings = 0;
  }
  SuspendClock<ScriptedClocks> clock;
};

TEST_F(SuspendClockTest, agrees_with_the_fine_clock) {
  EXPECT_EQ(clock.coarse(), clock.fine());
  ScriptedClocks::pass_s(3600);
  EXPECT_EQ(clock.coarse(), clock.fine());
}

TEST_F(SuspendClockTest, recovers_from_being_held_up_between_two_readings) {
  ScriptedClocks::held_up_s = 600;
  clock.coarse();
  EXPECT_EQ(clock.coarse(), clock.fine());
}

TEST_F(SuspendClockTest, reads_the_fine_clock_only_when_something_jumped) {
  clock.coarse();
  for (int i = 0; i < 100; ++i) {
    ScriptedClocks::pass_s(60);
    clock.coarse();
  }
  EXPECT_EQ(ScriptedClocks::boot_readings, 1);
}

TEST_F(SuspendClockTest, sees_eight_hours_of_suspend) {
  clock.coarse();
  ScriptedClocks::suspend_s(8 * 3600);
  EXPECT_EQ(clock.coarse(), clock.fine());
}

TEST_F(SuspendClockTest, is_not_moved_by_somebody_who_sets_the_wall_clock) {
  clock.coarse();
  for (const std::int64_t step_s : {10LL * 365 * 86400, -20LL * 365 * 86400, 3600LL}) {
    ScriptedClocks::wall += step_s * 1'000'000'000;
    EXPECT_EQ(clock.coarse(), clock.fine());
    ScriptedClocks::pass_s(1);
    EXPECT_EQ(clock.coarse(), clock.fine());
  }
}

TEST_F(SuspendClockTest, runs_on_the_kernels_clocks) {
  SuspendClock<KernelClocks> real;
  const Instant before = real.coarse();
  EXPECT_GT(before.ns, 0);
  EXPECT_LE(before, real.fine());
}

}  // namespace
}  // namespace azcred
