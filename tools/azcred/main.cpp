// The `azcred` command: finds the subcommand and runs it.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "commands/emulate.h"
#include "commands/token.h"

namespace {

constexpr const char* kFooter = R"(Examples:
  Whose token would a program get here?
      azcred token --scope https://vault.azure.net/.default
  Try a program as on an Azure virtual machine, on this machine:
      azcred emulate -- ./program

"azcred SUBCOMMAND --help" tells the rest; so does azcred(1).)";

/// Everything behind the first "--" is a program of the user's, whose options are not ours.
std::vector<std::string> split_off_program(std::vector<std::string>& arguments) {
  for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
    if (*argument != "--") continue;
    std::vector<std::string> program(argument + 1, arguments.end());
    arguments.erase(argument, arguments.end());
    return program;
  }
  return {};
}

int run(std::vector<std::string> arguments) {
  const auto program = split_off_program(arguments);
  CLI::App app{"Microsoft Entra tokens for programs that are not an Azure SDK.", "azcred"};
  app.set_version_flag("--version", "azcred " AZCRED_VERSION);
  app.require_subcommand(1);
  app.footer(kFooter);
  app.get_formatter()->column_width(34);

  azcred::command::EmulateOptions emulate;
  auto* emulate_app = app.add_subcommand("emulate", "Play an Azure host that gives tokens to programs on this machine");
  azcred::command::declare(*emulate_app, emulate);

  azcred::command::TokenOptions token;
  auto* token_app = app.add_subcommand("token", "Get a token, and show whose it is, for what, until when and where from");
  azcred::command::declare(*token_app, token);

  // CLI11 wants them last first.
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 1;
  }
  if (token_app->parsed()) return azcred::command::token(token);
  emulate.program = program;
  return azcred::command::emulate(emulate);
}

}  // namespace

int main(int count, char** values) {
  try {
    return run(std::vector<std::string>(values + 1, values + count));
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "azcred: %s\n", failure.what());
    return 12;
  }
}
