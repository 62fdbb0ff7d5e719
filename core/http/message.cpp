#include "http/message.h"

#include "base/ascii.h"

namespace azcred {

std::optional<std::string_view> Response::header(std::string_view name) const noexcept {
  for (const auto& each : headers) {
    if (equal_ignoring_case(each.name, name)) return each.value;
  }
  return std::nullopt;
}

}  // namespace azcred
