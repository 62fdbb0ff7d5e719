#include "source/managed_identity/arc_challenge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace azcred {
namespace {

TEST(ArcChallenge, names_a_key_file) {
  const std::string path = "/var/opt/azcmagent/tokens/9d1b2c3a-0000-4abc-8def-0123456789ab.key";
  for (const auto& header : {"Basic realm=" + path, "basic realm=" + path, "BASIC REALM=" + path,
                             "Basic realm=\"" + path + "\"", "  Basic   realm = " + path + "  ", "Basic\trealm=" + path}) {
    const auto found = arc_key_path(header);
    ASSERT_TRUE(found.ok()) << header;
    EXPECT_EQ(found.value(), path) << header;
  }
}

TEST(ArcChallenge, may_name_a_key_file_with_an_equals_sign) {
  EXPECT_TRUE(arc_key_path("Basic realm=/var/opt/azcmagent/tokens/a=b.key").ok());
}

TEST(ArcChallenge, is_refused_when_it_is_another_one) {
  for (const auto* header : {"", " ", "Basic", "Basic ", "Basic realm", "Basic realm=", "Basic realm=\"\"",
                             "Bearer realm=/var/opt/azcmagent/tokens/a.key", "Basicrealm=/var/opt/azcmagent/tokens/a.key",
                             "realm=/var/opt/azcmagent/tokens/a.key", "Basic charset=x, realm=/var/opt/azcmagent/tokens/a.key",
                             "Basic realmx=/var/opt/azcmagent/tokens/a.key", "/var/opt/azcmagent/tokens/a.key",
                             "Digest Basic realm=/var/opt/azcmagent/tokens/a.key"}) {
    EXPECT_FALSE(arc_key_path(header).ok()) << header;
  }
}

TEST(ArcChallenge, leads_nowhere_but_to_a_key_file_in_the_directory_of_the_agent) {
  using namespace std::string_view_literals;
  for (const auto path : {
           "/etc/shadow"sv,
           "/etc/shadow.key"sv,
           "a.key"sv,
           "./a.key"sv,
           "var/opt/azcmagent/tokens/a.key"sv,
           "/var/opt/azcmagent/tokens"sv,
           "/var/opt/azcmagent/tokens/"sv,
           "/var/opt/azcmagent/tokens/.key"sv,
           "/var/opt/azcmagent/tokens/..key"sv,
           "/var/opt/azcmagent/tokens/..a.key"sv,
           "/var/opt/azcmagent/tokens/.a.key"sv,
           "/var/opt/azcmagent/tokens/a..key"sv,
           "/var/opt/azcmagent/tokens/a..b.key"sv,
           "/var/opt/azcmagent/tokens/a"sv,
           "/var/opt/azcmagent/tokens/a.txt"sv,
           "/var/opt/azcmagent/tokens/a.KEY"sv,
           "/var/opt/azcmagent/tokens/a.key.txt"sv,
           "/var/opt/azcmagent/tokens/a.key/"sv,
           "/var/opt/azcmagent/tokens//a.key"sv,
           "/var/opt/azcmagent//tokens/a.key"sv,
           "//var/opt/azcmagent/tokens/a.key"sv,
           "/var/opt/azcmagent/tokens/../a.key"sv,
           "/var/opt/azcmagent/tokens/../../../../etc/shadow.key"sv,
           "/var/opt/azcmagent/tokens/./a.key"sv,
           "/var/opt/azcmagent/tokens/b/a.key"sv,
           "/var/opt/azcmagent/tokens2/a.key"sv,
           "/VAR/opt/azcmagent/tokens/a.key"sv,
           "/var/opt/azcmagent/tokens\\a.key"sv,
           "/var/opt/azcmagent/tokens/..\\a.key"sv,
           "/var/opt/azcmagent/tokens/%2e%2e/a.key"sv,
           "/var/opt/azcmagent/tokens/%2e.key"sv,
           "/var/opt/azcmagent/tokens/a b.key"sv,
           "/var/opt/azcmagent/tokens/a\0.key"sv,
           "/var/opt/azcmagent/tokens/a.key\0"sv,
           "/var/opt/azcmagent/tokens/a\n.key"sv,
           "/var/opt/azcmagent/tokens/a;b.key"sv,
           "/var/opt/azcmagent/tokens/a\".key"sv,
           "/var/opt/azcmagent/tokens/\xc3\xa4.key"sv,
           "/var/opt/azcmagent/tokens/a.key, Basic realm=/etc/shadow.key"sv,
           "/var/opt/azcmagent/tokens/a.key, charset=UTF-8"sv,
           "~/a.key"sv,
           "file:///var/opt/azcmagent/tokens/a.key"sv,
       }) {
    const auto found = arc_key_path("Basic realm=" + std::string(path));
    EXPECT_FALSE(found.ok()) << path;
    const auto quoted = arc_key_path("Basic realm=\"" + std::string(path) + "\"");
    EXPECT_FALSE(quoted.ok()) << path;
  }
  EXPECT_FALSE(arc_key_path("Basic realm=/var/opt/azcmagent/tokens/" + std::string(252, 'a') + ".key").ok());
  EXPECT_TRUE(arc_key_path("Basic realm=/var/opt/azcmagent/tokens/" + std::string(251, 'a') + ".key").ok());
}

TEST(ArcChallenge, is_never_quoted_in_the_complaint) {
  for (const auto* header : {"canary", "Basic realm=canary", "Basic realm=/var/opt/azcmagent/tokens/canary",
                             "Basic realm=/var/opt/azcmagent/tokens/../canary.key"}) {
    EXPECT_THAT(arc_key_path(header).error().str(), testing::Not(testing::HasSubstr("canary")));
  }
}

TEST(ArcChallenge, has_a_key_without_its_line_end) {
  EXPECT_EQ(arc_key("secret").value(), "secret");
  EXPECT_EQ(arc_key("secret\n").value(), "secret");
  EXPECT_EQ(arc_key("secret\r\n").value(), "secret");
  EXPECT_EQ(arc_key("secret\r").value(), "secret");
}

TEST(ArcChallenge, has_a_key_that_a_header_can_carry) {
  using namespace std::string_view_literals;
  for (const auto content : {""sv, "\n"sv, "\r\n"sv, "canary\n\n"sv, "canary\r\nX: y"sv, "can ary"sv, "canary\0"sv, "\xff"sv}) {
    const auto key = arc_key(content);
    ASSERT_FALSE(key.ok()) << content;
    EXPECT_THAT(key.error().str(), testing::Not(testing::HasSubstr("canary")));
  }
}

}  // namespace
}  // namespace azcred
