#include "host/worker_pool.h"

#include <pthread.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <memory>
#include <mutex>

#include "host/fork_mark.h"

namespace azcred {

namespace {
constexpr std::chrono::seconds idle_time{10};
// Enough for a TLS handshake with room to spare; the default of 8 MiB would count against RLIMIT_AS.
constexpr std::size_t stack_size = 524'288;
constexpr std::size_t large_stack_size = 8'388'608;
}  // namespace

/// Owned by the pool and by each thread.
struct WorkerPool::State {
  ForkMark fork_mark;
  std::uint64_t generation = fork_mark.generation();
  State* inherited = nullptr;  ///< of the process this one was forked from: its threads do not exist here
  std::atomic<unsigned> owners{1};

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> jobs;
  unsigned threads = 0;
  unsigned idle = 0;
  bool closed = false;

  void drop() noexcept {
    if (owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
};

WorkerPool::~WorkerPool() {
  State* const state = state_.load(std::memory_order_acquire);
  if (state == nullptr || state->fork_mark.generation() != state->generation) return;
  {
    const std::lock_guard lock(state->mutex);
    state->closed = true;
    state->changed.notify_all();
  }
  state->drop();
}

WorkerPool::State& WorkerPool::state_of_this_process() {
  for (;;) {
    State* state = state_.load(std::memory_order_acquire);
    if (state != nullptr && state->fork_mark.generation() == state->generation) return *state;
    auto fresh = std::make_unique<State>();
    fresh->inherited = state;
    if (state_.compare_exchange_strong(state, fresh.get(), std::memory_order_acq_rel)) return *fresh.release();
  }
}

bool WorkerPool::run(std::function<void()> job) {
  State& state = state_of_this_process();
  const std::lock_guard lock(state.mutex);
  state.jobs.push_back(std::move(job));
  const bool needs_thread = state.jobs.size() > state.idle && state.threads < most_threads;
  if (needs_thread && !start_thread(state) && state.threads == 0) {
    state.jobs.pop_back();
    return false;
  }
  state.changed.notify_one();
  return true;
}

bool WorkerPool::start_thread(State& state) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return false;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_size);
  state.owners.fetch_add(1, std::memory_order_relaxed);
  ++state.threads;
  pthread_t thread;
  int error = pthread_create(&thread, &attributes, &WorkerPool::work, &state);
  if (error == EINVAL) {
    // The program keeps more in thread-local storage than such a stack has room for.
    pthread_attr_setstacksize(&attributes, large_stack_size);
    error = pthread_create(&thread, &attributes, &WorkerPool::work, &state);
  }
  const bool started = error == 0;
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (!started) {
    --state.threads;
    state.owners.fetch_sub(1, std::memory_order_relaxed);
  }
  return started;
}

void* WorkerPool::work(void* argument) {
  State& state = *static_cast<State*>(argument);
  {
    std::unique_lock lock(state.mutex);
    for (;;) {
      if (state.jobs.empty()) {
        if (state.closed) break;
        ++state.idle;
        const auto woken = state.changed.wait_for(lock, idle_time);
        --state.idle;
        if (state.jobs.empty() && woken == std::cv_status::timeout) break;
        continue;
      }
      std::function<void()> job = std::move(state.jobs.front());
      state.jobs.pop_front();
      lock.unlock();
      job();
      job = nullptr;
      lock.lock();
    }
    --state.threads;
  }
  state.drop();
  return nullptr;
}

}  // namespace azcred
