// What `azcred token` was told on its command line.
#include "commands/token_options.h"

#include <CLI/CLI.hpp>

namespace azcred::command {
namespace {

constexpr const char* kExamples = R"help(Examples:
  Whose token would a program get here, and from where?
      azcred token --scope https://vault.azure.net/.default
  Call a service with the token:
      curl -H "Authorization: Bearer $(azcred token --format raw --scope https://management.azure.com/.default)" ...
  Make sure it is the right identity's:
      azcred token --scope https://storage.azure.com/.default --expect-client-id GUID

The exit status is 0, or the number of the failure's status: 2 for settings that cannot be, 3 if there is no source of
tokens here, 4 if the identity service said no, and so on. See azcred(1).)help";

}  // namespace

void declare(CLI::App& app, TokenOptions& options) {
  app.add_option("--scope", options.scope, "What the token is for: the URI of a service with /.default behind it")
      ->type_name("SCOPE")
      ->required();
  app.add_option("--credential", options.credential,
                 "Ask all the sources that programs ask by default, or the managed identity and nothing else")
      ->type_name("default|managed-identity")
      ->capture_default_str()
      ->check(CLI::IsMember({"default", "managed-identity"}).description(""));
  app.add_option("--timeout", options.timeout_ms, "Give up after this time")
      ->type_name("MS")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{86'400'000}).description(""));
  app.add_flag("--force-refresh", options.force_refresh, "Do not take a token out of the library's cache");
  const char* identity = "Identity (at most one; without one the system-assigned identity)";
  app.add_option("--client-id", options.client_id, "The client id of a user-assigned identity")
      ->type_name("GUID")
      ->group(identity);
  app.add_option("--object-id", options.object_id, "Its object id (principal id)")->type_name("GUID")->group(identity);
  app.add_option("--resource-id", options.resource_id, "Its Azure resource id")->type_name("ID")->group(identity);
  const char* expected = "Refuse a token of any other";
  app.add_option("--expect-client-id", options.expected_client_id, "Client id")->type_name("GUID")->group(expected);
  app.add_option("--expect-object-id", options.expected_object_id, "Object id")->type_name("GUID")->group(expected);
  app.add_option("--expect-tenant-id", options.expected_tenant_id, "Tenant")->type_name("GUID")->group(expected);
  app.add_option("--format", options.format, "For people, for programs, or nothing but the token itself")
      ->type_name("text|json|raw")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json", "raw"}).description(""))
      ->group("Output");
  app.add_flag("--include-token", options.include_token, "Put the token into the JSON too")->group("Output");
  app.add_option("--log", options.log_level, "Say on stderr what the library does")
      ->type_name("error|warn|info|debug")
      ->check(CLI::IsMember({"error", "warn", "info", "debug"}).description(""))
      ->group("Output");
  app.footer(kExamples);
}

}  // namespace azcred::command
