#include "base/json.h"

#include <cjson/cJSON.h>
#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

namespace azcred {
namespace {

// The fault, or nothing if the text is accepted.
std::optional<JsonFault> fault_of(std::string_view text) {
  const auto parsed = JsonObject::parse(text);
  if (parsed.ok()) return std::nullopt;
  return parsed.error();
}

std::optional<std::int64_t> integer_of(const std::string& literal) {
  const auto parsed = JsonObject::parse("{\"x\":" + literal + "}");
  return parsed.ok() ? parsed->find("x")->integer() : std::nullopt;
}

std::string repeated(std::string_view part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

// Takes the place of malloc and free below cJSON, for as long as it lives.
class CountedMemory {
 public:
  explicit CountedMemory(int allocations_left) {
    left_ = allocations_left;
    canary_seen_ = false;
    cJSON_Hooks hooks{.malloc_fn = allocate, .free_fn = release};
    cJSON_InitHooks(&hooks);
  }
  ~CountedMemory() { cJSON_InitHooks(nullptr); }
  static bool canary_was_freed_unwiped() { return canary_seen_; }

 private:
  static void* allocate(std::size_t size) {
    if (left_-- <= 0) return nullptr;
    auto* const block = static_cast<std::size_t*>(std::calloc(1, size + 2 * sizeof(std::size_t)));
    *block = size;
    return block + 2;
  }
  static void release(void* memory) {
    if (memory == nullptr) return;
    auto* const block = static_cast<std::size_t*>(memory) - 2;
    if (memmem(memory, *block, "canary", 6) != nullptr) canary_seen_ = true;
    std::free(block);
  }
  static inline int left_ = 0;
  static inline bool canary_seen_ = false;
};

TEST(Json, finds_strings_numbers_and_objects) {
  const auto parsed = JsonObject::parse(R"({"a": "text", "b": 12, "c": {"d": "inside"}, "e": null, "f": true})");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->string("a"), "text");
  EXPECT_TRUE(parsed->find("b")->is_number());
  EXPECT_EQ(parsed->find("b")->integer(), 12);
  EXPECT_EQ(parsed->object("c")->string("d"), "inside");
  EXPECT_FALSE(parsed->find("e"));
  EXPECT_FALSE(parsed->find("f")->is_string());
  EXPECT_FALSE(parsed->find("g"));
}

TEST(Json, gives_no_string_and_no_integer_of_another_kind) {
  const auto parsed = JsonObject::parse(R"({"a": "12", "b": 12, "c": [1], "d": null})");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->string("b"), "");
  EXPECT_EQ(parsed->string("c"), "");
  EXPECT_EQ(parsed->string("d"), "");
  EXPECT_EQ(parsed->find("a")->integer(), std::nullopt);
  EXPECT_FALSE(parsed->object("c"));
}

TEST(Json, compares_names_exactly) {
  const auto parsed = JsonObject::parse(R"({"Access_Token": "x", "access_tokens": "y"})");
  ASSERT_TRUE(parsed.ok());
  EXPECT_FALSE(parsed->find("access_token"));
}

TEST(Json, undoes_escapes) {
  const auto parsed = JsonObject::parse(R"({"\u0061": "\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00"})");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->string("a"), "\"\\/\b\f\n\r\t\xc3\xa9\xf0\x9f\x98\x80");
}

TEST(Json, outlives_the_object_it_was_borrowed_from) {
  std::optional<JsonObject> inside;
  {
    const auto parsed = JsonObject::parse(R"({"a": {"b": "c"}})");
    ASSERT_TRUE(parsed.ok());
    inside = parsed->object("a");
  }
  EXPECT_EQ(inside->string("b"), "c");
}

TEST(Json, refuses_a_name_that_occurs_twice_however_it_is_spelled) {
  EXPECT_EQ(fault_of(R"({"a": 1, "a": 1})"), JsonFault::duplicate_key);
  EXPECT_EQ(fault_of(R"({"a": 1, "b": 2, "\u0061": 3})"), JsonFault::duplicate_key);
  EXPECT_EQ(fault_of(R"({"x": [{"y": {"a": 1, "a": 2}}]})"), JsonFault::duplicate_key);
  EXPECT_EQ(fault_of(R"({"x": {"a": 1}, "a": 1, "A": 1})"), std::nullopt);
}

