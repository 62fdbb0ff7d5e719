#include "host/environment.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace azcred {
namespace {

TEST(Environment, takes_unset_empty_and_blank_for_the_same) {
  const Environment environment({{"EMPTY", ""}, {"BLANK", " \t\n"}, {"SET", "x"}});
  EXPECT_FALSE(environment.has("EMPTY"));
  EXPECT_FALSE(environment.has("BLANK"));
  EXPECT_FALSE(environment.has("UNSET"));
  EXPECT_TRUE(environment.has("SET"));
  EXPECT_EQ(environment.get("UNSET"), "");
}

TEST(Environment, trims_values) {
  const Environment environment(std::map<std::string, std::string, std::less<>>{{"A", " a b\r\n"}});
  EXPECT_EQ(environment.get("A"), "a b");
}

TEST(Environment, knows_every_name_once_in_order) {
  EXPECT_TRUE(std::is_sorted(environment_names.begin(), environment_names.end(),
                             [](std::string_view a, std::string_view b) { return a < b; }));
  EXPECT_EQ(std::adjacent_find(environment_names.begin(), environment_names.end(),
                               [](std::string_view a, std::string_view b) { return a == b; }),
            environment_names.end());
}

}  // namespace
}  // namespace azcred
