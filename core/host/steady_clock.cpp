#include "host/steady_clock.h"

#include <ctime>

namespace azcred {

Instant steady_now() noexcept {
  timespec time{};
  if (clock_gettime(CLOCK_BOOTTIME, &time) != 0) clock_gettime(CLOCK_MONOTONIC, &time);
  return {std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec};
}

}  // namespace azcred
