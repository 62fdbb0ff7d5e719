// Runs part of a test in a process of its own.
#pragma once
#include <sys/types.h>

#include <functional>

namespace azcred::test {

/// Forks a child that runs `body` and exits with what it returns, without running any exit handler.
pid_t start_child(const std::function<int()>& body);

/// Waits for it, at most that long: then it is killed. Its exit status, or 1000 + the signal that ended it.
int join_child(pid_t child, int timeout_ms = 20'000);

/// Whether a child may fork off while other threads allocate: the sanitizers of gcc 12 leave it a locked allocator.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool threads_may_fork = false;
#else
inline constexpr bool threads_may_fork = true;
#endif

inline int in_child(const std::function<int()>& body, int timeout_ms = 20'000) {
  return join_child(start_child(body), timeout_ms);
}

}  // namespace azcred::test
