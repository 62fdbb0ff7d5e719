#include "host/environment.h"

#include "base/ascii.h"

namespace azcred {

namespace {
const std::string& unset() noexcept {
  static const std::string empty;
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
