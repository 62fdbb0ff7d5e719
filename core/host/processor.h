// Which processor runs the calling thread.
#pragma once

namespace azcred {

/// A hint: it may be another one a moment later. A few nanoseconds and no system call where the C library and kernel share it.
unsigned current_processor() noexcept;

}  // namespace azcred
