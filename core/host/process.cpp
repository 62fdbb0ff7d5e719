#include "host/process.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include "host/child_process.h"
#include "host/suspend_clock.h"
#include "host/waiting.h"
#include "host/wiped_block.h"

namespace azcred {
namespace {

constexpr std::size_t most_error_bytes = 65'536;
/// How long a process that has closed its output may take to exit before it is ended.
constexpr std::int64_t exit_grace_ms = 1'000;
/// How often to look for an exit where the kernel cannot tell of it.
constexpr std::int64_t exit_check_ms = 20;

/// The reading end of a pipe, and what came through it.
class Stream {
 public:
  Stream(int fd, std::size_t most_bytes) noexcept : fd_(fd), most_bytes_(most_bytes) {}

  bool is_open() const noexcept { return is_open_; }
  bool is_full() const noexcept { return is_full_; }
  pollfd to_watch() const noexcept { return {.fd = is_open_ ? fd_ : -1, .events = POLLIN, .revents = 0}; }
  Secret take() noexcept { return std::move(bytes_); }

  /// Takes what is there. No more than a full pipe at once, so that a process that writes without end cannot keep us here.
  void read_on() {
    WipedBlock<16'384> block;
    for (int blocks = 0; is_open_ && blocks < 64; ++blocks) {
      const ssize_t size = read(fd_, block.data(), block.size());
      if (size < 0 && errno == EINTR) continue;
      if (size < 0 && errno == EAGAIN) break;
      if (size <= 0) {
        is_open_ = false;
        break;
      }
      const std::size_t kept = std::min(static_cast<std::size_t>(size), most_bytes_ - bytes_.size());
      bytes_.append({block.data(), kept});
      is_full_ = is_full_ || kept < static_cast<std::size_t>(size);
    }
  }

 private:
  int fd_;
  std::size_t most_bytes_;
  Secret bytes_;
  bool is_open_ = true;
  bool is_full_ = false;
};

}  // namespace

Result<ProcessOutput, ProcessFault> run_process(const Program& program, const Limits& limits) {
  if (limits.cancelled()) return ProcessFault::cancelled;
  if (limits.deadline.passed(SteadyClock::fine())) return ProcessFault::timeout;
  auto started = ChildProcess::start(program);
  if (!started) return started.error();
  ChildProcess child = std::move(started).value();
  Stream output(child.output_fd(), program.most_output_bytes);
  Stream errors(child.errors_fd(), most_error_bytes);

  Instant give_up{std::numeric_limits<std::int64_t>::max()};
  bool has_exited = false;
  while (!has_exited) {
    std::array<pollfd, 3> watched = {
        output.to_watch(), errors.to_watch(), {.fd = child.exit_fd(), .events = POLLIN, .revents = 0}};
    const Instant next_check = later(SteadyClock::fine(), exit_check_ms);
    wait_until(watched, child.exit_fd() < 0 ? std::min(next_check, give_up) : give_up, limits);
    if (limits.cancelled()) return ProcessFault::cancelled;
    if (limits.deadline.passed(SteadyClock::fine())) return ProcessFault::timeout;

    // In this order: after its exit, all that the process itself has written is in the pipes.
    has_exited = child.has_exited();
    const bool was_open = output.is_open();
    output.read_on();
    errors.read_on();
    if (output.is_full()) return ProcessFault::too_much_output;
    if (was_open && !output.is_open()) give_up = later(SteadyClock::fine(), exit_grace_ms);
    if (SteadyClock::fine() >= give_up) break;
  }
  const bool is_heard = output.is_open() || errors.is_open();
  const auto left = has_exited && !is_heard ? ChildProcess::Group::is_done : ChildProcess::Group::is_killed;
  const auto exit_code = child.end(left, is_heard);
  return ProcessOutput{.output = output.take(), .errors = errors.take(), .exit_code = exit_code};
}

}  // namespace azcred
