#include "base/ascii.h"

#include <gtest/gtest.h>

namespace azcred {
namespace {

TEST(Ascii, knows_its_classes_and_nothing_beyond) {
  int digits = 0, letters = 0, hex = 0, spaces = 0;
  for (int i = -128; i < 128; ++i) {
    const char c = static_cast<char>(i);
    digits += is_ascii_digit(c);
    letters += is_ascii_letter(c);
    hex += is_ascii_hex_digit(c);
    spaces += is_ascii_space(c);
  }
  EXPECT_EQ(digits, 10);
  EXPECT_EQ(letters, 52);
  EXPECT_EQ(hex, 22);
  EXPECT_EQ(spaces, 6);
}

TEST(Ascii, compares_letters_without_case_and_nothing_else) {
  EXPECT_TRUE(equal_ignoring_case("AbC-1", "aBc-1"));
  EXPECT_FALSE(equal_ignoring_case("abc", "abcd"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_FALSE(equal_ignoring_case("\xc9", "\xe9"));
}

TEST(Ascii, finds_a_part_without_case) {
  EXPECT_TRUE(contains_ignoring_case("Identity Not Found", "not found"));
  EXPECT_TRUE(contains_ignoring_case("x", ""));
  EXPECT_FALSE(contains_ignoring_case("not", "not found"));
}

TEST(Ascii, trims_space_at_both_ends) {
  EXPECT_EQ(trim_ascii_space(" \t\r\n a b \v\f"), "a b");
  EXPECT_EQ(trim_ascii_space("  "), "");
}

}  // namespace
}  // namespace azcred
