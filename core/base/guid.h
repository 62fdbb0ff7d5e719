// The 8-4-4-4-12 form in which Entra writes client, object, tenant and correlation ids.
#pragma once
#include <string_view>

namespace azcred {

/// Exactly 36 characters: hexadecimal digits of either case and four hyphens, no braces.
bool is_guid(std::string_view text) noexcept;

}  // namespace azcred
