#include "oauth/token_response.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "base/timestamp.h"

namespace azcred {
namespace {

constexpr std::int64_t sent = 1'800'000'000;

std::string body_with(const std::string& members) { return R"({"access_token":"canary.token")" + members + "}"; }

/// The expiry of a token whose body has these members beside the token; nothing if it is refused.
std::optional<std::int64_t> expiry_with(const std::string& members) {
  const auto response = parse_token_response(body_with(members), sent);
  if (!response.ok()) return std::nullopt;
  return response->expires_at_unix_s;
}

std::int64_t refresh_with(const std::string& members) {
  const auto response = parse_token_response(body_with(members), sent);
  EXPECT_TRUE(response.ok()) << members;
  return response.ok() ? response->refresh_at_unix_s : 0;
}

/// Whether this is refused without a word of it in the reason.
bool is_refused(const std::string& body) {
  const auto response = parse_token_response(body, sent);
  if (response.ok()) return false;
  EXPECT_EQ(response.error().fact.str().find("canary"), std::string::npos);
  EXPECT_EQ(response.error().hint.str().find("canary"), std::string::npos);
  EXPECT_FALSE(response.error().fact.empty());
  return true;
}

TEST(TokenResponse, reads_what_imds_sends) {
  const auto response = parse_token_response(
      R"({"access_token":"eyJ0.eyJ1.sig-_~+/=","refresh_token":"","expires_in":"3599","expires_on":"1800003599",)"
      R"("not_before":"1799999700","resource":"https://vault.azure.net","token_type":"Bearer","client_id":"c"})",
      sent);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->access_token.reveal(), "eyJ0.eyJ1.sig-_~+/=");
  EXPECT_EQ(response->expires_at_unix_s, sent + 3599);
  EXPECT_EQ(response->resource, "https://vault.azure.net");
  EXPECT_EQ(response->client_id, "c");
}

TEST(TokenResponse, reads_every_echo_of_an_identity) {
  const auto response = parse_token_response(
      body_with(R"(,"expires_in":60,"client_id":"a","object_id":"b","msi_res_id":"c","mi_res_id":"d")"), sent);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->client_id + response->object_id + response->msi_res_id + response->mi_res_id, "abcd");
}

TEST(TokenResponse, is_refused_when_cut_at_any_byte) {
  const std::string whole = body_with(R"(,"expires_in":"3600","expires_on":"1800003600","token_type":"Bearer")");
  ASSERT_TRUE(parse_token_response(whole, sent).ok());
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_TRUE(is_refused(whole.substr(0, size))) << size;
}

TEST(TokenResponse, is_refused_with_anything_after_it) {
  const std::string whole = body_with(R"(,"expires_in":3600)");
  for (const auto* more : {"x", "{}", "]", ",", "<html>"}) EXPECT_TRUE(is_refused(whole + more)) << more;
  EXPECT_TRUE(parse_token_response(whole + "\r\n ", sent).ok());
}

TEST(TokenResponse, is_refused_with_a_key_twice) {
  EXPECT_TRUE(is_refused(R"({"access_token":"canary","access_token":"canary2","expires_in":3600})"));
  EXPECT_TRUE(is_refused(body_with(R"(,"expires_in":3600,"expires_in":7200)")));
  EXPECT_TRUE(is_refused(body_with(R"(,"expires_on":1800003600,"expires_on":1800007200)")));
}

TEST(TokenResponse, matches_member_names_exactly) {
  for (const auto* name : {"Access_Token", "ACCESS_TOKEN", "accessToken", "access_token ", "access_toke"}) {
    EXPECT_TRUE(is_refused(std::string("{\"") + name + R"(":"canary","expires_in":3600})")) << name;
  }
}

TEST(TokenResponse, is_refused_unless_the_token_is_a_string_of_token_characters) {
  for (const auto* token : {"null",
                            "1",
                            "true",
                            "[]",
                            "[\"canary\"]",
                            "{}",
                            "\"\"",
                            "\" \"",
                            "\"can ary\"",
                            "\"canary \"",
                            "\"canary\\r\\nX: y\"",
                            "\"canary\\n\"",
                            "\"canary\\u0000x\"",
                            "\"canary\\u0001\"",
                            "\"canary\\t\"",
                            "\"can\\u00e4ry\"",
                            "\"canäry\"",
                            "\"canary\\\"\"",
                            "\"canary,\"",
                            "\"canary;\"",
                            "\"canary\\u007f\"",
                            "\"canary\\\\\"",
                            "\"canary%20\""}) {
    EXPECT_TRUE(is_refused(std::string(R"({"access_token":)") + token + R"(,"expires_in":3600})")) << token;
  }
}

