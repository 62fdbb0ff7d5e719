#include "base/text.h"

#include <gtest/gtest.h>

namespace azcred {
namespace {

TEST(Text, joins_literals_numbers_and_quoted_values) {
  EXPECT_EQ(text("HTTP status "_t, 404, " from "_t, shown("http://localhost")).str(),
            "HTTP status 404 from 'http://localhost'");
}

TEST(Text, shows_no_control_character_of_a_quoted_value) {
  EXPECT_EQ(text(shown(std::string_view("a\r\n\x1b[31m\x80", 9))).str(), "'a???[31m?'");
}

TEST(Text, shortens_a_long_quoted_value) {
  EXPECT_EQ(text(shown(std::string(300, 'x'))).str(), "'" + std::string(200, 'x') + "...'");
}

}  // namespace
}  // namespace azcred
