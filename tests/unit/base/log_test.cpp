#include "base/log.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace azcred {
namespace {

TEST(Log, hands_on_lines_of_its_level_and_above) {
  std::vector<std::string> lines;
  const Log log(LogLevel::warn, [&](LogLevel, std::string_view source, const std::string& message) {
    lines.push_back(std::string(source) + ": " + message);
  });
  log.write(LogLevel::error, "A", "one"_t);
  log.write(LogLevel::warn, "B", "two"_t);
  log.write(LogLevel::info, "C", "three"_t);
  EXPECT_EQ(lines, (std::vector<std::string>{"A: one", "B: two"}));
}

TEST(Log, is_silent_without_a_sink) {
  EXPECT_FALSE(Log().enabled(LogLevel::error));
  Log().write(LogLevel::error, "A", "one"_t);
}

TEST(Log, contains_what_the_sink_throws) {
  const Log log(LogLevel::debug, [](LogLevel, std::string_view, const std::string&) { throw std::runtime_error("full"); });
  EXPECT_NO_THROW(log.write(LogLevel::error, "A", "one"_t));
}

}  // namespace
}  // namespace azcred
