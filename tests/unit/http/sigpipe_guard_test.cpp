#include "http/sigpipe_guard.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>

namespace azcred {
namespace {

/// Fails with EPIPE, and raises SIGPIPE on this thread.
void write_to_a_closed_pipe() {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  close(ends[0]);
  EXPECT_EQ(write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  close(ends[1]);
}

bool sigpipe_is_pending() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGPIPE) == 1;
}

bool sigpipe_is_blocked() {
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  return sigismember(&mask, SIGPIPE) == 1;
}

TEST(SigpipeGuard, survives_a_write_to_a_closed_pipe) {
  {
    const SigpipeGuard guard(true);
    EXPECT_TRUE(sigpipe_is_blocked());
    write_to_a_closed_pipe();
  }
  EXPECT_FALSE(sigpipe_is_blocked());
  EXPECT_FALSE(sigpipe_is_pending());
}

TEST(SigpipeGuard, does_nothing_if_not_needed) {
  const SigpipeGuard guard(false);
  EXPECT_FALSE(sigpipe_is_blocked());
}

TEST(SigpipeGuard, leaves_a_signal_pending_that_the_host_had_blocked) {
  sigset_t sigpipe;
  sigset_t before;
  sigemptyset(&sigpipe);
  sigaddset(&sigpipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &sigpipe, &before);
  raise(SIGPIPE);
  {
    const SigpipeGuard guard(true);
    write_to_a_closed_pipe();
  }
  EXPECT_TRUE(sigpipe_is_pending());
  int taken = 0;
  sigwait(&sigpipe, &taken);
  EXPECT_EQ(taken, SIGPIPE);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace
}  // namespace azcred
