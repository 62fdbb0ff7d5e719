// Rows H: what an HTTP server answers.
#include "faults/stage.h"

namespace azcred::test {
namespace {

/// What a fetch says to an answer of exactly these bytes, after which the server closes.
Outcome fetch_for(Stage& stage, std::string answer) {
  stage.server().script(answers_once(std::move(answer)));
  return stage.fetch();
}

TEST(Faults, H1_redirects) {
  FaultServer target;
  target.script(answers(token_answer("EVIL")));
  on_every_host([&](Stage& stage) {
    for (const int status : {301, 302, 303, 307, 308}) {
      for (const std::string& location : {target.url(), stage.server().url("/elsewhere"), std::string("file:///etc/passwd")}) {
        const Outcome outcome = fetch_for(stage, http_answer(status, "", "Location: " + location + "\r\n"));
        EXPECT_EQ(outcome.status, AZCRED_PROTOCOL) << outcome.message;
        EXPECT_EQ(outcome.http_status, status);
      }
    }
    EXPECT_EQ(stage.server().requests().size(), 15U);
    stage.expect_recovery();
  });
  EXPECT_EQ(target.connections(), 0U);
}

TEST(Faults, H2_refusals_are_not_tried_again) {
  on_every_host(
      [](Stage& stage) {
        for (const int status : {400, 401, 403}) {
          const std::size_t before = stage.server().requests().size();
          const Outcome outcome = fetch_for(stage, http_answer(status, R"({"error":"CANARY","error_description":"CANARY"})"));
          // IMDS answers 400 on a machine without an identity.
          const bool absent = stage.host() == HostKind::imds && status == 400;
          EXPECT_EQ(outcome.status, absent ? AZCRED_UNAVAILABLE : AZCRED_AUTHENTICATION_FAILED) << status << outcome.message;
          EXPECT_EQ(outcome.http_status, status);
          EXPECT_EQ(stage.server().requests().size(), before + 1);
        }
        stage.expect_recovery();
      },
      {.max_retries = 3, .origin = ""});
}

TEST(Faults, H4_gone_for_longer_than_the_deadline) {
  Stage stage(HostKind::imds, {.max_retries = 3, .origin = ""});
  stage.server().script(answers(http_answer(410, "")));
  const Outcome outcome = stage.fetch(300);
  EXPECT_EQ(outcome.status, AZCRED_SERVICE) << outcome.message;
  EXPECT_EQ(outcome.http_status, 410);
  EXPECT_TRUE(outcome.retryable);
  stage.expect_recovery();
}

TEST(Faults, H5_throttled_with_every_kind_of_retry_after) {
  on_every_host(
      [](Stage& stage) {
        for (const char* value :
             {"3", "999999999", "-1", "Fri, 31 Dec 9999 23:59:59 GMT", "CANARY", "99999999999999999999999"}) {
          stage.play(answers(http_answer(429, "", "Retry-After: " + std::string(value) + "\r\n")));
          const Outcome outcome = stage.fetch(300);
          EXPECT_EQ(outcome.status, AZCRED_SERVICE) << value << outcome.message;
          EXPECT_EQ(outcome.http_status, 429);
          EXPECT_TRUE(outcome.retryable);
        }
        stage.expect_recovery();
      },
      {.max_retries = 3, .origin = ""});
}

TEST(Faults, H6_fails_and_then_works) {
  for (const int status : {500, 502, 503, 504}) {
    SCOPED_TRACE(status);
    Stage stage(HostKind::app_service, {.max_retries = 1, .origin = ""});
    stage.server().script({answers_each({http_answer(status, "CANARY"), token_answer()})});
    EXPECT_EQ(stage.fetch().token, "CANARY-good-token");
  }
}

TEST(Faults, H7_fails_for_ever) {
  Stage stage(HostKind::app_service, {.max_retries = 2, .origin = ""});
  stage.server().script(answers(http_answer(500, "CANARY")));
  EXPECT_EQ(stage.fetch().status, AZCRED_SERVICE);
  EXPECT_EQ(stage.server().requests().size(), 3U);
  stage.expect_recovery();
}

TEST(Faults, H8_captive_portal) {
  on_every_host([](Stage& stage) {
    const std::string page = "<html><script>location='http://CANARY'</script></html>";
    const Outcome outcome =
        fetch_for(stage, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(page.size()) +
                             "\r\n\r\n" + page);
    EXPECT_EQ(outcome.status, AZCRED_PROTOCOL) << outcome.message;
    EXPECT_EQ(outcome.message.find("<html>"), std::string::npos);
    stage.expect_recovery();
  });
}

TEST(Faults, H9_empty_and_odd_answers) {
  on_every_host([](Stage& stage) {
    for (const int status : {200, 204, 206, 304}) {
      const Outcome outcome = fetch_for(stage, "HTTP/1.1 " + std::to_string(status) + " CANARY\r\nContent-Length: 0\r\n\r\n");
      EXPECT_EQ(outcome.status, AZCRED_PROTOCOL) << status << outcome.message;
    }
    EXPECT_EQ(fetch_for(stage, "HTTP/1.1 999 CANARY\r\nContent-Length: 0\r\n\r\n").status, AZCRED_PROTOCOL);
    stage.server().script(repeats_after("", "HTTP/1.1 100 Continue\r\n\r\n"));
    EXPECT_EQ(stage.fetch().status, AZCRED_PROTOCOL);
    stage.expect_recovery();
  });
}

TEST(Faults, H10_headers_only) {
  on_every_host([](Stage& stage) {
    stage.server().script([](FaultConnection& connection) {
      connection.read_request();
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
      connection.stall();
    });
    EXPECT_EQ(stage.fetch(200).status, AZCRED_TIMEOUT);
    stage.expect_recovery();
  });
}

TEST(Faults, H11_headers_without_end) {
  on_every_host([](Stage& stage) {
    stage.server().script(repeats_after("HTTP/1.1 200 OK\r\n", "X-CANARY: CANARY\r\n"));
    EXPECT_EQ(stage.fetch().status, AZCRED_PROTOCOL);
    EXPECT_EQ(fetch_for(stage, "HTTP/1.1 200 OK\r\nX: " + std::string(1'048'576, 'x') + "\r\n\r\n").status, AZCRED_PROTOCOL);
    stage.expect_recovery();
  });
}

TEST(Faults, H12_bodies_without_end) {
  on_every_host([](Stage& stage) {
    stage.server().script(
        repeats_after("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1000\r\n" + std::string(4'096, 'C') + "\r\n"));
    EXPECT_EQ(stage.fetch().status, AZCRED_PROTOCOL);
    stage.server().script(repeats_after("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", std::string(4'096, 'C')));
    EXPECT_EQ(stage.fetch().status, AZCRED_PROTOCOL);
    stage.expect_recovery();
  });
}

TEST(Faults, H13_lengths_that_lie) {
  on_every_host([](Stage& stage) {
    const std::string body = token_body();
    const std::string size = std::to_string(body.size());
    for (const std::string& lengths :
         {std::string("Content-Length: -1\r\n"), "Content-Length: " + size + "\r\nContent-Length: " + size + "\r\n",
          "Content-Length: " + size + "\r\nTransfer-Encoding: chunked\r\n",
          std::string("Content-Length: 9223372036854775808\r\n"), std::string("Content-Length: 9\r\n")}) {
      EXPECT_EQ(fetch_for(stage, "HTTP/1.1 200 OK\r\n" + lengths + "\r\n" + body).status, AZCRED_PROTOCOL) << lengths;
    }
    stage.expect_recovery();
  });
}

TEST(Faults, H14_compressed_unasked) {
  on_every_host([](Stage& stage) {
    EXPECT_EQ(fetch_for(stage, http_answer(200, token_body(), "Content-Encoding: gzip\r\n")).status, AZCRED_PROTOCOL);
    stage.expect_recovery();
  });
}

TEST(Faults, H15_not_http) {
  on_every_host([](Stage& stage) {
    for (const std::string& answer : {token_body(), std::string("HTTP/2 200\r\n\r\n") + token_body(),
                                      "HTTP/1.1 200 OK\r\nX: CANARY" + std::string(1, '\0') + "\r\n\r\n" + token_body()}) {
      EXPECT_EQ(fetch_for(stage, answer).status, AZCRED_PROTOCOL) << answer;
    }
    stage.expect_recovery();
  });
}

TEST(Faults, H16_asks_to_be_remembered) {
  on_every_host([](Stage& stage) {
    stage.server().script(answers(http_answer(200, token_body(),
                                              "Set-Cookie: a=CANARY\r\nAlt-Svc: h2=\":1\"; ma=9999\r\n"
                                              "Strict-Transport-Security: max-age=9999\r\n")));
    EXPECT_EQ(stage.fetch().status, AZCRED_OK);
    EXPECT_EQ(stage.fetch().status, AZCRED_OK);
    EXPECT_EQ(stage.server().requests()[1].header("Cookie"), "");
    stage.expect_recovery();
  });
}

TEST(Faults, H17_an_answer_planted_behind_the_answer) {
  on_every_host([](Stage& stage) {
    stage.server().script({[](FaultConnection& connection) {
                             connection.read_request();
                             connection.write(token_answer() + token_answer("EVIL"));
                             connection.stall();
                           },
                           answers(token_answer("CANARY-second"))});
    EXPECT_EQ(stage.fetch().token, "CANARY-good-token");
    EXPECT_EQ(stage.fetch().token, "CANARY-second");
  });
}

}  // namespace
}  // namespace azcred::test