TEST(TokenResponse, takes_tokens_up_to_64_kib) {
  const auto with_token_of = [](std::size_t size) {
    return R"({"access_token":")" + std::string(size, 'a') + R"(","expires_in":3600})";
  };
  EXPECT_TRUE(parse_token_response(with_token_of(1), sent).ok());
  EXPECT_TRUE(parse_token_response(with_token_of(16'384), sent).ok());
  EXPECT_TRUE(parse_token_response(with_token_of(65'536), sent).ok());
  EXPECT_TRUE(is_refused(with_token_of(65'537)));
}

TEST(TokenResponse, takes_bearer_tokens_only) {
  for (const auto* type : {"\"Bearer\"", "\"bearer\"", "\"BEARER\"", "null"}) {
    EXPECT_TRUE(expiry_with(std::string(R"(,"expires_in":3600,"token_type":)") + type)) << type;
  }
  EXPECT_TRUE(expiry_with(R"(,"expires_in":3600)"));
  for (const auto* type : {"\"mac\"", "\"pop\"", "\"mtls_pop\"", "\"\"", "\"Bearer \"", "1", "{}"}) {
    EXPECT_FALSE(expiry_with(std::string(R"(,"expires_in":3600,"token_type":)") + type)) << type;
  }
}

struct Row {
  const char* value;
  std::optional<std::int64_t> seconds;
};

TEST(TokenResponse, reads_expires_in_by_this_table) {
  constexpr auto refused = std::nullopt;
  const Row rows[] = {
      {"3599", 3599},
      {"\"3599\"", 3599},
      {"3599.0", 3599},
      {"3.599e3", 3599},
      {"\" 3599 \"", 3599},
      {"\"010\"", 10},
      {"1", 1},
      {"2147483647", 2147483647},
      {"2147483648", 2147483648},
      {"253402300799", last_unix_s - sent},  // saturates at the end of the year 9999
      {"\"253402300799\"", last_unix_s - sent},
      {"253402300800", refused},
      {"0", refused},
      {"\"0\"", refused},
      {"-1", refused},
      {"\"-1\"", refused},
      {"\"+1\"", refused},
      {"3599.5", refused},
      {"\"3599.0\"", refused},
      {"\"0x10\"", refused},
      {"\"\"", refused},
      {"\" \"", refused},
      {"\"1 2\"", refused},
      {"\"12s\"", refused},
      {"null", refused},
      {"true", refused},
      {"[]", refused},
      {"{}", refused},
      {"1e30", refused},
      {"9223372036854775807", refused},
      {"9223372036854775808", refused},
      {"18446744073709551616", refused},
      {"\"9223372036854775808\"", refused},
      {"\"99999999999999999999999999\"", refused},
      {"\"NaN\"", refused},
      {"\"2030-01-01T00:00:00Z\"", refused},
  };
  for (const Row& row : rows) {
    const auto expiry = expiry_with(std::string(R"(,"expires_in":)") + row.value);
    EXPECT_EQ(expiry, row.seconds ? std::optional(sent + *row.seconds) : std::nullopt) << row.value;
  }
}

TEST(TokenResponse, reads_expires_on_by_this_table) {
  constexpr auto refused = std::nullopt;
  const Row rows[] = {
      {"1999999999", 1999999999},
      {"\"1999999999\"", 1999999999},
      {"1999999999.0", 1999999999},
      {"\" 1999999999 \"", 1999999999},
      {"2180000000", 2180000000},
      {"253402300799", last_unix_s},
      {"253402300800", refused},
      {"\"253402300800\"", refused},
      {"1e300", refused},
      {"-5", refused},
      {"1800000001", sent + 1},
      {"1800000000", refused},  // has passed
      {"1700000000", refused},
      {"978307200", refused},
      {"978307199", sent + 978307199},  // below that a lifetime
      {"3600", sent + 3600},
      {"\"3600\"", sent + 3600},
      {"0", refused},
      {"\"2030-01-01T00:00:00.0000000+00:00\"", 1893456000},
      {"\"2030-01-01T00:00:00Z\"", 1893456000},
      {"\"2030-01-01T00:00:00\"", 1893456000},
      {"\"2030-01-01 00:00:00\"", 1893456000},
      {"\"2030-01-01T01:30:00+01:30\"", 1893456000},
      {"\"1/1/2030 12:00:00 AM +00:00\"", 1893456000},
      {"\"1/1/2030 12:00:00 PM +00:00\"", 1893456000 + 43200},
      {"\"01/01/2030 00:00:00 +00:00\"", 1893456000},
      {"\"Tue, 01 Jan 2030 00:00:00 GMT\"", 1893456000},
      {"\"10/25/2022 12:00:00 AM +00:00\"", refused},  // has passed
      {"\"1999-12-31T23:59:59Z\"", refused},           // a date is never a lifetime
      {"\"tomorrow\"", refused},
      {"\"\"", refused},
      {"\"13/45/2030 00:00:00 +00:00\"", refused},
      {"null", refused},
      {"false", refused},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(expiry_with(std::string(R"(,"expires_on":)") + row.value), row.seconds) << row.value;
  }
}

TEST(TokenResponse, believes_expires_on_before_expires_in_in_either_order) {
  EXPECT_EQ(expiry_with(R"(,"expires_on":"1800007200","expires_in":"3600")"), sent + 7200);
  EXPECT_EQ(expiry_with(R"(,"expires_in":"3600","expires_on":"1800007200")"), sent + 7200);
}

TEST(TokenResponse, falls_back_to_expires_in_when_expires_on_makes_no_sense) {
  EXPECT_EQ(expiry_with(R"(,"expires_on":"soon","expires_in":"3600")"), sent + 3600);
  EXPECT_EQ(expiry_with(R"(,"expires_on":null,"expires_in":3600)"), sent + 3600);
  EXPECT_EQ(expiry_with(R"(,"expires_on":-1,"expires_in":3600)"), sent + 3600);
}

TEST(TokenResponse, lives_no_longer_than_expires_in_says) {
  const auto lifetime_with = [](std::string_view members) {
    return parse_token_response(body_with(std::string(members)), sent).value().lifetime_s;
  };
  EXPECT_EQ(lifetime_with(R"(,"expires_on":"1800007200")"), 7200);
  EXPECT_EQ(lifetime_with(R"(,"expires_in":7200)"), 7200);
  EXPECT_EQ(lifetime_with(R"(,"expires_on":"1800003600","expires_in":"86400")"), 3600);
  EXPECT_EQ(lifetime_with(R"(,"expires_on":"2115360000","expires_in":"86400")"), 86400);
  for (const char* odd : {"0", "-1", "\"soon\"", "null"}) {
    EXPECT_EQ(lifetime_with(std::string(R"(,"expires_on":"1800003600","expires_in":)") + odd), 3600) << odd;
  }
}

TEST(TokenResponse, is_refused_without_any_expiry) {
  EXPECT_TRUE(is_refused(body_with("")));
  EXPECT_TRUE(is_refused(body_with(R"(,"expires_at":1999999999,"exp":1999999999)")));
}

TEST(TokenResponse, names_the_clock_when_the_token_has_expired) {
  const auto response = parse_token_response(body_with(R"(,"expires_on":1700000000)"), sent);
  ASSERT_FALSE(response.ok());
  EXPECT_NE(response.error().hint.str().find("clock"), std::string::npos);
}

TEST(TokenResponse, is_refreshed_at_half_of_a_lifetime_of_more_than_two_hours) {
  EXPECT_EQ(refresh_with(R"(,"expires_in":86400)"), sent + 43200);
  EXPECT_EQ(refresh_with(R"(,"expires_in":7201)"), sent + 3600);
}

TEST(TokenResponse, is_refreshed_five_minutes_before_the_end_of_a_shorter_lifetime) {
  EXPECT_EQ(refresh_with(R"(,"expires_in":7200)"), sent + 6900);
  EXPECT_EQ(refresh_with(R"(,"expires_in":301)"), sent + 1);
  EXPECT_EQ(refresh_with(R"(,"expires_in":300)"), sent);
  EXPECT_EQ(refresh_with(R"(,"expires_in":1)"), sent);
}

TEST(TokenResponse, is_refreshed_when_the_service_says) {
  EXPECT_EQ(refresh_with(R"(,"expires_in":86400,"refresh_in":3600)"), sent + 3600);
  EXPECT_EQ(refresh_with(R"(,"expires_in":86400,"refresh_in":"3600")"), sent + 3600);
  EXPECT_EQ(refresh_with(R"(,"expires_in":86400,"refresh_on":1800003600)"), sent + 3600);
  EXPECT_EQ(refresh_with(R"(,"expires_in":3600,"refresh_in":60)"), sent + 60);
}

TEST(TokenResponse, keeps_the_refresh_between_sending_and_expiry) {
  EXPECT_EQ(refresh_with(R"(,"expires_in":3600,"refresh_in":4000)"), sent + 3300);
  EXPECT_EQ(refresh_with(R"(,"expires_in":3600,"refresh_in":253402300799)"), sent + 3300);
  EXPECT_EQ(refresh_with(R"(,"expires_in":3600,"refresh_in":0)"), sent + 3300);
  EXPECT_EQ(refresh_with(R"(,"expires_in":3600,"refresh_in":-5)"), sent + 3300);
  EXPECT_EQ(refresh_with(R"(,"expires_in":3600,"refresh_in":"junk")"), sent + 3300);
  EXPECT_EQ(refresh_with(R"(,"expires_in":3600,"refresh_on":1700000000)"), sent + 3300);
}

TEST(TokenResponse, says_when_an_error_came_under_a_status_of_success) {
  for (const auto* body : {R"({"error":"invalid_client","error_description":"canary AADSTS700016"})",
                           R"({"access_token":"canary","expires_in":3600,"error":"invalid_client","message":"AADSTS700016"})",
                           R"({"error":{"code":"invalid_client","message":"AADSTS700016 canary"}})"}) {
    EXPECT_TRUE(is_refused(body));
    const auto response = parse_token_response(body, sent);
    EXPECT_TRUE(response.error().says_error);
    EXPECT_EQ(response.error().service_error.code, "invalid_client");
    EXPECT_EQ(response.error().service_error.aadsts, 700016);
  }
  EXPECT_TRUE(expiry_with(R"(,"expires_in":3600,"error":null)"));
}

TEST(TokenResponse, tells_broken_json_from_what_was_never_json) {
  for (const auto* body : {"", " ", "<html><title>Sign in</title></html>", "Required metadata header not specified", "OK"}) {
    const auto response = parse_token_response(body, sent);
    ASSERT_FALSE(response.ok());
    EXPECT_FALSE(response.error().is_json) << body;
  }
  for (const auto* body : {"{", "[1]", R"({"access_token":"canary)", "\xef\xbb\xbf{", "{\"a\":1,\"a\":2}"}) {
    const auto response = parse_token_response(body, sent);
    ASSERT_FALSE(response.ok());
    EXPECT_TRUE(response.error().is_json) << body;
  }
}

TEST(TokenResponse, tolerates_a_byte_order_mark) {
  EXPECT_TRUE(parse_token_response("\xef\xbb\xbf" + body_with(R"(,"expires_in":3600)"), sent).ok());
}

TEST(TokenResponse, is_refused_with_broken_text_in_it) {
  for (const auto* text : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\\ud800", "\\udc00", "\\u0000"}) {
    EXPECT_TRUE(is_refused(body_with(std::string(R"(,"expires_in":3600,"x":")") + text + "\""))) << text;
  }
}

TEST(TokenResponse, is_refused_when_it_is_monstrous) {
  EXPECT_TRUE(is_refused(body_with(",\"expires_in\":3600,\"x\":" + std::string(100'000, '['))));
  EXPECT_TRUE(is_refused(body_with(",\"expires_in\":" + std::string(500'000, '9'))));
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += ",\"m" + std::to_string(i) + "\":0";
  EXPECT_TRUE(is_refused(body_with(",\"expires_in\":3600" + many)));
}

}  // namespace
}  // namespace azcred
