#include "source/managed_identity/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace azcred {
namespace {

Environment with(const std::string& value) { return Environment({{"IDENTITY_ENDPOINT", value}}); }

Result<Url> judged(const std::string& value) { return endpoint_from("Test", with(value), "IDENTITY_ENDPOINT"); }

TEST(Endpoint, may_be_on_this_machine_or_its_network) {
  for (const auto* url :
       {"http://localhost:4141/MSI/token", "http://127.0.0.1:41601/MSI/token/", "http://[::1]:80/", "http://169.254.169.254",
        "http://10.92.0.4:2377/metadata", "http://172.16.0.1/", "http://192.168.1.1/"}) {
    EXPECT_TRUE(judged(url).ok()) << url;
  }
}

TEST(Endpoint, may_be_anywhere_over_tls) { EXPECT_TRUE(judged("https://fabric.example:2377/").ok()); }

TEST(Endpoint, is_not_elsewhere_without_tls) {
  for (const auto* url : {"http://evil.example/", "http://8.8.8.8/", "http://172.32.0.1/", "http://localhost.evil.example/",
                          "http://127.0.0.1.evil.example/", "http://[2001:db8::1]/"}) {
    const auto endpoint = judged(url);
    ASSERT_FALSE(endpoint.ok()) << url;
    EXPECT_EQ(endpoint.error()->status, Status::misconfigured);
    EXPECT_THAT(endpoint.error()->message, testing::StartsWith("Test: IDENTITY_ENDPOINT leads to 'http://"));
  }
}

TEST(Endpoint, is_an_absolute_url_without_a_user) {
  for (const auto* url : {"not a url", "localhost:4141", "/MSI/token", "ftp://localhost/", "file:///etc/passwd", "http://",
                          "http://user@localhost/", "http://localhost#@evil.example/", "http://localhost\\@evil.example/"}) {
    const auto endpoint = judged(url);
    ASSERT_FALSE(endpoint.ok()) << url;
    EXPECT_EQ(endpoint.error()->status, Status::misconfigured);
    EXPECT_THAT(endpoint.error()->message, testing::HasSubstr("IDENTITY_ENDPOINT"));
  }
}

TEST(Endpoint, has_a_secret_that_a_header_can_carry) {
  EXPECT_EQ(secret_from("Test", with("853b9a84-5bfa"), "IDENTITY_ENDPOINT")->reveal(), "853b9a84-5bfa");
  using namespace std::string_literals;
  for (const auto& value : {"canary\r\nX: y"s, "canary\ny"s, "can ary"s, "can\0ary"s, "canary\xc3\xa4"s}) {
    const auto secret = secret_from("Test", with(value), "IDENTITY_ENDPOINT");
    ASSERT_FALSE(secret.ok());
    EXPECT_EQ(secret.error()->status, Status::misconfigured);
    EXPECT_THAT(secret.error()->message, testing::HasSubstr("IDENTITY_ENDPOINT"));
    EXPECT_THAT(secret.error()->message, testing::Not(testing::HasSubstr("ary")));
  }
}

}  // namespace
}  // namespace azcred
