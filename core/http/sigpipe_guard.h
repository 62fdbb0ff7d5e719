// Keeps a write to a connection that the peer closed from killing the process.
#pragma once
#include <csignal>

namespace azcred {

/// While it lives, SIGPIPE is blocked on this thread; one that the guarded code caused is taken back before the mask is
/// restored. The process's signal handlers are never touched.
class SigpipeGuard {
 public:
  explicit SigpipeGuard(bool needed) noexcept;
  ~SigpipeGuard();
  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;

 private:
  bool active_ = false;
  sigset_t mask_{};
};

}  // namespace azcred
