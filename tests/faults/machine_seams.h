// Functions of the C library that this program replaces, for itself and every library it loads.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace azcred::test {

/// While it lives, getaddrinfo() does not return.
class StuckResolver {
 public:
  StuckResolver();
  ~StuckResolver();  ///< waits for the calls to return
  StuckResolver(const StuckResolver&) = delete;
  StuckResolver& operator=(const StuckResolver&) = delete;
  int calls() const;
};

/// While it lives, remembers which environment variables are asked for.
class EnvironmentWatch {
 public:
  EnvironmentWatch();
  ~EnvironmentWatch();
  EnvironmentWatch(const EnvironmentWatch&) = delete;
  EnvironmentWatch& operator=(const EnvironmentWatch&) = delete;
  std::vector<std::string> asked_for() const;
};

/// While it lives, the clocks of the kernel show another time.
class ShiftedClocks {
 public:
  ShiftedClocks() = default;
  ~ShiftedClocks();
  ShiftedClocks(const ShiftedClocks&) = delete;
  ShiftedClocks& operator=(const ShiftedClocks&) = delete;

  void set_wall_ahead_s(std::int64_t seconds);  ///< somebody sets the wall clock
  void suspend_s(std::int64_t seconds);         ///< the machine sleeps: only CLOCK_MONOTONIC does not see it
  void pass_s(std::int64_t seconds);            ///< time passes
};

}  // namespace azcred::test
