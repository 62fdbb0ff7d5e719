#include "stderr_log.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/ascii.h"
#include "http/sigpipe_guard.h"

namespace azcred::capi {

namespace {

LogLevel level_named(std::string_view name) noexcept {
  if (equal_ignoring_case(name, "error")) return LogLevel::error;
  if (equal_ignoring_case(name, "warn")) return LogLevel::warn;
  if (equal_ignoring_case(name, "info")) return LogLevel::info;
  if (equal_ignoring_case(name, "debug")) return LogLevel::debug;
  return LogLevel::off;
}

const char* name_of(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::error: return "error";
    case LogLevel::warn: return "warn";
    case LogLevel::info: return "info";
    default: return "debug";
  }
}

/// What a descriptor refers to.
struct OpenFile {
  dev_t device;
  ino_t number;
  friend bool operator==(const OpenFile&, const OpenFile&) = default;
};

std::optional<OpenFile> open_stderr() noexcept {
  struct stat status {};
  if (fstat(STDERR_FILENO, &status) != 0) return std::nullopt;
  return OpenFile{status.st_dev, status.st_ino};
}

/// Whether a write would neither wait nor fail.
bool takes_a_line() noexcept {
  pollfd stderr_state{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  return poll(&stderr_state, 1, 0) == 1 && stderr_state.revents == POLLOUT;
}

void write_line(const OpenFile& stderr_at_first, LogLevel level, std::string_view source, const std::string& message) {
  // A daemon that closed stderr may have a database or a connection on this descriptor by now.
  if (open_stderr() != stderr_at_first || !takes_a_line()) return;
  std::string line("azcred ");
  line.append(name_of(level)).append(": ");
  if (!source.empty()) line.append(source).append(": ");
  line.append(message).append("\n");
  const SigpipeGuard no_sigpipe(true);
  [[maybe_unused]] const auto written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

LogPtr stderr_log(std::string_view level_name) {
  const LogLevel level = level_named(level_name);
  const auto stderr_at_first = open_stderr();
  if (level == LogLevel::off || !stderr_at_first) return std::make_shared<const Log>();
  return std::make_shared<const Log>(
      level, [file = *stderr_at_first](LogLevel of_line, std::string_view source, const std::string& message) {
        const int saved_errno = errno;
        write_line(file, of_line, source, message);
        errno = saved_errno;
      });
}

}  // namespace azcred::capi
