// Where a program of a given name is, looked for without trusting everybody.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace azcred {

/// What Host::find_program promises, on the real file system.
std::optional<std::string> search_program(std::string_view name, std::string_view search_path);

}  // namespace azcred
