#include "base/base64.h"

#include <cstdint>

namespace azcred {
namespace {

/// The six bits of a character of the URL-safe alphabet (RFC 4648 section 5), -1 for any other.
constexpr int sextet(char c) noexcept {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  if (c == '_') return 63;
  return -1;
}

}  // namespace

std::optional<Secret> decode_base64url(std::string_view text) {
  if (text.size() % 4 == 0 && text.ends_with('=')) {
    text.remove_suffix(1);
    if (text.ends_with('=')) text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return std::nullopt;

  Secret bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int value = sextet(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xfff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      const auto byte = static_cast<char>(bits >> held & 0xff);
      bytes.append({&byte, 1});
    }
  }
  return bytes;
}

}  // namespace azcred
