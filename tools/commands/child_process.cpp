// A program started by the command: its environment, its signals, its exit status.
#include "commands/child_process.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

namespace azcred::command {
namespace {

constexpr std::array<int, 7> kHandedOn = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH};

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const auto& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

SignalGate::SignalGate() {
  sigemptyset(&waited_);
  for (const int signal : kHandedOn) sigaddset(&waited_, signal);
  sigaddset(&waited_, SIGCHLD);
  pthread_sigmask(SIG_BLOCK, &waited_, &before_);
}

siginfo_t SignalGate::wait() const {
  siginfo_t received{};
  while (sigwaitinfo(&waited_, &received) < 0) {
  }
  return received;
}

std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& set,
                                          const std::vector<std::string>& unset) {
  const auto replaced = [&](std::string_view name) {
    return std::find(unset.begin(), unset.end(), name) != unset.end() ||
           std::any_of(set.begin(), set.end(), [name](const auto& variable) { return variable.first == name; });
  };
  std::vector<std::string> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (!replaced(text.substr(0, text.find('=')))) environment.emplace_back(text);
  }
  for (const auto& [name, value] : set) environment.push_back(name + "=" + value);
  return environment;
}

pid_t start_child(const std::vector<std::string>& command, const std::vector<std::string>& environment,
                  const SignalGate& gate) {
  posix_spawnattr_t attributes;
  if (const int failure = posix_spawnattr_init(&attributes); failure != 0) return -failure;
  sigset_t defaults;
  sigemptyset(&defaults);
  // The server ignores SIGPIPE; programs expect it.
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &gate.before());
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  auto arguments = pointers_to(command);
  auto variables = pointers_to(environment);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, arguments[0], nullptr, &attributes, arguments.data(), variables.data());
  posix_spawnattr_destroy(&attributes);
  return failure == 0 ? child : -failure;
}

int wait_for_child(pid_t child, const SignalGate& gate) {
  while (true) {
    const auto received = gate.wait();
    if (received.si_signo != SIGCHLD) {
      // What the terminal sends reaches the child without us: it is in the same foreground group.
      if (received.si_code != SI_KERNEL) kill(child, received.si_signo);
      continue;
    }
    int status = 0;
    if (waitpid(child, &status, WNOHANG) != child) continue;
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    return 128 + WTERMSIG(status);
  }
}

}  // namespace azcred::command
