// What must hold whatever the input is: a fuzz target that finds otherwise ends there.
#pragma once
#include <cstdio>
#include <cstdlib>

namespace azcred::test {

inline void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace azcred::test
