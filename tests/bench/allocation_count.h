// How many times this thread has asked malloc for memory.
#pragma once

namespace azcred::bench {

/// Counts every malloc, calloc, realloc and aligned allocation of the process, also those inside shared libraries.
long allocations_of_this_thread() noexcept;

}  // namespace azcred::bench
