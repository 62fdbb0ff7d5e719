#include "source/managed_identity/selector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace azcred {
namespace {

using Echo = Selector::Echo;
using Kind = Selector::Kind;

Selector judged(std::string_view client_id, std::string_view object_id, std::string_view resource_id) {
  return Selector::judge(client_id, object_id, resource_id).value();
}

TEST(Selector, is_the_system_assigned_identity_when_nothing_is_named) {
  EXPECT_EQ(judged("", "", "").kind(), Kind::system_assigned);
}

TEST(Selector, is_the_one_that_is_named) {
  EXPECT_EQ(judged("X", "", "").kind(), Kind::client_id);
  EXPECT_EQ(judged("", "X", "").kind(), Kind::object_id);
  EXPECT_EQ(judged("", "", "/subscriptions/x").kind(), Kind::resource_id);
  EXPECT_EQ(judged("", "", "/subscriptions/x").value(), "/subscriptions/x");
}

TEST(Selector, is_refused_when_more_than_one_is_named) {
  for (const auto& [client_id, object_id, resource_id] :
       {std::tuple{"a", "b", ""}, std::tuple{"a", "", "c"}, std::tuple{"", "b", "c"}, std::tuple{"a", "b", "c"}}) {
    const auto selector = Selector::judge(client_id, object_id, resource_id);
    ASSERT_FALSE(selector.ok());
    EXPECT_EQ(selector.error()->status, Status::invalid_argument);
    EXPECT_THAT(selector.error()->message, testing::HasSubstr("client id, object id and resource id"));
  }
}

TEST(Selector, is_refused_when_it_holds_what_no_id_holds) {
  using namespace std::string_view_literals;
  const std::string long_id(201, 'a');
  for (const auto id : {"a b"sv, "a\r\nX: y"sv, "a\0b"sv, "a&b"sv, "a?b"sv, "a#b"sv, "a%b"sv, "a/b"sv, "\xc3\xa4"sv, " a"sv,
                        std::string_view(long_id)}) {
    EXPECT_FALSE(Selector::judge(id, "", "").ok()) << id;
    EXPECT_FALSE(Selector::judge("", id, "").ok()) << id;
  }
  const std::string long_resource_id(2'049, 'a');
  for (const auto id : {"/a b"sv, "/a\r\nX: y"sv, "/a\0b"sv, "/\xc3\xa4"sv, std::string_view(long_resource_id)}) {
    EXPECT_FALSE(Selector::judge("", "", id).ok()) << id;
  }
}

TEST(Selector, names_the_option_that_is_wrong) {
  EXPECT_THAT(Selector::judge("a b", "", "").error()->message, testing::HasSubstr("client id 'a b'"));
  EXPECT_THAT(Selector::judge("", "a b", "").error()->message, testing::HasSubstr("object id 'a b'"));
  EXPECT_THAT(Selector::judge("", "", "a b").error()->message, testing::HasSubstr("resource id 'a b'"));
}

TEST(Selector, compares_the_echo_of_its_own_kind_without_case) {
  TokenResponse response;
  response.client_id = "ABC";
  response.object_id = "DEF";
  EXPECT_EQ(judged("abc", "", "").compare(response), Echo::same);
  EXPECT_EQ(judged("def", "", "").compare(response), Echo::different);
  EXPECT_EQ(judged("", "def", "").compare(response), Echo::same);
  EXPECT_EQ(judged("", "", "abc").compare(response), Echo::absent);
  EXPECT_EQ(judged("", "", "").compare(response), Echo::absent);
}

TEST(Selector, compares_a_resource_id_in_both_spellings) {
  TokenResponse response;
  response.mi_res_id = "/R";
  EXPECT_EQ(judged("", "", "/r").compare(response), Echo::same);
  response.msi_res_id = "/other";
  EXPECT_EQ(judged("", "", "/r").compare(response), Echo::different);
  response.mi_res_id = "/other";
  response.msi_res_id = "/r";
  EXPECT_EQ(judged("", "", "/r").compare(response), Echo::different);
  response.mi_res_id = "";
  EXPECT_EQ(judged("", "", "/r").compare(response), Echo::same);
}

}  // namespace
}  // namespace azcred