TEST(Json, reads_integers_however_they_are_spelled) {
  EXPECT_EQ(integer_of("3599"), 3599);
  EXPECT_EQ(integer_of("3599.0"), 3599);
  EXPECT_EQ(integer_of("1e3"), 1000);
  EXPECT_EQ(integer_of("1.5E+1"), 15);
  EXPECT_EQ(integer_of("-0"), 0);
  EXPECT_EQ(integer_of("2180000000"), 2'180'000'000);
  EXPECT_EQ(integer_of("9007199254740992"), 9'007'199'254'740'992);
  EXPECT_EQ(integer_of("-9007199254740992"), -9'007'199'254'740'992);
}

TEST(Json, reads_no_integer_that_is_not_exactly_one) {
  EXPECT_EQ(integer_of("1.5"), std::nullopt);
  EXPECT_EQ(integer_of("9007199254740990.9999"), std::nullopt);
  EXPECT_EQ(integer_of("9007199254740993"), std::nullopt);
  EXPECT_EQ(integer_of("9223372036854775808"), std::nullopt);
  EXPECT_EQ(integer_of("18446744073709551616"), std::nullopt);
  EXPECT_EQ(integer_of("1e30"), std::nullopt);
  EXPECT_EQ(integer_of("1e999999999999"), std::nullopt);
  EXPECT_EQ(integer_of("1e-1"), std::nullopt);
}

TEST(Json, takes_number_literals_of_64_characters_but_not_of_65) {
  EXPECT_EQ(integer_of("1." + std::string(62, '0')), 1);
  EXPECT_EQ(fault_of("{\"x\":" + std::string(64, '1') + "}"), std::nullopt);
  EXPECT_EQ(fault_of("{\"x\":" + std::string(65, '1') + "}"), JsonFault::too_large);
}

TEST(Json, does_not_ask_the_locale_for_the_decimal_point) {
  const std::string before = std::setlocale(LC_NUMERIC, nullptr);
  // Any locale of the machine that writes a comma; without one this only repeats the case of the "C" locale.
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"}) {
    if (std::setlocale(LC_NUMERIC, name) != nullptr) break;
  }
  EXPECT_EQ(integer_of("3599.0"), 3599);
  EXPECT_EQ(integer_of("3599.5"), std::nullopt);
  EXPECT_EQ(fault_of(R"({"x": 3599,5})"), JsonFault::malformed);
  std::setlocale(LC_NUMERIC, before.c_str());
}

TEST(Json, wipes_its_strings_before_they_are_freed) {
  const CountedMemory memory(100);
  EXPECT_EQ(fault_of(R"({"a": "canary 1", "canary 2": {"b": ["canary 3"]}})"), std::nullopt);
  EXPECT_EQ(fault_of(R"({"a": "canary 1", "a": "canary 2"})"), JsonFault::duplicate_key);
  EXPECT_FALSE(memory.canary_was_freed_unwiped());
}

TEST(Json, throws_when_memory_runs_out_at_any_point) {
  int allocations = 0;
  for (;; ++allocations) {
    const CountedMemory memory(allocations);
    try {
      EXPECT_TRUE(JsonObject::parse(R"({"a": "b", "c": {"d": [1.0, 2]}})").ok());
      break;
    } catch (const std::bad_alloc&) {
    }
  }
  EXPECT_GT(allocations, 5);
}

TEST(Json, says_what_is_wrong_without_quoting_it) {
  EXPECT_EQ(json_fault_text(JsonFault::malformed).str(), "it is not valid JSON");
  EXPECT_EQ(json_fault_text(JsonFault::duplicate_key).str(), "it is JSON with a member that occurs twice");
}

TEST(Json, takes_as_many_members_and_levels_as_the_bounds_allow) {
  EXPECT_EQ(fault_of("{\"x\":" + repeated("[", 15) + repeated("]", 15) + "}"), std::nullopt);
  EXPECT_EQ(fault_of("{\"x\":[1" + repeated(",1", 510) + "]}"), std::nullopt);
}

}  // namespace
}  // namespace azcred
