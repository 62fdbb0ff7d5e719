// Another program, run for what it prints.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "base/secret.h"

namespace azcred {

struct Program {
  std::string path;                    ///< absolute; started as it is, without a shell and without a search
  std::vector<std::string> arguments;  ///< what comes after the program's own name
  /// Set, or set anew, on top of the environment of this process.
  std::vector<std::pair<std::string, std::string>> variables;
  std::size_t most_output_bytes = 1'048'576;
};

struct ProcessOutput {
  Secret output;
  Secret errors;  ///< the first 64 KiB of standard error: to look for known words in, never to be shown
  /// 128 + n after signal n. Nothing if the program around us took the status (it ignores SIGCHLD, or waits for any child), or
  /// if the process went on after closing its output: so nothing may depend on having it.
  std::optional<int> exit_code;
};

enum class ProcessFault {
  missing,          ///< no such program
  not_executable,   ///< no permission to run it, or not in a form that the system can run
  resources,        ///< no descriptor, process or memory left for it
  not_started,      ///< any other reason why it could not be started
  timeout,          ///< the deadline came first
  cancelled,        ///< a cancel came first
  too_much_output,  ///< more than most_output_bytes
};

/// What Host::run_process promises, on the real machine.
Result<ProcessOutput, ProcessFault> run_process(const Program& program, const Limits& limits);

}  // namespace azcred
