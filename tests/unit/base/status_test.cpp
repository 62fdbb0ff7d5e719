#include "base/status.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace azcred {
namespace {

TEST(Status, has_one_name_each) {
  std::set<std::string> names;
  for (std::int32_t number = 0; number <= 12; ++number) names.insert(status_name(static_cast<Status>(number)));
  EXPECT_EQ(names.size(), 13u);
  EXPECT_FALSE(names.contains("unknown"));
}

TEST(Status, is_unknown_outside_the_list) {
  EXPECT_STREQ(status_name(static_cast<Status>(13)), "unknown");
  EXPECT_STREQ(status_name(static_cast<Status>(-1)), "unknown");
}

}  // namespace
}  // namespace azcred
