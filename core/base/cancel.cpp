#include "base/cancel.h"

#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace azcred {

static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may trigger a cancel");

namespace {
// The system calls themselves: write and close of the C library are where pthread_cancel takes effect, and a thread
// that is cancelled may still trigger and free.
void make_readable(int fd) noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = syscall(SYS_write, fd, &one, sizeof one);
}
}  // namespace

Cancel::Cancel() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (fd_ < 0) throw std::system_error(errno, std::system_category(), "eventfd");
}

Cancel::~Cancel() { syscall(SYS_close, fd_); }

void Cancel::trigger() noexcept {
  const int saved_errno = errno;
  // The switch first: whoever is woken by the descriptor must find it set.
  triggered_.store(true, std::memory_order_release);
  make_readable(fd_);
  errno = saved_errno;
}

void Cancel::absorb_foreign_wake() const noexcept {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto taken = read(fd_, &count, sizeof count);
  // What was taken may have been the wake of a trigger that came just now, and others may be waiting for it.
  if (is_triggered()) make_readable(fd_);
}

}  // namespace azcred
