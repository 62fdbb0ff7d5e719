// JSON documents of the command: built member by member, printed, read.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azcred {

/// An object or array under construction, or one that was read. Copies share the document.
class Json {
 public:
  static Json object();
  static Json array();
  /// Nothing unless `text` is one JSON document with nothing behind it.
  static std::optional<Json> parse(std::string_view text);

  Json& text(const char* name, std::string_view value);
  Json& number(const char* name, std::int64_t value);
  Json& boolean(const char* name, bool value);
  Json& member(const char* name, const Json& value);  ///< a deep copy of `value`
  Json& append(std::string_view value);
  Json& append(std::int64_t value);
  Json& append(const Json& value);  ///< a deep copy of `value`

  bool is_object() const;
  bool is_array() const;
  std::vector<std::string> names() const;  ///< of the members, in their order
  std::vector<Json> elements() const;      ///< of an array
  std::optional<Json> find(const char* name) const;
  std::optional<std::string> as_text() const;
  std::optional<std::int64_t> as_integer() const;  ///< nothing for a fraction

  std::string print() const;         ///< on one line
  std::string print_pretty() const;  ///< indented, ends with a newline

 private:
  explicit Json(std::shared_ptr<void> document, void* node) : document_(std::move(document)), node_(node) {}
  std::shared_ptr<void> document_;
  void* node_;
};

}  // namespace azcred
