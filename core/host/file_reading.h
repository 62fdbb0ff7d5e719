// Small files that somebody else wrote, read without being led astray.
#pragma once
#include <string>

#include "host/host.h"

namespace azcred {

/// What Host::read_file promises, on the real file system.
Result<Secret, FileFault> read_regular_file(const std::string& path, const FileRules& rules);

}  // namespace azcred
