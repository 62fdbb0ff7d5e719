#include "host/reader_lock.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>

#include <atomic>

namespace azcred {
namespace {

struct Contest {
  ReaderLock lock{};
  std::atomic<bool> is_about_to_wait{false};
  bool has_had_it = false;
};

void* wait_though_cancelled(void* argument) {
  auto& contest = *static_cast<Contest*>(argument);
  pthread_cancel(pthread_self());
  contest.is_about_to_wait = true;
  contest.lock.lock();
  contest.has_had_it = true;
  contest.lock.unlock();
  return nullptr;
}

TEST(ReaderLock, waits_without_being_a_point_of_cancellation) {
  Contest contest;
  contest.lock.lock();
  pthread_t thread;
  ASSERT_EQ(pthread_create(&thread, nullptr, wait_though_cancelled, &contest), 0);
  while (!contest.is_about_to_wait) sched_yield();
  // Long enough for a waiter to leave the stage in which it only spins.
  for (int i = 0; i < 1'000; ++i) sched_yield();
  contest.lock.unlock();
  ASSERT_EQ(pthread_join(thread, nullptr), 0);
  EXPECT_TRUE(contest.has_had_it);
}

}  // namespace
}  // namespace azcred
