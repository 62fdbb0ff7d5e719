// The error codes that identity services are known to send.
#pragma once
#include <string_view>

namespace azcred {

/// The spelling in our own table of the code that `code` is, compared without case; "" if this library does not know it. What
/// is returned lives for ever and holds no byte of `code`: that is what makes it fit for errors.
std::string_view known_service_code(std::string_view code) noexcept;

}  // namespace azcred
