// The machine the library runs on. Nothing outside core/host reads the environment, opens a file, starts a process, sleeps or
// looks at a clock: tests hand in another machine.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/deadline.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/secret.h"
#include "host/environment.h"
#include "host/process.h"

namespace azcred {

enum class FileFault {
  missing,        ///< no such file, or a directory on the way is missing
  denied,         ///< no permission
  not_regular,    ///< a directory, device, FIFO or socket
  symbolic_link,  ///< a symbolic link, or one of several hard links, where no link is followed
  too_large,
  empty,
  no_descriptors,  ///< the process or the machine has no descriptor left
  unreadable,      ///< any other failure
};

struct FileRules {
  std::size_t most_bytes = 65'536;
  /// Off: the last component must not be a link, and the file is opened relative to its directory, which must be a real
  /// directory itself, so that nobody can swap what was checked for something else.
  bool follow_links = true;
};

class Host {
 public:
  virtual ~Host() = default;

  /// A snapshot of the variables in environment_names. Empty in a process that runs with raised privileges (AT_SECURE).
  virtual Environment environment() = 0;

  /// The steady clock: goes on during suspend, is not moved by anybody setting the time.
  virtual Instant now() noexcept = 0;
  /// The same clock, up to a few milliseconds behind, for those who look very often.
  virtual Instant coarse_now() noexcept { return now(); }
  /// The wall clock, in seconds since 1970.
  virtual std::int64_t unix_s() noexcept = 0;

  /// Never blocks on a FIFO or device and never reads more than the rules allow.
  virtual Result<Secret, FileFault> read_file(const std::string& path, const FileRules& rules) = 0;
  /// Whether there is something at `path`; needs no permission to read it.
  virtual bool file_exists(const std::string& path) = 0;

  /// Waits for that long, or less if the limits end it: the caller asks the limits afterwards.
  virtual void pause(std::int64_t milliseconds, const Limits& limits) = 0;

  /// The absolute path of the executable `name` in `search_path` (a PATH: directories with colons between). Directories that
  /// are given relative, are empty or can be written by everybody are passed over; so is a program everybody can write.
  virtual std::optional<std::string> find_program(std::string_view name, std::string_view search_path) = 0;
  /// Runs it to its end, or kills it and all that it started once the limits are reached. Throws std::bad_alloc.
  virtual Result<ProcessOutput, ProcessFault> run_process(const Program& program, const Limits& limits) = 0;

  /// Unpredictable enough for jitter and request ids; not for keys.
  virtual std::uint64_t random() noexcept = 0;

  /// How many processors may run this process at once; at least 1.
  virtual unsigned processor_count() noexcept = 0;
};

}  // namespace azcred
