// RFC 8259 and our bounds, checked before a parser that is less strict sees the text.
#pragma once
#include <optional>
#include <string_view>

#include "base/json.h"

namespace azcred {

/// What is wrong with `text`, which starts after any byte order mark; nothing if it is one JSON object within the bounds.
/// Does not look for duplicate keys, which can only be compared once their escapes are undone. Allocates nothing, and uses
/// no more stack than 16 levels of nesting need.
std::optional<JsonFault> scan_json(std::string_view text) noexcept;

}  // namespace azcred
