#include "host/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace azcred {
namespace {

std::size_t threads_of_this_process() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) ++count;
  return count;
}

/// Counts down and lets one wait for zero.
class Countdown {
 public:
  explicit Countdown(int count) : count_(count) {}
  void step() {
    const std::lock_guard lock(mutex_);
    --count_;
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return count_ <= 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_;
};

TEST(WorkerPool, has_no_thread_before_the_first_job) {
  const auto before = threads_of_this_process();
  const WorkerPool pool;
  EXPECT_EQ(threads_of_this_process(), before);
}

TEST(WorkerPool, runs_every_job_once) {
  WorkerPool pool;
  auto done = std::make_shared<Countdown>(100);
  std::atomic<int> ran{0};
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(pool.run([&ran, done] {
      ++ran;
      done->step();
    }));
  }
  done->wait();
  EXPECT_EQ(ran, 100);
}

TEST(WorkerPool, runs_jobs_that_wait_for_each_other) {
  WorkerPool pool;
  auto all_here = std::make_shared<Countdown>(8);
  auto done = std::make_shared<Countdown>(8);
  for (int i = 0; i < 8; ++i) {
    ASSERT_TRUE(pool.run([=] {
      all_here->step();
      all_here->wait();
      done->step();
    }));
  }
  done->wait();
}

TEST(WorkerPool, blocks_every_signal_on_its_threads) {
  WorkerPool pool;
  auto done = std::make_shared<Countdown>(1);
  sigset_t mask;
  ASSERT_TRUE(pool.run([&mask, done] {
    pthread_sigmask(SIG_BLOCK, nullptr, &mask);
    done->step();
  }));
  done->wait();
  for (const int signal : {SIGINT, SIGTERM, SIGALRM, SIGPIPE, SIGUSR1, SIGCHLD}) EXPECT_EQ(sigismember(&mask, signal), 1);
  sigset_t mine;
  pthread_sigmask(SIG_BLOCK, nullptr, &mine);
  EXPECT_EQ(sigismember(&mine, SIGUSR1), 0);
}

TEST(WorkerPool, lets_its_jobs_finish_after_it_is_gone) {
  auto may_end = std::make_shared<Countdown>(1);
  auto done = std::make_shared<Countdown>(1);
  {
    WorkerPool pool;
    ASSERT_TRUE(pool.run([=] {
      may_end->wait();
      done->step();
    }));
  }
  may_end->step();
  done->wait();
}

}  // namespace
}  // namespace azcred
