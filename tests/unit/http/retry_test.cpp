#include "http/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scripted_host.h"
#include "support/scripted_transport.h"

namespace azcred::test {
namespace {

using Kind = TransportFailure::Kind;
using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::IsEmpty;
using testing::Le;

/// 20 % around a delay.
auto about(std::int64_t milliseconds) { return AllOf(Ge(milliseconds * 8 / 10), Le(milliseconds * 12 / 10)); }

class RetryTest : public testing::Test {
 protected:
  ScriptedHost host;
  ScriptedTransport transport;
  RetryPolicy policy{.retries_status = [](int status) { return status == 404 || status == 429 || status >= 500; },
                     .most_retries = 3,
                     .first_delay_ms = 1'000};
  std::vector<std::string> lines;
  Log log{LogLevel::info, [this](LogLevel, std::string_view source, const std::string& message) {
            lines.push_back(std::string(source) + ": " + message);
          }};

  Limits within(std::int64_t milliseconds) { return {.deadline = Deadline::after(host.now(), milliseconds), .cancels = {}}; }
  Result<Response, TransportFailure> send(const Limits& limits = {}) {
    return send_with_retries(transport, host, Request{}, policy, limits, log, "ManagedIdentity/IMDS");
  }
  int status_of_send(const Limits& limits = {}) {
    const auto result = send(limits);
    return result.ok() ? result.value().status : -1;
  }
  void answer_with_retry_after(std::string value, std::string name = "Retry-After") {
    transport.answer(429, "", {{std::move(name), std::move(value)}});
    transport.answer(200, "");
  }
};

TEST_F(RetryTest, returns_the_first_answer_that_is_worth_no_other_try) {
  transport.answer(403, "no");
  EXPECT_EQ(status_of_send(), 403);
  EXPECT_EQ(transport.seen().size(), 1U);
  EXPECT_THAT(host.pauses(), IsEmpty());
}

TEST_F(RetryTest, takes_no_connection_for_an_answer_where_nobody_has_ever_answered) {
  policy.retries_connect = false;
  transport.fail(Kind::connect);
  EXPECT_EQ(send().error().kind, Kind::connect);
  transport.fail(Kind::timeout);
  EXPECT_EQ(send().error().kind, Kind::timeout);
  EXPECT_EQ(transport.seen().size(), 2U);
}

TEST_F(RetryTest, doubles_its_delay_after_each_try) {
  for (int i = 0; i < 3; ++i) transport.answer(503, "");
  transport.answer(200, "token");
  EXPECT_EQ(status_of_send(), 200);
  EXPECT_THAT(host.pauses(), ElementsAre(about(1'000), about(2'000), about(4'000)));
}

TEST_F(RetryTest, spreads_its_delays) {
  std::set<std::int64_t> different;
  for (int i = 0; i < 20; ++i) {
    transport.answer(503, "");
    transport.answer(200, "");
    EXPECT_EQ(status_of_send(), 200);
  }
  for (const std::int64_t pause : host.pauses()) {
    EXPECT_THAT(pause, about(1'000));
    different.insert(pause);
  }
  EXPECT_GT(different.size(), 10U);
}

TEST_F(RetryTest, gives_up_with_the_last_answer_after_its_retries) {
  for (int i = 0; i < 4; ++i) transport.answer(500 + i, "");
  EXPECT_EQ(status_of_send(), 503);
  EXPECT_EQ(transport.seen().size(), 4U);
}

TEST_F(RetryTest, never_retries_if_told_so) {
  policy.most_retries = 0;
  transport.answer(503, "");
  EXPECT_EQ(status_of_send(), 503);
  EXPECT_EQ(transport.seen().size(), 1U);
}

TEST_F(RetryTest, never_waits_more_than_about_a_minute_of_its_own_accord) {
  policy.most_retries = 12;
  for (int i = 0; i < 13; ++i) transport.answer(500, "");
  EXPECT_EQ(status_of_send(), 500);
  EXPECT_THAT(host.pauses(), testing::Each(Le(72'000)));
  EXPECT_THAT(host.pauses().back(), about(60'000));
}

TEST_F(RetryTest, tries_again_after_failures_to_connect_and_broken_answers) {
  transport.fail(Kind::connect);
  transport.fail(Kind::interrupted);
  transport.answer(200, "");
  EXPECT_EQ(status_of_send(), 200);
  EXPECT_EQ(host.pauses().size(), 2U);
}

TEST_F(RetryTest, does_not_try_again_after_failures_that_stay) {
  for (const Kind kind :
       {Kind::resolve, Kind::tls, Kind::cancelled, Kind::malformed, Kind::too_large, Kind::resources, Kind::hook}) {
    transport.fail(kind);
    const auto result = send();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind, kind);
  }
  EXPECT_EQ(transport.seen().size(), 7U);
  EXPECT_THAT(host.pauses(), IsEmpty());
}

TEST_F(RetryTest, tries_once_more_after_a_timeout_of_one_try) {
  for (int i = 0; i < 3; ++i) transport.fail(Kind::timeout);
  const auto result = send();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind, Kind::timeout);
  EXPECT_EQ(transport.seen().size(), 2U);
}

TEST_F(RetryTest, does_not_try_again_after_the_deadline) {
  transport.answers.push_back([this](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    host.advance_ms(500);
    return TransportFailure{.kind = Kind::timeout};
  });
  EXPECT_FALSE(send(within(500)).ok());
  EXPECT_EQ(transport.seen().size(), 1U);
  EXPECT_THAT(host.pauses(), IsEmpty());
}

TEST_F(RetryTest, answers_at_once_if_the_next_try_could_not_start_before_the_deadline) {
  transport.answer(503, "");
  EXPECT_EQ(status_of_send(within(700)), 503);
  EXPECT_THAT(host.pauses(), IsEmpty());
}

TEST_F(RetryTest, says_when_the_try_was_due_that_the_deadline_left_no_time_for) {
  transport.answer(429, "", {{"Retry-After", "30"}});
  EXPECT_EQ(send(within(10'000)).value().untried_at, later(host.now(), 30'000));
  transport.fail(Kind::interrupted);
  EXPECT_TRUE(send(within(1)).error().untried_at.has_value());
  transport.answer(403, "");
  EXPECT_FALSE(send(within(1)).value().untried_at.has_value());
  policy.most_retries = 0;
  transport.answer(503, "");
  EXPECT_FALSE(send(within(1)).value().untried_at.has_value());
}

TEST_F(RetryTest, tries_on_while_the_deadline_allows_it) {
  for (int i = 0; i < 4; ++i) transport.answer(503, "");
  EXPECT_EQ(status_of_send(within(4'000)), 503);
  EXPECT_EQ(host.pauses().size(), 2U);
}

TEST_F(RetryTest, a_cancel_ends_a_pause) {
  Cancel cancel;
  class CancellingHost : public ScriptedHost {
   public:
    explicit CancellingHost(Cancel& switch_) : cancel_(switch_) {}
    void pause(std::int64_t, const Limits&) override { cancel_.trigger(); }

   private:
    Cancel& cancel_;
  } cancelling_host(cancel);
  transport.answer(503, "");
  const auto result = send_with_retries(transport, cancelling_host, Request{}, policy, {.cancels = {&cancel}}, log, "");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind, Kind::cancelled);
  EXPECT_EQ(transport.seen().size(), 1U);
}

TEST_F(RetryTest, retry_after_raises_the_delay) {
  answer_with_retry_after("7");
  EXPECT_EQ(status_of_send(), 200);
  EXPECT_THAT(host.pauses(), ElementsAre(7'000));
}

TEST_F(RetryTest, retry_after_never_lowers_the_delay) {
  for (const char* value : {"0", "-1", "", "soon", "1.5", "Sun, 06 Nov 1994 08:49:37 GMT"}) {
    answer_with_retry_after(value);
    EXPECT_EQ(status_of_send(), 200);
    EXPECT_THAT(host.pauses().back(), about(1'000)) << value;
  }
}

TEST_F(RetryTest, does_not_wait_for_a_service_that_asks_for_more_than_a_minute) {
  for (const char* value : {"61", "3600", "999999999", "999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"}) {
    answer_with_retry_after(value);
    EXPECT_EQ(status_of_send(), 429) << value;
    transport.answers.clear();
  }
  EXPECT_THAT(host.pauses(), IsEmpty());
}

TEST_F(RetryTest, understands_every_form_of_retry_after) {
  const auto said = [](std::vector<ResponseHeader> headers) {
    Response response;
    response.headers = std::move(headers);
    return retry_after_ms(response, 784'111'770);  // 7 s before the date below
  };
  EXPECT_EQ(said({}), -1);
  EXPECT_EQ(said({{"Retry-After", "12"}}), 12'000);
  EXPECT_EQ(said({{"retry-after", " 12 "}}), 12'000);
  EXPECT_EQ(said({{"Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"}}), 7'000);
  EXPECT_EQ(said({{"Retry-After", "Sun, 06 Nov 1994 08:49:00 GMT"}}), 0);
  EXPECT_EQ(said({{"retry-after-ms", "1500"}, {"Retry-After", "9"}}), 1'500);
  EXPECT_EQ(said({{"x-ms-retry-after-ms", "250"}}), 250);
  EXPECT_EQ(said({{"retry-after-ms", "soon"}, {"Retry-After", "9"}}), 9'000);
  EXPECT_EQ(said({{"Retry-After", "+5"}}), -1);
}

TEST_F(RetryTest, goes_on_for_seventy_seconds_while_the_service_is_gone) {
  policy.gone_for_ms = 70'000;
  policy.most_retries = 0;
  transport.otherwise = [](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    Response response;
    response.status = 410;
    return response;
  };
  EXPECT_EQ(status_of_send(), 410);
  EXPECT_THAT(host.pauses(), ElementsAre(10'000, 10'000, 10'000, 10'000, 10'000, 10'000, 10'000));
}

TEST_F(RetryTest, a_service_that_comes_back_after_sixty_five_seconds_is_waited_for) {
  policy.gone_for_ms = 70'000;
  const Instant back = later(host.now(), 65'000);
  transport.otherwise = [&](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    Response response;
    response.status = host.now() < back ? 410 : 200;
    return response;
  };
  EXPECT_EQ(status_of_send(within(90'000)), 200);
}

TEST_F(RetryTest, gone_is_nothing_special_unless_the_policy_says_so) {
  transport.answer(410, "");
  EXPECT_EQ(status_of_send(), 410);
  EXPECT_EQ(transport.seen().size(), 1U);
}

TEST_F(RetryTest, logs_each_retry_and_nothing_of_the_answer) {
  transport.answer(503, "CANARY", {{"X-Canary", "CANARY"}});
  transport.fail(Kind::connect);
  transport.answer(200, "CANARY");
  EXPECT_EQ(status_of_send(), 200);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[0], testing::MatchesRegex("ManagedIdentity/IMDS: HTTP status 503; trying again in [0-9]+ ms"));
  EXPECT_THAT(lines[1], testing::MatchesRegex("ManagedIdentity/IMDS: a scripted failure; trying again in [0-9]+ ms"));
}

}  // namespace
}  // namespace azcred::test
