#include "base/text.h"

#include <charconv>

namespace azcred {

namespace {
constexpr std::size_t longest_quoted_value = 200;
}

Text& Text::add(Literal literal) {
  characters_ += literal.view();
  return *this;
}

Text& Text::add(const Text& text) {
  characters_ += text.characters_;
  return *this;
}

Text& Text::add_known(std::string_view name) {
  characters_ += name;
  return *this;
}

Text& Text::add_shown(std::string_view value) {
  characters_ += '\'';
  for (const char character : value.substr(0, longest_quoted_value)) {
    const bool printable = character >= 0x20 && character < 0x7f;
    characters_ += printable ? character : '?';
  }
  if (value.size() > longest_quoted_value) characters_ += "...";
  characters_ += '\'';
  return *this;
}

Text& Text::add_number(long long number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  characters_.append(digits, end);
  return *this;
}

}  // namespace azcred
