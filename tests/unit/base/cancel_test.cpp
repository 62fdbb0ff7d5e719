#include "base/cancel.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "base/limits.h"

namespace azcred {
namespace {

bool is_readable(int fd) {
  pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
  return poll(&waiting, 1, 0) == 1;
}

TEST(Cancel, is_seen_by_those_who_ask_and_those_who_wait) {
  Cancel cancel;
  EXPECT_FALSE(cancel.is_triggered());
  EXPECT_FALSE(is_readable(cancel.fd()));
  cancel.trigger();
  EXPECT_TRUE(cancel.is_triggered());
  EXPECT_TRUE(is_readable(cancel.fd()));
}

TEST(Cancel, stays_triggered) {
  Cancel cancel;
  cancel.trigger();
  cancel.trigger();
  EXPECT_TRUE(cancel.is_triggered());
  EXPECT_TRUE(is_readable(cancel.fd()));
}

TEST(Cancel, leaves_errno_alone) {
  Cancel cancel;
  errno = 77;
  cancel.trigger();
  EXPECT_EQ(errno, 77);
}

TEST(Cancel, lets_a_wake_that_was_not_meant_be_absorbed) {
  Cancel cancel;
  const std::uint64_t one = 1;
  ASSERT_EQ(write(cancel.fd(), &one, sizeof one), static_cast<ssize_t>(sizeof one));
  EXPECT_TRUE(is_readable(cancel.fd()));
  cancel.absorb_foreign_wake();
  EXPECT_FALSE(is_readable(cancel.fd()));
}

TEST(Cancel, wakes_everybody_though_one_took_its_wake_for_a_foreign_one) {
  Cancel cancel;
  cancel.trigger();
  cancel.absorb_foreign_wake();
  EXPECT_TRUE(is_readable(cancel.fd()));
}

TEST(Limits, end_with_either_cancel) {
  Cancel first, second;
  EXPECT_FALSE(Limits().cancelled());
  EXPECT_FALSE((Limits{.cancels = {&first, &second}}.cancelled()));
  second.trigger();
  EXPECT_TRUE((Limits{.cancels = {&first, &second}}.cancelled()));
  EXPECT_FALSE((Limits{.cancels = {&first, nullptr}}.cancelled()));
}

TEST(Limits, can_only_get_shorter) {
  const Limits limits{.deadline = Deadline::at({2'000})};
  EXPECT_EQ(limits.until(Deadline::at({1'000})).deadline, Deadline::at({1'000}));
  EXPECT_EQ(limits.until(Deadline::at({3'000})).deadline, Deadline::at({2'000}));
}

}  // namespace
}  // namespace azcred
