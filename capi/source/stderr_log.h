// Log lines on stderr for whoever sets AZCRED_LOG.
#pragma once
#include <string_view>

#include "base/log.h"

namespace azcred::capi {

/// A log for the level that `level_name` names ("error", "warn", "info", "debug", in any case); silence for anything else.
/// Never null. A line is lost rather than written to a closed or full stderr, or to what took the descriptor's place since.
/// Throws std::bad_alloc.
LogPtr stderr_log(std::string_view level_name);

}  // namespace azcred::capi
