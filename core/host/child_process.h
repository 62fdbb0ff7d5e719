// One started program, its pipes, and its end.
#pragma once
#include <sys/types.h>

#include <optional>
#include <utility>

#include "host/descriptor.h"
#include "host/process.h"

namespace azcred {

/// Leads a session, and so a process group, of its own: no terminal can be asked for a password, and whatever it starts can be
/// ended together with it.
class ChildProcess {
 public:
  /// In "/", with all signals at their defaults and unblocked, nothing to read on standard input, and no descriptor but 0 to 2.
  static Result<ChildProcess, ProcessFault> start(const Program& program);

  ChildProcess(ChildProcess&& other) noexcept
      : output_(std::move(other.output_)),
        errors_(std::move(other.errors_)),
        exit_(std::move(other.exit_)),
        pid_(std::exchange(other.pid_, -1)),
        was_stolen_(other.was_stolen_) {}
  ChildProcess& operator=(ChildProcess&&) = delete;
  /// Ends the whole group if end() has not been called.
  ~ChildProcess();

  int output_fd() const noexcept { return output_.get(); }  ///< does not block
  int errors_fd() const noexcept { return errors_.get(); }  ///< does not block
  int exit_fd() const noexcept { return exit_.get(); }      ///< readable after the exit; -1 where the kernel has no such thing

  bool has_exited() noexcept;

  enum class Group { is_done, is_killed };
  /// Takes the exit code, as ProcessOutput has it, after killing what is left of the group if asked to. Waits for the death of
  /// a killed process, but never longer than a second, so that a process stuck in the kernel does not hold up a deadline.
  /// `is_heard` tells whether some process still has our pipes open.
  std::optional<int> end(Group group, bool is_heard) noexcept;

 private:
  ChildProcess(Descriptor output, Descriptor errors, pid_t pid) noexcept;

  Descriptor output_, errors_, exit_;
  pid_t pid_;
  bool was_stolen_ = false;  ///< somebody else has waited for it: its number may be anybody's by now
};

}  // namespace azcred
