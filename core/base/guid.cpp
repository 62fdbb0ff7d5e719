#include "base/guid.h"

#include "base/ascii.h"

namespace azcred {

bool is_guid(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? text[i] != '-' : !is_ascii_hex_digit(text[i])) return false;
  }
  return true;
}

}  // namespace azcred
