#include "host/child_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <new>

#include "host/suspend_clock.h"
#include "host/waiting.h"

namespace azcred {
namespace {

// A killed process dies at once, unless the machine is overloaded or the kernel holds it: better a little late than a zombie.
constexpr std::int64_t longest_wait_for_death_ms = 1'000;

void check(int error) {
  if (error != 0) throw std::bad_alloc();  // the only failure that these calls have with valid arguments
}

class FileActions {
 public:
  FileActions(int input, int output, int errors) {
    check(posix_spawn_file_actions_init(&actions_));
    check(posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO));
    check(posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO));
    check(posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO));
    check(posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1));
    check(posix_spawn_file_actions_addchdir_np(&actions_, "/"));
  }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

class Attributes {
 public:
  Attributes() {
    check(posix_spawnattr_init(&attributes_));
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const noexcept { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

/// A NULL-terminated list of strings as exec takes it; the strings stay where they are.
class StringList {
 public:
  void add(const std::string& string) { pointers_.back() = string.c_str(), pointers_.push_back(nullptr); }
  void add(const char* string) { pointers_.back() = string, pointers_.push_back(nullptr); }
  // exec has taken pointers to non-constant characters since before there was const; it changes none.
  char* const* get() const noexcept { return const_cast<char* const*>(pointers_.data()); }

 private:
  std::vector<const char*> pointers_{nullptr};
};

struct Pipe {
  Descriptor read_end, write_end;
};

/// Off the numbers 0 to 2, which are free if our host has closed them, and which the child's own descriptors are to get.
Descriptor moved_up(Descriptor descriptor) noexcept {
  if (!descriptor.is_open() || descriptor.get() > STDERR_FILENO) return descriptor;
  return Descriptor(fcntl(descriptor.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

std::optional<Pipe> open_pipe() noexcept {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  Pipe pipe{moved_up(Descriptor(ends[0])), moved_up(Descriptor(ends[1]))};
  if (!pipe.read_end.is_open() || !pipe.write_end.is_open()) return std::nullopt;
  if (fcntl(pipe.read_end.get(), F_SETFL, O_NONBLOCK) != 0) return std::nullopt;
  return pipe;
}

ProcessFault start_fault(int error) noexcept {
  switch (error) {
    case ENOENT:
    case ENOTDIR: return ProcessFault::missing;
    case EACCES:
    case EPERM:
    case EISDIR:
    case ENOEXEC: return ProcessFault::not_executable;
    case EAGAIN:
    case ENOMEM:
    case EMFILE:
    case ENFILE: return ProcessFault::resources;
    default: return ProcessFault::not_started;
  }
}

bool has_nul(const std::string& string) noexcept { return string.find('\0') != std::string::npos; }

bool can_be_started(const Program& program) noexcept {
  return program.path.starts_with('/') && !has_nul(program.path) &&
         std::none_of(program.arguments.begin(), program.arguments.end(), has_nul) &&
         std::none_of(program.variables.begin(), program.variables.end(), [](const auto& variable) {
           return variable.first.empty() || has_nul(variable.first) || has_nul(variable.second) ||
                  variable.first.find('=') != std::string::npos;
         });
}

/// "NAME=value" of the program's own variables.
std::vector<std::string> assignments_of(const Program& program) {
  std::vector<std::string> assignments;
  for (const auto& [name, value] : program.variables) assignments.emplace_back(name).append("=").append(value);
  return assignments;
}

StringList environment_with(const std::vector<std::string>& assignments) {
  StringList list;
  for (char** inherited = environ; inherited != nullptr && *inherited != nullptr; ++inherited) {
    const std::string_view variable = *inherited;
    const bool is_replaced = std::any_of(assignments.begin(), assignments.end(), [&](const std::string& assignment) {
      return variable.starts_with(std::string_view(assignment).substr(0, assignment.find('=') + 1));
    });
    if (!is_replaced) list.add(*inherited);
  }
  for (const auto& assignment : assignments) list.add(assignment);
  return list;
}

}  // namespace

Result<ChildProcess, ProcessFault> ChildProcess::start(const Program& program) {
  if (!can_be_started(program)) return ProcessFault::not_started;
  StringList arguments;
  arguments.add(program.path);
  for (const auto& argument : program.arguments) arguments.add(argument);
  const auto assignments = assignments_of(program);
  const StringList environment = environment_with(assignments);

  auto output = open_pipe();
  auto errors = open_pipe();
  const Descriptor input = moved_up(Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC | O_NOCTTY)));
  if (!output || !errors || !input.is_open()) return start_fault(errno == ENOENT ? 0 : errno);

  const FileActions actions(input.get(), output->write_end.get(), errors->write_end.get());
  const Attributes attributes;
  pid_t pid = -1;
  const int error =
      posix_spawn(&pid, program.path.c_str(), actions.get(), attributes.get(), arguments.get(), environment.get());
  if (error != 0) return start_fault(error);
  return ChildProcess(std::move(output->read_end), std::move(errors->read_end), pid);
}

ChildProcess::ChildProcess(Descriptor output, Descriptor errors, pid_t pid) noexcept
    : output_(std::move(output)),
      errors_(std::move(errors)),
      exit_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))),  // since Linux 5.3; sets FD_CLOEXEC by itself
      pid_(pid) {}

ChildProcess::~ChildProcess() { end(Group::is_killed, true); }

bool ChildProcess::has_exited() noexcept {
  if (was_stolen_) return true;
  siginfo_t exit{};
  // WNOWAIT keeps it a zombie, whose number nobody else can get: it is still safe to kill its group.
  if (waitid(P_PID, static_cast<id_t>(pid_), &exit, WEXITED | WNOHANG | WNOWAIT) == 0) return exit.si_pid == pid_;
  was_stolen_ = errno == ECHILD;
  return was_stolen_;
}

std::optional<int> ChildProcess::end(Group group, bool is_heard) noexcept {
  if (pid_ <= 0) return std::nullopt;
  bool has_exited_itself = has_exited();
  // Once somebody else has taken the status, only a member that is alive keeps the number of the group from being reused.
  if (group == Group::is_killed && (!was_stolen_ || is_heard)) kill(-pid_, SIGKILL);

  const Instant give_up = later(SteadyClock::fine(), longest_wait_for_death_ms);
  for (bool is_dead = has_exited_itself; !is_dead && SteadyClock::fine() < give_up; is_dead = has_exited()) {
    pollfd exit{.fd = exit_.get(), .events = POLLIN, .revents = 0};
    wait_until({&exit, 1}, exit_.is_open() ? give_up : later(SteadyClock::fine(), 1), {});
  }
  int status = 0;
  const bool is_reaped = !was_stolen_ && waitpid(pid_, &status, WNOHANG) == pid_;
  pid_ = -1;
  if (!is_reaped || !has_exited_itself) return std::nullopt;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace azcred
