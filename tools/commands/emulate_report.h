// What `azcred emulate` says about itself once it listens.
#pragma once
#include <string>
#include <vector>

#include "emulator/emulator.h"

namespace azcred::command {

struct Announcement {
  std::string host;
  std::string origin;
  std::string tenant_id;
  emulator::Variables variables;   ///< to set for programs
  std::vector<std::string> unset;  ///< to remove from their environment
  std::vector<emulator::Identity> identities;
};

Announcement announce(const emulator::Emulator& emulator, const std::string& origin);
/// For people: where it listens and whose tokens it gives. No secrets.
std::string as_text(const Announcement& announcement);
/// "unset" and "export" lines for a POSIX shell.
std::string as_shell(const Announcement& announcement);
std::string as_json(const Announcement& announcement);

}  // namespace azcred::command
