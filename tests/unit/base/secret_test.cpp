#include "base/secret.h"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <utility>

namespace azcred {
namespace {

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>, "copies are asked for by name");

TEST(Secret, is_followed_by_a_nul) {
  const Secret secret(std::string_view("token and more", 5));
  EXPECT_EQ(secret.reveal(), "token");
  EXPECT_STREQ(secret.c_str(), "token");
  EXPECT_STREQ(Secret().c_str(), "");
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, grows_and_keeps_its_bytes) {
  Secret secret;
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    secret.append("ab");
    expected += "ab";
  }
  EXPECT_EQ(secret.reveal(), expected);
  EXPECT_EQ(secret.c_str()[secret.size()], '\0');
}

TEST(Secret, does_not_move_within_what_was_reserved) {
  Secret secret;
  secret.reserve(100);
  const char* const place = secret.c_str();
  secret.append(std::string(100, 'x'));
  EXPECT_EQ(secret.c_str(), place);
}

TEST(Secret, wipes_what_it_forgets) {
  Secret secret("token");
  const char* const bytes = secret.c_str();
  secret.truncate(2);
  EXPECT_EQ(secret.reveal(), "to");
  EXPECT_EQ(std::string_view(bytes, 5), std::string_view("to\0\0\0", 5));
  secret.truncate(4);
  EXPECT_EQ(secret.size(), 2u);
}

TEST(Secret, leaves_nothing_behind_when_it_moves) {
  Secret from("token");
  const Secret to = std::move(from);
  EXPECT_EQ(to.reveal(), "token");
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): what is left is the point
}

TEST(Secret, is_cloned_on_request) {
  const Secret secret("token");
  const Secret clone = secret.clone();
  EXPECT_EQ(clone.reveal(), secret.reveal());
  EXPECT_NE(clone.c_str(), secret.c_str());
}

TEST(Secret, wipes_memory) {
  char bytes[] = "token";
  wipe(bytes, 3);
  EXPECT_EQ(std::string_view(bytes, 5), std::string_view("\0\0\0en", 5));
  wipe(nullptr, 0);
}

}  // namespace
}  // namespace azcred
