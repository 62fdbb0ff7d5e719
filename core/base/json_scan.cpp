#include "base/json_scan.h"

#include <cstdint>
#include <cstring>

#include "base/ascii.h"

namespace azcred {
namespace {

constexpr std::size_t most_bytes = 1'048'576;
constexpr std::size_t most_members = 512;
constexpr std::size_t longest_number = 64;
constexpr int deepest = 16;

constexpr bool is_between(char c, unsigned char first, unsigned char last) noexcept {
  return static_cast<unsigned char>(c) >= first && static_cast<unsigned char>(c) <= last;
}

/// Nearly all of what a token is made of, so that it is worth stepping over quickly.
constexpr bool is_plain(char c) noexcept { return is_between(c, 0x20, 0x7f) && c != '"' && c != '\\'; }

/// Whether all eight bytes are plain. A byte below n, for n up to 0x80, borrows from the bit above it when n is subtracted, and
/// only then has that bit set without having had it before.
constexpr bool are_plain(std::uint64_t eight) noexcept {
  constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
  constexpr std::uint64_t highest_bits = ones * 0x80;
  const auto any_below = [](std::uint64_t bytes, std::uint64_t n) { return (bytes - ones * n) & ~bytes & highest_bits; };
  const std::uint64_t quotes = any_below(eight ^ (ones * '"'), 1);
  const std::uint64_t backslashes = any_below(eight ^ (ones * '\\'), 1);
  return ((eight & highest_bits) | any_below(eight, 0x20) | quotes | backslashes) == 0;
}

/// How many bytes the well-formed UTF-8 sequence at the start of `text` has (Unicode 15, table 3-7); 0 if there is none.
std::size_t utf8_sequence_size(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return 1;
  std::size_t size = 0;
  unsigned char first = 0x80, last = 0xbf;  // what the second byte may be
  if (lead >= 0xc2 && lead <= 0xdf) {
    size = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    size = 3;
    if (lead == 0xe0) first = 0xa0;
    if (lead == 0xed) last = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    size = 4;
    if (lead == 0xf0) first = 0x90;
    if (lead == 0xf4) last = 0x8f;
  } else {
    return 0;
  }
  if (text.size() < size || !is_between(text[1], first, last)) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if (!is_between(text[i], 0x80, 0xbf)) return 0;
  }
  return size;
}

class Scan {
 public:
  explicit Scan(std::string_view text) noexcept : text_(text) {}

  std::optional<JsonFault> run() noexcept {
    if (text_.size() > most_bytes) return JsonFault::too_large;
    skip_space();
    const bool is_object = peek() == '{';
    if (!value()) return fault_;
    skip_space();
    if (at_ != text_.size()) return JsonFault::malformed;
    if (!is_object) return JsonFault::not_object;
    return std::nullopt;
  }

 private:
  bool fail(JsonFault fault) noexcept {
    fault_ = fault;
    return false;
  }
  char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char wanted) noexcept {
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void skip_space() noexcept {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  void skip_plain_characters() noexcept {
    // Eight at a time, because the string that matters is a token of a thousand characters and more.
    for (std::uint64_t eight = 0; text_.size() - at_ >= sizeof eight; at_ += sizeof eight) {
      std::memcpy(&eight, text_.data() + at_, sizeof eight);
      if (!are_plain(eight)) break;
    }
    while (at_ < text_.size() && is_plain(text_[at_])) ++at_;
  }

  bool value() noexcept {
    skip_space();
    switch (peek()) {
      case '{': return object();
      case '[': return array();
      case '"': return string();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: return number();
    }
  }

  bool word(std::string_view wanted) noexcept {
    if (text_.substr(at_, wanted.size()) != wanted) return fail(JsonFault::malformed);
    at_ += wanted.size();
    return true;
  }

  bool enter() noexcept {
    ++at_;
    return ++depth_ <= deepest || fail(JsonFault::too_deep);
  }
  bool leave(char bracket) noexcept {
    --depth_;
    return take(bracket) || fail(JsonFault::malformed);
  }
  bool count_member() noexcept { return ++members_ <= most_members || fail(JsonFault::too_large); }

  bool object() noexcept {
    if (!enter()) return false;
    skip_space();
    if (peek() == '}') return leave('}');
    do {
      skip_space();
      if (peek() != '"') return fail(JsonFault::malformed);
      if (!count_member() || !string()) return false;
      skip_space();
      if (!take(':')) return fail(JsonFault::malformed);
      if (!value()) return false;
      skip_space();
    } while (take(','));
    return leave('}');
  }

  bool array() noexcept {
    if (!enter()) return false;
    skip_space();
    if (peek() == ']') return leave(']');
    do {
      if (!count_member() || !value()) return false;
      skip_space();
    } while (take(','));
    return leave(']');
  }

  bool string() noexcept {
    ++at_;
    for (;;) {
      skip_plain_characters();
      if (at_ == text_.size()) return fail(JsonFault::malformed);
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c == '\\') {
        if (!escape()) return fail(JsonFault::malformed);
        continue;
      }
      const std::size_t size = utf8_sequence_size(text_.substr(at_));
      if (is_between(c, 0x00, 0x1f) || size == 0) return fail(JsonFault::malformed);
      at_ += size;
    }
  }

  bool escape() noexcept {
    ++at_;
    if (take('u')) {
      const unsigned first = code_unit();
      if (first >= 0xd800 && first <= 0xdbff) {
        if (!take('\\') || !take('u')) return false;
        const unsigned second = code_unit();
        return second >= 0xdc00 && second <= 0xdfff;
      }
      return first != 0 && (first < 0xdc00 || first > 0xdfff);
    }
    const bool known = at_ < text_.size() && std::string_view("\"\\/bfnrt").find(text_[at_]) != std::string_view::npos;
    ++at_;
    return known;
  }

  /// Four hexadecimal digits; 0, which no escape may mean, if there are none.
  unsigned code_unit() noexcept {
    unsigned unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = to_ascii_lower(peek());
      if (!is_ascii_hex_digit(c)) return 0;
      unit = unit * 16 + static_cast<unsigned>(is_ascii_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return unit;
  }

  bool digits() noexcept {
    if (!is_ascii_digit(peek())) return fail(JsonFault::malformed);
    while (is_ascii_digit(peek())) ++at_;
    return true;
  }

  bool number() noexcept {
    const std::size_t start = at_;
    take('-');
    if (!take('0') && !digits()) return fail(JsonFault::malformed);
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    return at_ - start <= longest_number || fail(JsonFault::too_large);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t members_ = 0;
  int depth_ = 0;
  JsonFault fault_ = JsonFault::malformed;
};

}  // namespace

std::optional<JsonFault> scan_json(std::string_view text) noexcept { return Scan(text).run(); }

}  // namespace azcred
