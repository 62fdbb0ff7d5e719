// Rows J: what a token answer says.
#include <ctime>

#include "faults/stage.h"

namespace azcred::test {
namespace {

/// What a fetch says to a body that comes with status 200.
Outcome fetch_body(Stage& stage, const std::string& body) {
  stage.play(answers(http_answer(200, body)));
  return stage.fetch();
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

TEST(Faults, J1_cut_at_every_byte) {
  const std::string body = token_body();
  on_every_host([&](Stage& stage) {
    std::vector<std::string> cuts;
    for (std::size_t size = 0; size < body.size(); ++size) cuts.push_back(http_answer(200, body.substr(0, size)));
    stage.server().script(answers_each(cuts));
    for (std::size_t size = 0; size < body.size(); ++size) EXPECT_EQ(stage.fetch().status, AZCRED_PROTOCOL) << size;
    stage.expect_recovery();
  });
}

TEST(Faults, J2_something_after_the_answer) {
  on_every_host([](Stage& stage) {
    for (const char* more : {"x", "{}", "</html>", ",", "}", "\"CANARY\""}) {
      EXPECT_EQ(fetch_body(stage, token_body() + more).status, AZCRED_PROTOCOL) << more;
    }
    stage.expect_recovery();
  });
}

TEST(Faults, J3_the_same_member_twice) {
  on_every_host([](Stage& stage) {
    for (const char* again : {R"({"access_token":"CANARY-other",)", R"({"expires_on":"1",)", R"({"expires_in":1,)"}) {
      EXPECT_EQ(fetch_body(stage, replaced(token_body(), "{", again)).status, AZCRED_PROTOCOL) << again;
    }
    stage.expect_recovery();
  });
}

TEST(Faults, J4_other_spellings_of_access_token) {
  on_every_host([](Stage& stage) {
    EXPECT_EQ(fetch_body(stage, replaced(token_body(), "access_token", "Access_Token")).status, AZCRED_PROTOCOL);
    stage.expect_recovery();
  });
}

TEST(Faults, J5_tokens_that_are_none) {
  on_every_host([](Stage& stage) {
    for (const char* value : {"null", "1", "[]", "{}", "true", "\"\"", "\" \""}) {
      EXPECT_EQ(fetch_body(stage, replaced(token_body(), "\"CANARY-good-token\"", value)).status, AZCRED_PROTOCOL) << value;
    }
    stage.expect_recovery();
  });
}

TEST(Faults, J6_tokens_with_bytes_no_header_may_hold) {
  on_every_host([](Stage& stage) {
    for (const char* bytes : {"\\r\\nX-Evil: 1", "\\u0000", "\\n", " ", "\\t", "\xc3\xa4", "\\u00e4", "\x01", "\\\""}) {
      EXPECT_EQ(fetch_body(stage, replaced(token_body(), "-good", bytes)).status, AZCRED_PROTOCOL) << bytes;
    }
    stage.expect_recovery();
  });
}

TEST(Faults, J8_nests_and_swells) {
  on_every_host([](Stage& stage) {
    std::string members = "{";
    for (int i = 0; i < 60'000; ++i) members += "\"m" + std::to_string(i) + "\":1,";
    for (const std::string& start : {"{\"x\":" + std::string(100'000, '[') + std::string(100'000, ']') + ",", members,
                                     "{\"x\":" + std::string(900'000, '9') + ","}) {
      EXPECT_EQ(fetch_body(stage, replaced(token_body(), "{", start)).status, AZCRED_PROTOCOL) << start.size();
    }
    stage.expect_recovery();
  });
}

TEST(Faults, J9_J10_expiries_that_make_no_sense) {
  Stage stage(HostKind::app_service);
  for (const char* value : {"\"\"", "null", "-1", "0", "\"soon\"", "1e30", "[]", "{}", "true", "978307201", "NaN",
                            "\"1999-01-01T00:00:00Z\"", "18446744073709551616"}) {
    const std::string body = std::string(R"({"access_token":"CANARY","token_type":"Bearer","expires_on":)") + value + "}";
    const Outcome outcome = fetch_body(stage, body);
    EXPECT_EQ(outcome.status, AZCRED_PROTOCOL) << value;
  }
  stage.expect_recovery();
}

TEST(Faults, J10_every_form_of_expires_on) {
  Stage stage(HostKind::app_service);
  for (const char* value : {"\"2039-01-01T00:00:00Z\"", "2177452800", "\"2177452800\"", "\"1/1/2039 12:00:00 AM +00:00\"",
                            "\"1/1/2039 00:00:00 +00:00\"", "\"2039-01-01 00:00:00\"", "253402300799"}) {
    const std::string body = std::string(R"({"access_token":"CANARY","token_type":"Bearer","expires_on":)") + value + "}";
    const Outcome outcome = fetch_body(stage, body);
    EXPECT_EQ(outcome.status, AZCRED_OK) << value << outcome.message;
  }
}

TEST(Faults, J16_errors_that_hold_a_token) {
  on_every_host([](Stage& stage) {
    for (const int status : {200, 400, 401, 403, 404, 429, 500, 503}) {
      const std::string body =
          R"({"error":"CANARY","error_description":"AADSTS700016: CANARY )" + std::string(100'000, 'x') +
          "\\u001b[31m<b>\",\"access_token\":\"CANARY\",\"message\":\"CANARY\",\"correlation_id\":\"CANARY\"}";
      stage.play(answers(http_answer(status, body, "WWW-Authenticate: Bearer realm=CANARY\r\n")));
      const Outcome outcome = stage.fetch();
      EXPECT_NE(outcome.status, AZCRED_OK) << status;
      EXPECT_LT(outcome.message.size(), 1'000U);
    }
    stage.expect_recovery();
  });
}

TEST(Faults, J18_long_tokens) {
  on_every_host([](Stage& stage) {
    for (const std::size_t size : {16'384UL, 65'536UL}) {
      const std::string token(size, 'T');
      EXPECT_EQ(fetch_body(stage, token_body(token)).token, token);
    }
    EXPECT_EQ(fetch_body(stage, token_body(std::string(65'537, 'T'))).status, AZCRED_PROTOCOL);
    stage.expect_recovery();
  });
}

}  // namespace
}  // namespace azcred::test
