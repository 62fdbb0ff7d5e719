#include "host/environment.h"

#include <new>

#include "base/ascii.h"

namespace azcred {

namespace {
const std::string& unset() noexcept {
  // Never destroyed: a library that may be unloaded leaves nothing for the end of the process.
  alignas(std::string) static unsigned char memory[sizeof(std::string)];
  static const std::string& empty = *new (memory) std::string;
  return empty;
}
}  // namespace

Environment::Environment(std::map<std::string, std::string, std::less<>> variables) : variables_(std::move(variables)) {
  for (auto& [name, value] : variables_) value = std::string(trim_ascii_space(value));
}

const std::string& Environment::get(std::string_view name) const noexcept {
  const auto found = variables_.find(name);
  return found == variables_.end() ? unset() : found->second;
}

}  // namespace azcred
