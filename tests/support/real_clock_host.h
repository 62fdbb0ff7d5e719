// A scripted machine with a real clock, for tests that talk to a real server.
#pragma once
#include <ctime>

#include "support/scripted_host.h"

namespace azcred::test {

class RealClockHost : public ScriptedHost {
 public:
  Instant now() noexcept override {
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return {std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec};
  }
};

}  // namespace azcred::test
