// Sentences for people: made only of literals, numbers and values the caller itself gave, so that no byte of a response,
// a file or a token can get into an error or a log line.
#pragma once
#include <concepts>
#include <string>
#include <string_view>

namespace azcred {

/// Characters from the source code. Only `"..."_t` makes one.
class Literal {
 public:
  constexpr std::string_view view() const noexcept { return view_; }

 private:
  friend consteval Literal operator""_t(const char* characters, std::size_t size);
  constexpr explicit Literal(std::string_view view) noexcept : view_(view) {}
  std::string_view view_;
};
consteval Literal operator""_t(const char* characters, std::size_t size) { return Literal(std::string_view(characters, size)); }

class Text {
 public:
  Text() = default;
  Text(Literal literal) : characters_(literal.view()) {}  // NOLINT(google-explicit-constructor): a literal is a text

  Text& add(Literal literal);
  Text& add(const Text& text);
  Text& add(std::integral auto number) { return add_number(static_cast<long long>(number)); }

  /// A name out of a fixed table of this library (a source, an environment variable, a known service code).
  Text& add_known(std::string_view name);
  /// A value that the calling program or its administrator chose (a client id, a scope, a path, a URL without its query):
  /// in quotes, printable ASCII only, shortened to 200 characters. Never a secret.
  Text& add_shown(std::string_view value);

  const std::string& str() const& noexcept { return characters_; }
  std::string str() && noexcept { return std::move(characters_); }
  bool empty() const noexcept { return characters_.empty(); }

 private:
  Text& add_number(long long number);
  std::string characters_;
};

/// Marks a value for Text::add_shown and Text::add_known inside text(...).
struct Shown {
  std::string_view value;
};
struct Known {
  std::string_view value;
};
inline Shown shown(std::string_view value) { return {value}; }
inline Known known(std::string_view value) { return {value}; }

namespace detail {
inline void add_part(Text& text, Shown part) { text.add_shown(part.value); }
inline void add_part(Text& text, Known part) { text.add_known(part.value); }
inline void add_part(Text& text, Literal part) { text.add(part); }
inline void add_part(Text& text, const Text& part) { text.add(part); }
inline void add_part(Text& text, std::integral auto part) { text.add(part); }
}  // namespace detail

/// text("HTTP status "_t, 404, " from "_t, shown(url))
template <class... Parts>
Text text(const Parts&... parts) {
  Text result;
  (detail::add_part(result, parts), ...);
  return result;
}

}  // namespace azcred
