// Waiting on the real machine: for descriptors, for a time to come, for somebody to cancel.
#pragma once
#include <poll.h>

#include <span>

#include "base/limits.h"

namespace azcred {

/// No more descriptors can be watched at once.
inline constexpr std::size_t most_watched = 4;

/// Returns once any of `watched` is ready (true, and revents are set), or `until` has come or the limits end the wait (false).
/// Entries whose fd is negative are not watched. Signals do not end it, and neither does the cancel of a forked process.
bool wait_until(std::span<pollfd> watched, Instant until, const Limits& limits) noexcept;

}  // namespace azcred
