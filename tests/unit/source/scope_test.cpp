#include "source/scope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace azcred {
namespace {

std::string resource_of(std::string_view scope) {
  const std::vector<std::string_view> scopes{scope};
  const auto resource = resource_from_scopes("Test", scopes);
  return resource ? resource.value() : "refused: " + resource.error()->message;
}

bool is_refused(std::vector<std::string_view> scopes) {
  const auto resource = resource_from_scopes("Test", scopes);
  if (resource) return false;
  EXPECT_EQ(resource.error()->status, Status::invalid_argument);
  EXPECT_THAT(resource.error()->message, testing::StartsWith("Test: "));
  EXPECT_FALSE(resource.error()->hint.empty());
  return true;
}

TEST(Scope, loses_one_default_at_its_end) {
  EXPECT_EQ(resource_of("https://vault.azure.net/.default"), "https://vault.azure.net");
  EXPECT_EQ(resource_of("https://x/.default/.default"), "https://x/.default");
}

TEST(Scope, keeps_the_trailing_slash_of_an_audience) {
  EXPECT_EQ(resource_of("https://vault.azure.net//.default"), "https://vault.azure.net/");
}

TEST(Scope, that_is_a_resource_stays_as_it_is) {
  EXPECT_EQ(resource_of("https://vault.azure.net"), "https://vault.azure.net");
  EXPECT_EQ(resource_of("https://vault.azure.net/"), "https://vault.azure.net/");
  EXPECT_EQ(resource_of("https://x/.default/y"), "https://x/.default/y");
  EXPECT_EQ(resource_of("https://x/.Default"), "https://x/.Default");
  EXPECT_EQ(resource_of("https://x.default"), "https://x.default");
}

TEST(Scope, may_be_an_application_id) {
  EXPECT_EQ(resource_of("2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default"), "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d");
  EXPECT_EQ(resource_of("api://app/.default"), "api://app");
}

TEST(Scope, is_exactly_one) {
  EXPECT_TRUE(is_refused({}));
  EXPECT_TRUE(is_refused({"https://a/.default", "https://b/.default"}));
}

TEST(Scope, names_a_resource) {
  EXPECT_TRUE(is_refused({""}));
  EXPECT_TRUE(is_refused({"/.default"}));
}

TEST(Scope, is_printable_ascii_without_spaces) {
  using namespace std::string_view_literals;
  for (const auto scope : {"https://a b"sv, " https://a"sv, "https://a\r\nX: y"sv, "https://a\0b"sv, "https://\xc3\xa4"sv,
                           "https://a\x7f"sv, "https://a\t"sv, "https://a https://b"sv}) {
    EXPECT_TRUE(is_refused({scope})) << scope;
  }
}

TEST(Scope, may_hold_what_a_url_must_escape) { EXPECT_EQ(resource_of("https://a/?b&c#d%"), "https://a/?b&c#d%"); }

TEST(Scope, is_at_most_2048_bytes_long) {
  EXPECT_EQ(resource_of(std::string(2'048, 'a')).size(), 2'048U);
  EXPECT_TRUE(is_refused({std::string(2'049, 'a')}));
  EXPECT_TRUE(is_refused({std::string(65'536, 'a')}));
}

}  // namespace
}  // namespace azcred
