// What `azcred emulate` was told on its command line.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emulator/emulator.h"

namespace CLI {
class App;
}

namespace azcred::command {

struct EmulateOptions {
  std::string host = "imds";
  std::string bind_address = "127.0.0.1";
  int port = 0;
  std::string tenant_id;
  bool has_system_assigned = false;
  std::string system_assigned;
  std::vector<std::string> user_assigned;
  bool no_identity = false;
  std::vector<std::string> resources;
  std::int64_t lifetime_s = 86'400;
  std::optional<std::int64_t> refresh_in_s;
  std::string fail;
  std::string fail_first;
  std::optional<std::string> retry_after;
  std::string faults;
  std::int64_t latency_ms = 0;
  std::int64_t propagation_s = 0;
  std::string arc_keys;
  bool legacy_agent = false;
  std::string format = "env";
  bool quiet = false;
  std::string log_file;
  std::vector<std::string> program;  ///< what stands behind "--"
};

/// Adds the options to the subcommand; they are stored when it is parsed.
void declare(CLI::App& app, EmulateOptions& options);

/// What the emulator is to do; nothing, with the reason for a person in `problem`, if the options contradict each other.
std::optional<emulator::EmulatorOptions> judge(const EmulateOptions& options, std::string& problem);

}  // namespace azcred::command
