#include "base/json_number.h"

#include <gtest/gtest.h>

#include <string>

namespace azcred {
namespace {

std::string respelled(std::string_view json) { return std::string(respell_numbers(json).reveal()); }

TEST(JsonNumber, moves_the_point_exactly) {
  EXPECT_EQ(json_integer("12.50e1"), 125);
  EXPECT_EQ(json_integer("0.00012e5"), 12);
  EXPECT_EQ(json_integer("1200e-2"), 12);
  EXPECT_EQ(json_integer("1200e-3"), std::nullopt);
  EXPECT_EQ(json_integer("-1.0"), -1);
  EXPECT_EQ(json_integer("100.001"), std::nullopt);
}

TEST(JsonNumber, takes_zero_in_every_spelling) {
  for (const char* literal : {"0", "-0", "0.0", "0e5", "0e-5", "-0.000e-999999999999999999"}) {
    EXPECT_EQ(json_integer(literal), 0) << literal;
  }
}

TEST(JsonNumber, stops_at_two_to_the_53rd) {
  EXPECT_EQ(json_integer("9007199254740992"), largest_json_integer);
  EXPECT_EQ(json_integer("9007199254740993"), std::nullopt);
  EXPECT_EQ(json_integer("-9007199254740993"), std::nullopt);
  EXPECT_EQ(json_integer("9.007199254740992e15"), largest_json_integer);
  EXPECT_EQ(json_integer("9e15"), 9'000'000'000'000'000);
  EXPECT_EQ(json_integer("1e16"), std::nullopt);
  EXPECT_EQ(json_integer("1e2147483648"), std::nullopt);
  EXPECT_EQ(json_integer("1e-2147483648"), std::nullopt);
}

TEST(JsonNumber, sees_unusual_numbers_outside_strings_only) {
  EXPECT_FALSE(has_unusual_numbers(R"({"1.5": "\"2e5", "x": [12, -3, true, false]})"));
  EXPECT_TRUE(has_unusual_numbers(R"({"x": 1.5})"));
  EXPECT_TRUE(has_unusual_numbers(R"({"a": 1, "b": {"x": [1, 2E2]}})"));
  EXPECT_TRUE(has_unusual_numbers(R"({"x": 9007199254740993})"));
}

TEST(JsonNumber, respells_nothing_but_numbers) {
  EXPECT_EQ(respelled(R"({"1.5":"2.5\\\"3.5","x":[12,1.0,-2.5e1,2.5],"y":1e999})"),
            R"({"1.5":"2.5\\\"3.5","x":[12,1,-25,5e-1],"y":5e-1})");
}

}  // namespace
}  // namespace azcred
