#include "source/managed_identity/request_id.h"

#include <string_view>

namespace azcred {

std::string make_request_id(Host& host) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string id = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  std::uint64_t bits = 0;
  int bits_left = 0;
  for (char& c : id) {
    if (c != 'x' && c != 'y') continue;
    if (bits_left == 0) {
      bits = host.random();
      bits_left = 64;
    }
    const auto nibble = static_cast<unsigned>(bits & 0xf);
    // The variant of RFC 4122 is in the two upper bits of that digit.
    c = digits[c == 'y' ? (nibble & 0x3U) | 0x8U : nibble];
    bits >>= 4;
    bits_left -= 4;
  }
  return id;
}

}  // namespace azcred
