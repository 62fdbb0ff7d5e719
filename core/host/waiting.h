// Waiting on the real machine: for descriptors, for a time to come, for somebody to cancel.
#pragma once
#include <poll.h>

#include "base/limits.h"

namespace azcred {

/// Returns once `watched` is ready (true), or `until` has come or the limits end the wait (false). Watches nothing if
/// watched.fd is negative. Signals do not end it, and neither does the cancel of a forked process.
bool wait_until(pollfd& watched, Instant until, const Limits& limits) noexcept;

}  // namespace azcred
