// Threads for those who asked for work in the background.
#pragma once
#include <atomic>
#include <functional>

namespace azcred {

/// No thread exists before the first job. Threads block every signal, so that none of the program's handlers runs on them, end
/// after a while without work, and are never waited for: a job keeps alive what it needs. A forked child starts without
/// threads and without the jobs it inherited.
class WorkerPool {
 public:
  static constexpr unsigned most_threads = 256;

  WorkerPool() noexcept = default;
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Runs the job soon, in the order of the calls. False if the process may not have another thread and has none of this pool.
  /// Throws std::bad_alloc. An exception of the job ends in std::terminate.
  [[nodiscard]] bool run(std::function<void()> job);

 private:
  struct State;
  State& state_of_this_process();
  static bool start_thread(State& state);
  static void* work(void* argument);

  std::atomic<State*> state_{nullptr};
};

}  // namespace azcred
