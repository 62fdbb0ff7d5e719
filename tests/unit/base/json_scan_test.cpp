#include "base/json_scan.h"

#include <gtest/gtest.h>

#include <string>

namespace azcred {
namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

std::optional<JsonFault> fault_of_string(std::string_view content) {
  return scan_json("{\"x\": \"" + std::string(content) + "\"}");
}

std::optional<JsonFault> fault_of_number(std::string_view literal) {
  return scan_json("{\"x\": " + std::string(literal) + "}");
}

TEST(JsonScan, accepts_every_kind_of_value) {
  EXPECT_EQ(scan_json(" \t\r\n{\"a\" : [ ] , \"b\":{ },\"c\":[1,-0.5e+10,true,false,null,\"\"]} \n"), std::nullopt);
  EXPECT_EQ(scan_json("{}"), std::nullopt);
}

TEST(JsonScan, refuses_what_is_cut_off_at_any_byte) {
  const std::string whole = R"({"access_token":"abc\u00e9","expires_in":3599,"x":[true,null,{"y":-1.5e3}]})";
  ASSERT_EQ(scan_json(whole), std::nullopt);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(scan_json(std::string_view(whole).substr(0, size)), JsonFault::malformed) << size;
  }
}

TEST(JsonScan, refuses_anything_after_the_value) {
  for (const char* rest : {"x", "{}", ",", "<html>", "]", "\x01"}) {
    EXPECT_EQ(scan_json(std::string("{}") + rest), JsonFault::malformed) << rest;
  }
  EXPECT_EQ(scan_json(std::string_view("{}\0", 3)), JsonFault::malformed);
}

TEST(JsonScan, refuses_values_that_are_no_object) {
  for (const char* text : {"[]", "1", "\"x\"", "null", "true", " [{}] "})
    EXPECT_EQ(scan_json(text), JsonFault::not_object) << text;
}

TEST(JsonScan, refuses_what_only_looks_like_json) {
  for (const char* text : {"",
                           " ",
                           "<html>",
                           "{'a':1}",
                           "{a:1}",
                           "{\"a\":1,}",
                           "{,}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\" 1}",
                           "{\"a\":[1,]}",
                           "{\"a\":[,1]}",
                           "{\"a\":[1 2]}",
                           "{\"a\":TRUE}",
                           "{\"a\":nul}",
                           "{\"a\":NaN}",
                           "{\"a\":Infinity}",
                           "{\"a\":1]",
                           "{\"a\":[1}",
                           "{1:2}",
                           "{\"a\":1}/**/",
                           "//\n{}",
                           "{\"a\":\v1}",
                           "{\"a\":undefined}"}) {
    EXPECT_EQ(scan_json(text), JsonFault::malformed) << text;
  }
}

TEST(JsonScan, follows_the_number_grammar) {
  for (const char* literal : {"0", "-0", "10", "0.5", "-1.25e10", "1E-7", "1e+0"})
    EXPECT_EQ(fault_of_number(literal), std::nullopt) << literal;
  for (const char* literal : {"010", "+1", "-", ".5", "1.", "1.e3", "1e", "1e+", "0x10", "--1", "1.2.3", "1e1.5", "1,5"}) {
    EXPECT_EQ(fault_of_number(literal), JsonFault::malformed) << literal;
  }
}

TEST(JsonScan, refuses_raw_control_characters) {
  for (char c = 0; c < 0x20; ++c) EXPECT_EQ(fault_of_string({&c, 1}), JsonFault::malformed) << int{c};
  EXPECT_EQ(fault_of_string("\x7f"), std::nullopt);
}

TEST(JsonScan, sees_a_character_that_ends_a_run_wherever_it_stands) {
  for (std::size_t length = 0; length < 24; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      for (int c = 0; c < 256; ++c) {
        std::string text(length, 'a');
        text[at] = static_cast<char>(c);
        const bool fits = c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
        EXPECT_EQ(fault_of_string(text) == std::nullopt, fits) << length << ' ' << at << ' ' << c;
      }
    }
  }
}

TEST(JsonScan, refuses_unknown_escapes_escaped_nul_and_lone_surrogates) {
  for (const char* content :
       {R"(\u0000)", R"(\ud800)", R"(\udc00)", R"(\ud800x)", R"(\ud800\n)", R"(\ud800\u0041)", R"(\udc00\ud800)",
        R"(\ud800\ud800)", R"(\u12)", R"(\u12g4)", R"(\x41)", R"(\')", R"(\U0041)", R"(\)"}) {
    EXPECT_EQ(fault_of_string(content), JsonFault::malformed) << content;
  }
  for (const char* content : {R"(\u0001)", R"(\uFFFF)", R"(\ud800\udc00)", R"(\uDBFF\uDFFF)", R"(\"\\\/\b\f\n\r\t)"}) {
    EXPECT_EQ(fault_of_string(content), std::nullopt) << content;
  }
}

TEST(JsonScan, refuses_utf8_that_is_not_well_formed) {
  for (const char* content :
       {"\x80", "\xc3", "\xc3(", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
        "\xe2\x82", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xfe"}) {
    EXPECT_EQ(fault_of_string(content), JsonFault::malformed) << testing::PrintToString(content);
  }
  for (const char* content : {"\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
                              "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(fault_of_string(content), std::nullopt) << testing::PrintToString(content);
  }
}

TEST(JsonScan, refuses_nesting_beyond_16_levels_however_deep_it_goes) {
  EXPECT_EQ(scan_json("{\"x\":" + repeated("[", 15) + repeated("]", 15) + "}"), std::nullopt);
  EXPECT_EQ(scan_json("{\"x\":" + repeated("[", 16) + repeated("]", 16) + "}"), JsonFault::too_deep);
  EXPECT_EQ(scan_json(repeated("{\"x\":", 100'000)), JsonFault::too_deep);
  EXPECT_EQ(scan_json(repeated("[", 100'000)), JsonFault::too_deep);
}

TEST(JsonScan, refuses_more_than_512_members_of_objects_and_arrays_together) {
  EXPECT_EQ(scan_json("{\"x\":[1" + repeated(",1", 510) + "]}"), std::nullopt);
  EXPECT_EQ(scan_json("{\"x\":[1" + repeated(",1", 511) + "]}"), JsonFault::too_large);
  EXPECT_EQ(scan_json("{\"x\":0" + repeated(",\"x\":0", 512) + "}"), JsonFault::too_large);
}

TEST(JsonScan, refuses_more_than_a_mebibyte) {
  const std::string frame = R"({"x":""})";
  const std::string most = std::string(1'048'576 - frame.size(), 'a');
  EXPECT_EQ(fault_of_string(most.substr(1)), std::nullopt);  // the space after the colon takes its place
  EXPECT_EQ(fault_of_string(most), JsonFault::too_large);
}

TEST(JsonScan, refuses_number_literals_of_more_than_64_characters) {
  EXPECT_EQ(fault_of_number(std::string(64, '1')), std::nullopt);
  EXPECT_EQ(fault_of_number(std::string(65, '1')), JsonFault::too_large);
  EXPECT_EQ(fault_of_number(std::string(1'000'000, '1')), JsonFault::too_large);
}

}  // namespace
}  // namespace azcred
