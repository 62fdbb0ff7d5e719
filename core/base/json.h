// JSON objects as services send them, read strictly.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace azcred {

/// Why a text is not a JSON object we accept.
enum class JsonFault {
  malformed,      ///< not RFC 8259 (also: bytes after the value, invalid UTF-8, a raw control character, an escaped NUL or lone
                  ///< surrogate)
  duplicate_key,  ///< a key twice in one object: two readers could see two different tokens
  too_deep,       ///< nested deeper than 16
  too_large,      ///< more than 1 MiB, more than 512 members, or a number literal of more than 64 characters
  not_object,     ///< the outermost value is something else
};
Text json_fault_text(JsonFault fault);

/// One member of an object, borrowed from its JsonObject.
class JsonValue {
 public:
  bool is_string() const noexcept;
  bool is_number() const noexcept;
  bool is_object() const noexcept;
  bool is_null() const noexcept;
  std::string_view string() const noexcept;  ///< "" unless is_string()
  /// The number if it is integral and fits; nothing otherwise (1e3 is 1000; 1.5, 1e30 and strings are nothing).
  std::optional<std::int64_t> integer() const noexcept;

 private:
  friend class JsonObject;
  explicit JsonValue(const void* node) noexcept : node_(node) {}
  const void* node_;
};

/// Holds the parsed text. Its strings are wiped before they are freed, because one of them is a token.
class JsonObject {
 public:
  /// A leading byte order mark is tolerated. Throws std::bad_alloc.
  static Result<JsonObject, JsonFault> parse(std::string_view text);

  /// The member of exactly that name; nothing if there is none or it is null.
  std::optional<JsonValue> find(std::string_view name) const noexcept;
  /// The member if it is a string, "" otherwise.
  std::string_view string(std::string_view name) const noexcept;
  /// The object inside, borrowed from this one; nothing if the member is no object.
  std::optional<JsonObject> object(std::string_view name) const;

 private:
  JsonObject(std::shared_ptr<void> document, const void* node) noexcept : document_(std::move(document)), node_(node) {}
  std::shared_ptr<void> document_;
  const void* node_;
};

}  // namespace azcred
