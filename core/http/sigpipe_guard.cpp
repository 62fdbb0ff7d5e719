#include "http/sigpipe_guard.h"

#include <cerrno>
#include <ctime>

namespace azcred {

namespace {
sigset_t only_sigpipe() noexcept {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  return set;
}

bool sigpipe_is_pending() noexcept {
  sigset_t pending;
  return sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}
}  // namespace

SigpipeGuard::SigpipeGuard(bool needed) noexcept {
  // One that is pending already belongs to the host, is blocked by the host, and cannot be told apart from ours.
  if (!needed || sigpipe_is_pending()) return;
  const sigset_t set = only_sigpipe();
  active_ = pthread_sigmask(SIG_BLOCK, &set, &mask_) == 0;
}

SigpipeGuard::~SigpipeGuard() {
  if (!active_) return;
  const int saved_errno = errno;
  const sigset_t set = only_sigpipe();
  const timespec at_once{};
  while (sigpipe_is_pending() && sigtimedwait(&set, nullptr, &at_once) < 0 && errno == EINTR) {
  }
  pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
  errno = saved_errno;
}

}  // namespace azcred
