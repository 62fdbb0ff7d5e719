// What `azcred emulate` says about itself once it listens.
#include "commands/emulate_report.h"

#include <algorithm>

#include "emulator/platform_kind.h"

namespace azcred::command {
namespace {

/// In single quotes, within which a POSIX shell leaves everything alone.
std::string quoted(const std::string& value) {
  std::string text = "'";
  for (const char character : value) text += character == '\'' ? std::string("'\\''") : std::string(1, character);
  return text + "'";
}

}  // namespace

Announcement announce(const emulator::Emulator& emulator, const std::string& origin) {
  Announcement announcement{.host = emulator.platform().name(),
                            .origin = origin,
                            .tenant_id = emulator.options().tokens.tenant_id,
                            .variables = emulator.platform().variables(origin),
                            .identities = emulator.options().identities.all()};
  for (const auto& name : emulator::host_variable_names()) {
    const auto same = [&name](const auto& variable) { return variable.first == name; };
    const auto& set = announcement.variables;
    if (std::none_of(set.begin(), set.end(), same)) announcement.unset.push_back(name);
  }
  return announcement;
}

std::string as_text(const Announcement& announcement) {
  auto text = "azcred emulate: " + announcement.host + " on " + announcement.origin + "\n";
  text += "  tenant           " + announcement.tenant_id + "\n";
  for (const auto& identity : announcement.identities) {
    text += "  " + identity.name + std::string(identity.name.size() < 16 ? 17 - identity.name.size() : 1, ' ') + "client id " +
            identity.client_id + "\n";
  }
  if (announcement.identities.empty()) text += "  no identity\n";
  return text;
}

std::string as_shell(const Announcement& announcement) {
  std::string text = "unset";
  for (const auto& name : announcement.unset) text += " " + name;
  text += "\n";
  for (const auto& [name, value] : announcement.variables) text += "export " + name + "=" + quoted(value) + "\n";
  return text;
}

std::string as_json(const Announcement& announcement) {
  auto variables = Json::object();
  for (const auto& [name, value] : announcement.variables) variables.text(name.c_str(), value);
  auto unset = Json::array();
  for (const auto& name : announcement.unset) unset.append(name);
  auto identities = Json::array();
  for (const auto& identity : announcement.identities) {
    auto entry = Json::object().text("name", identity.name).text("kind", identity.system_assigned ? "system" : "user");
    entry.text("client_id", identity.client_id).text("object_id", identity.object_id);
    identities.append(entry.text("resource_id", identity.resource_id));
  }
  auto document = Json::object().text("host", announcement.host).text("origin", announcement.origin);
  document.text("keys", announcement.origin + "/emulator/keys").text("tenant_id", announcement.tenant_id);
  document.member("environment", variables).member("unset", unset).member("identities", identities);
  return document.print_pretty();
}

}  // namespace azcred::command
