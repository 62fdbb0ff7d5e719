// A program started by the command: its environment, its signals, its exit status.
#pragma once
#include <sys/types.h>

#include <csignal>
#include <string>
#include <utility>
#include <vector>

namespace azcred::command {

/// Signals that end the command or are handed on to the child. Blocked from construction on, for threads started later too.
class SignalGate {
 public:
  SignalGate();
  /// Waits for one of them.
  siginfo_t wait() const;
  const sigset_t& before() const { return before_; }

 private:
  sigset_t waited_{};
  sigset_t before_{};
};

/// This process' environment with `set` added and `unset` removed.
std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& set,
                                          const std::vector<std::string>& unset);

/// The process id, or the negative errno.
pid_t start_child(const std::vector<std::string>& command, const std::vector<std::string>& environment, const SignalGate& gate);

/// Hands signals on until the child has ended; what a shell would report: its exit status, or 128 plus the signal that ended
/// it.
int wait_for_child(pid_t child, const SignalGate& gate);

}  // namespace azcred::command
