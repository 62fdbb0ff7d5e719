#include "faults/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <exception>

namespace azcred::test {

pid_t start_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child != 0) return child;
  try {
    _exit(body());
  } catch (const std::exception&) {
    _exit(99);
  }
}

int join_child(pid_t child, int timeout_ms) {
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  pollfd ended{.fd = descriptor, .events = POLLIN, .revents = 0};
  while (poll(&ended, 1, timeout_ms) < 0) {
  }
  if (ended.revents == 0) kill(child, SIGKILL);
  close(descriptor);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1'000 + WTERMSIG(status);
}

}  // namespace azcred::test
