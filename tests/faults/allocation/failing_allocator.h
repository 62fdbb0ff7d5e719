// An allocator for this whole program that fails when it is told to.
#pragma once
#include <cstdint>

namespace azcred::test {

enum class Failing { once, from_then_on };

/// Makes the allocation number `number` of this thread fail (1 is the next one).
void fail_allocation(std::int64_t number, Failing failing) noexcept;
/// Lets this thread allocate again; whether an allocation has failed.
bool stop_failing() noexcept;

/// How many blocks of the whole program are allocated at this moment.
std::int64_t live_blocks() noexcept;

}  // namespace azcred::test
