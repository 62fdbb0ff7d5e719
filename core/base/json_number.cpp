#include "base/json_number.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace azcred {
namespace {

// So short a literal without point or exponent is an integer that a double holds exactly.
constexpr std::size_t longest_plain_number = 15;

/// Where the string that starts at `at` ends: its closing quote.
std::size_t closing_quote(std::string_view json, std::size_t at) noexcept {
  const std::size_t quote = json.find('"', at + 1);
  if (json.substr(at, quote - at).find('\\') == std::string_view::npos) return quote;
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return at;
}

/// The next number of a well-formed JSON text at or after `from`, empty if there is none. Steps over strings, which may
/// contain anything.
std::string_view next_number(std::string_view json, std::size_t from) noexcept {
  for (std::size_t at = from; at < json.size(); ++at) {
    const char c = json[at];
    if (c == '"') {
      at = closing_quote(json, at);
      if (at >= json.size()) return {};
    } else if (c == '-' || is_ascii_digit(c)) {
      return json.substr(at, std::min(json.find_first_not_of("+-.0123456789Ee", at), json.size()) - at);
    }
  }
  return {};
}

bool is_unusual(std::string_view number) noexcept {
  return number.size() > longest_plain_number || number.find_first_of(".eE") != std::string_view::npos;
}

/// Clamped: beyond a few hundred, no exponent makes an integer in range out of a literal of bounded length.
int exponent_of(std::string_view digits) noexcept {
  const bool negative = !digits.empty() && digits.front() == '-';
  int exponent = 0;
  for (const char c : digits) {
    if (is_ascii_digit(c)) exponent = std::min(exponent * 10 + (c - '0'), 100'000);
  }
  return negative ? -exponent : exponent;
}

}  // namespace

std::optional<std::int64_t> json_integer(std::string_view literal) noexcept {
  const bool negative = !literal.empty() && literal.front() == '-';
  if (negative) literal.remove_prefix(1);
  const std::size_t e = std::min(literal.find_first_of("eE"), literal.size());
  const std::string_view mantissa = literal.substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  int zeros = e == literal.size() ? 0 : exponent_of(literal.substr(e + 1));
  if (point < mantissa.size()) zeros -= static_cast<int>(mantissa.size() - point - 1);

  std::int64_t value = 0;
  int pending = 0;  // zeros that count only if another digit, or the exponent, puts them in front of the point
  const auto shift = [&value](int digit) { value = std::min(value * 10 + digit, largest_json_integer + 1); };
  for (const char c : mantissa) {
    if (c == '.') continue;
    if (c == '0') {
      ++pending;
      continue;
    }
    for (; pending > 0; --pending) shift(0);
    shift(c - '0');
  }
  if (value == 0) return 0;
  zeros += pending;
  if (zeros < 0) return std::nullopt;
  for (; zeros > 0 && value <= largest_json_integer; --zeros) shift(0);
  if (value > largest_json_integer) return std::nullopt;
  return negative ? -value : value;
}

bool has_unusual_numbers(std::string_view json) noexcept {
  std::size_t at = 0;
  for (auto number = next_number(json, at); !number.empty(); number = next_number(json, at)) {
    if (is_unusual(number)) return true;
    at = static_cast<std::size_t>(number.data() - json.data()) + number.size();
  }
  return false;
}

Secret respell_numbers(std::string_view json) {
  Secret respelled;
  respelled.reserve(json.size());
  std::size_t at = 0;
  for (auto number = next_number(json, at); !number.empty(); number = next_number(json, at)) {
    const auto start = static_cast<std::size_t>(number.data() - json.data());
    respelled.append(json.substr(at, start - at));
    at = start + number.size();
    if (!is_unusual(number)) {
      respelled.append(number);
    } else if (const auto integer = json_integer(number)) {
      char digits[24];
      const auto end = std::to_chars(digits, digits + sizeof digits, *integer).ptr;
      respelled.append({digits, static_cast<std::size_t>(end - digits)});
    } else {
      respelled.append("5e-1");
    }
  }
  respelled.append(json.substr(at));
  return respelled;
}

}  // namespace azcred
