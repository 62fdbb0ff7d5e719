// The clock of deadlines on the real machine.
#pragma once
#include "base/deadline.h"

namespace azcred {

/// What Host::now promises: CLOCK_BOOTTIME, or CLOCK_MONOTONIC where a sandbox forbids that one.
Instant steady_now() noexcept;

}  // namespace azcred
