// Scopes, and the resource that managed identity endpoints want in their place.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace azcred {

inline constexpr std::size_t longest_scope = 2'048;

/// "https://vault.azure.net/.default" -> "https://vault.azure.net". Exactly one trailing "/.default" is removed and nothing
/// else is changed: two slashes before it leave one, which is how audiences with a trailing slash are asked for. Anything but
/// one scope of 1 to 2048 printable ASCII characters without spaces, and a scope that names no resource, is an invalid_argument
/// error.
Result<std::string> resource_from_scopes(std::string_view source, std::span<const std::string_view> scopes);

}  // namespace azcred
