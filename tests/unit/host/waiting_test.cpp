#include "host/waiting.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <limits>

#include "host/descriptor.h"
#include "host/suspend_clock.h"

namespace azcred {
namespace {

constexpr Instant at_no_time{std::numeric_limits<std::int64_t>::max()};

TEST(Waiting, lasts_until_the_time_has_come) {
  const Instant until = later(SteadyClock::fine(), 20);
  EXPECT_FALSE(wait_until({}, until, {}));
  EXPECT_GE(SteadyClock::fine(), until);
}

TEST(Waiting, ends_with_the_deadline_of_the_call) {
  const Deadline deadline = Deadline::after(SteadyClock::fine(), 20);
  EXPECT_FALSE(wait_until({}, at_no_time, {.deadline = deadline}));
  EXPECT_TRUE(deadline.passed(SteadyClock::fine()));
}

TEST(Waiting, ends_with_any_cancel) {
  for (std::size_t i = 0; i < Limits().cancels.size(); ++i) {
    Cancel cancel;
    Limits limits;
    limits.cancels[i] = &cancel;
    cancel.trigger();
    EXPECT_FALSE(wait_until({}, at_no_time, limits)) << i;
  }
}

TEST(Waiting, ends_with_a_cancel_from_a_signal_handler) {
  static Cancel* to_trigger = nullptr;
  Cancel cancel;
  to_trigger = &cancel;
  struct sigaction before {
  }, action{};
  action.sa_handler = [](int) { to_trigger->trigger(); };
  ASSERT_EQ(sigaction(SIGALRM, &action, &before), 0);
  const itimerval soon{.it_interval = {}, .it_value = {.tv_sec = 0, .tv_usec = 10'000}};
  ASSERT_EQ(setitimer(ITIMER_REAL, &soon, nullptr), 0);
  EXPECT_FALSE(wait_until({}, at_no_time, {.cancels = {&cancel}}));
  sigaction(SIGALRM, &before, nullptr);
}

TEST(Waiting, goes_on_after_signals) {
  struct sigaction before {
  }, action{};
  action.sa_handler = [](int) {};
  ASSERT_EQ(sigaction(SIGALRM, &action, &before), 0);
  const itimerval often{.it_interval = {.tv_sec = 0, .tv_usec = 1'000}, .it_value = {.tv_sec = 0, .tv_usec = 1'000}};
  ASSERT_EQ(setitimer(ITIMER_REAL, &often, nullptr), 0);
  const Instant until = later(SteadyClock::fine(), 30);
  EXPECT_FALSE(wait_until({}, until, {}));
  EXPECT_GE(SteadyClock::fine(), until);
  const itimerval never{};
  setitimer(ITIMER_REAL, &never, nullptr);
  sigaction(SIGALRM, &before, nullptr);
}

TEST(Waiting, goes_on_when_another_process_triggers_the_cancel_it_shares) {
  Cancel cancel;
  // What the trigger of a forked process does here: it fills the descriptor and sets its own copy of the switch.
  const std::uint64_t one = 1;
  ASSERT_EQ(write(cancel.fd(), &one, sizeof one), static_cast<ssize_t>(sizeof one));
  const Instant until = later(SteadyClock::fine(), 20);
  EXPECT_FALSE(wait_until({}, until, {.cancels = {&cancel}}));
  EXPECT_GE(SteadyClock::fine(), until);
}

TEST(Waiting, ends_when_any_watched_descriptor_is_ready) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  pollfd watched[] = {{.fd = -1, .events = POLLIN, .revents = 0}, {.fd = read_end.get(), .events = POLLIN, .revents = 0}};
  EXPECT_FALSE(wait_until(watched, later(SteadyClock::fine(), 5), {}));
  write_end.close();
  EXPECT_TRUE(wait_until(watched, at_no_time, {}));
  EXPECT_EQ(watched[0].revents, 0);
  EXPECT_NE(watched[1].revents & POLLHUP, 0);
}

TEST(Waiting, ends_at_the_deadline_even_if_a_descriptor_is_always_ready) {
  const Descriptor always(open("/dev/zero", O_RDONLY | O_CLOEXEC));
  pollfd watched[] = {{.fd = always.get(), .events = POLLIN, .revents = 0}};
  EXPECT_TRUE(wait_until(watched, at_no_time, {}));
  EXPECT_FALSE(wait_until(watched, at_no_time, {.deadline = Deadline::at(SteadyClock::fine())}));
}

}  // namespace
}  // namespace azcred
