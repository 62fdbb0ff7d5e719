#include "base/deadline.h"

#include <gtest/gtest.h>

#include <limits>

namespace azcred {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr Instant start{5'000'000'000};

TEST(Deadline, passes_at_its_instant) {
  const auto deadline = Deadline::after(start, 1'000);
  EXPECT_FALSE(deadline.passed(start));
  EXPECT_FALSE(deadline.passed({5'999'999'999}));
  EXPECT_TRUE(deadline.passed({6'000'000'000}));
}

TEST(Deadline, rounds_what_is_left_up) {
  const auto deadline = Deadline::after(start, 1'000);
  EXPECT_EQ(deadline.left_ms(start), 1'000);
  EXPECT_EQ(deadline.left_ms({5'999'999'999}), 1);
  EXPECT_EQ(deadline.left_ms({6'000'000'000}), 0);
  EXPECT_EQ(deadline.left_ms({most}), 0);
}

TEST(Deadline, never_passes_if_there_is_none) {
  EXPECT_TRUE(Deadline::never().is_never());
  EXPECT_FALSE(Deadline::never().passed({most}));
  EXPECT_EQ(Deadline::never().left_ms({most}), most);
  EXPECT_LT(Deadline::after(start, 1), Deadline::never());
}

TEST(Deadline, takes_any_number_of_milliseconds) {
  EXPECT_TRUE(Deadline::after(start, most).is_never());
  EXPECT_TRUE(Deadline::after({-1}, most).is_never());
  EXPECT_TRUE(Deadline::after(start, -1).passed(start));
  EXPECT_TRUE(Deadline::after(start, std::numeric_limits<std::int64_t>::min()).passed(start));
  EXPECT_EQ(later(start, 0), start);
}

}  // namespace
}  // namespace azcred
