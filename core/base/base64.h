// Base64 in the URL-safe alphabet, as JSON web tokens use it.
#pragma once
#include <optional>
#include <string_view>

#include "base/secret.h"

namespace azcred {

/// The bytes of unpadded or padded base64url text; nothing for any other character or an impossible length.
std::optional<Secret> decode_base64url(std::string_view text);

}  // namespace azcred
