// Functions of the C library that this program replaces, for itself and every library it loads.
#pragma once
#include <atomic>
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

}  // namespace azcred::test
