// Which azcred runs.
#pragma once
#include <azcred/version.h>

#include <cstdint>
#include <string_view>

namespace azcred {

/// The version of the library that runs: 1.2.3 is 10203.
inline std::int32_t version_number() noexcept { return azcred_version_number(); }

/// Library, compiler, libcurl and TLS versions in one line, for bug reports.
inline std::string_view version_details() noexcept { return azcred_version_details(); }

}  // namespace azcred
