// The challenge of the Azure Arc agent: which key file proves that we may ask.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace azcred {

/// The path in `Basic realm=/var/opt/azcmagent/tokens/<name>.key`, with or without quotes; or what is wrong with it. The
/// agent's answer is believed only as far as the name of a key file directly in that directory: whoever answers in its place
/// could have any file read and sent (CVE-2024-35255).
Result<std::string, Text> arc_key_path(std::string_view www_authenticate);

/// The key in the content of a key file, without the line end after it; or what is wrong with it. Views into `content`.
Result<std::string_view, Text> arc_key(std::string_view content);

}  // namespace azcred
