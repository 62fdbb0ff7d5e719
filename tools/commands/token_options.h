// What `azcred token` was told on its command line.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace azcred::command {

struct TokenOptions {
  std::string scope;
  std::string credential = "default";
  std::string client_id, object_id, resource_id;
  std::string expected_client_id, expected_object_id, expected_tenant_id;
  std::optional<std::int64_t> timeout_ms;
  bool force_refresh = false;
  std::string format = "text";
  bool include_token = false;
  std::string log_level;
};

/// Adds the options to the subcommand; they are stored when it is parsed.
void declare(CLI::App& app, TokenOptions& options);

}  // namespace azcred::command
