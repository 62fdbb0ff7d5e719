// JSON numbers, read exactly and without the locale.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/secret.h"

namespace azcred {

/// 2^53: up to here a double, which is what most JSON readers make of a number, holds every integer.
inline constexpr std::int64_t largest_json_integer = 9'007'199'254'740'992;

/// The value of a number literal of RFC 8259 if it is integral and its magnitude is at most largest_json_integer. Exact: no
/// rounding makes an integer of what is none.
std::optional<std::int64_t> json_integer(std::string_view literal) noexcept;

/// Whether a number in `json`, which is well-formed, is spelled with a decimal point, an exponent or more digits than an
/// integer needs.
bool has_unusual_numbers(std::string_view json) noexcept;

/// The same text with every unusual number spelled as a plain integer if it is one, and as one half if not.
Secret respell_numbers(std::string_view json);

}  // namespace azcred
