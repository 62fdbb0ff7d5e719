// What a library must leave in its host process as it found it.
#pragma once
#include <array>
#include <csignal>
#include <map>
#include <string>

namespace azcred::test {

struct ProcessState {
  std::map<int, std::string> descriptors;  ///< number and what it is
  std::size_t threads = 0;
  bool has_children = false;
  std::array<std::string, 65> signal_dispositions;
  std::array<bool, 65> signal_mask{};
  std::string locale;
  std::string directory;
  std::string umask;
  std::size_t environment_hash = 0;

  static ProcessState now();
};

/// Fails the test for each thing that differs. Waits a moment for threads that are just ending.
void expect_unchanged(const ProcessState& before);

}  // namespace azcred::test
