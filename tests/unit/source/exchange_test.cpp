#include "source/exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scripted_host.h"
#include "support/scripted_transport.h"

namespace azcred {
namespace {

using test::ScriptedHost;
using test::ScriptedTransport;
using testing::HasSubstr;
using Kind = TransportFailure::Kind;

class ExchangeTest : public testing::Test {
 protected:
  std::shared_ptr<ScriptedHost> host = std::make_shared<ScriptedHost>();
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  Exchange exchange{{.source = "Test",
                     .policy = {.retries_status = [](int status) { return status == 503; }, .most_retries = 2},
                     .no_answer_hint = "Look for it"_t,
                     .refusal_hint = [](const Refusal&) { return Text("Ask nicely"_t); }},
                    host,
                    transport,
                    std::make_shared<const Log>()};
  TokenRequest asked;
  Limits limits;

  static Request request() {
    Request request;
    request.url = "http://127.0.0.1:40342/path?secret=canary";
    return request;
  }
  static Exchange::Answer answer(int status, std::string_view body = "", std::vector<ResponseHeader> headers = {}) {
    Exchange::Answer answer;
    answer.response.status = status;
    answer.response.body = Secret(body);
    answer.response.headers = std::move(headers);
    return answer;
  }
  ErrorPtr no_answer(Kind kind) { return exchange.no_answer({.kind = kind, .fact = "the reason"_t}, request(), limits); }
};

TEST_F(ExchangeTest, counts_from_when_the_answered_try_was_sent) {
  transport->answer(503, "");
  transport->answer(200, "");
  const auto before = host->now();
  const auto answer = exchange.send(request(), asked, limits);
  ASSERT_TRUE(answer.ok());
  ASSERT_EQ(host->pauses().size(), 1U);
  EXPECT_EQ(answer->sent_at, later(before, host->pauses().front()));
}

TEST_F(ExchangeTest, its_errors_say_when_the_try_was_due_that_there_was_no_time_for) {
  limits.deadline = Deadline::after(host->now(), 1);
  transport->answer(503, "");
  const auto answer = exchange.send(request(), asked, limits);
  ASSERT_TRUE(answer.ok());
  EXPECT_GT(exchange.refused(answer.value())->untried_at, host->now());
  transport->fail(Kind::interrupted);
  const auto failed = exchange.send(request(), asked, limits);
  ASSERT_FALSE(failed.ok());
  EXPECT_GT(exchange.no_answer(failed.error(), request(), limits)->untried_at, host->now());
}

TEST_F(ExchangeTest, sends_once_for_an_early_refresh) {
  transport->answer(503, "");
  asked.single_try = true;
  const auto answer = exchange.send(request(), asked, limits);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->response.status, 503);
  EXPECT_EQ(transport->seen().size(), 1U);
}

TEST_F(ExchangeTest, says_where_no_answer_came_from_but_not_what_was_asked) {
  const auto error = no_answer(Kind::connect);
  EXPECT_EQ(error->message, "Test: no usable answer from 'http://127.0.0.1:40342': the reason. Look for it");
  EXPECT_EQ(error->source, "Test");
}

TEST_F(ExchangeTest, gives_every_kind_of_failure_its_status) {
  const std::pair<Kind, Status> rows[] = {
      {Kind::resolve, Status::network},    {Kind::connect, Status::network},     {Kind::tls, Status::network},
      {Kind::timeout, Status::network},    {Kind::cancelled, Status::cancelled}, {Kind::interrupted, Status::network},
      {Kind::malformed, Status::protocol}, {Kind::too_large, Status::protocol},  {Kind::resources, Status::out_of_memory},
      {Kind::hook, Status::network},
  };
  for (const auto& [kind, status] : rows) EXPECT_EQ(no_answer(kind)->status, status) << static_cast<int>(kind);
}

TEST_F(ExchangeTest, says_which_failures_may_pass) {
  for (const auto kind : {Kind::resolve, Kind::connect, Kind::timeout, Kind::interrupted, Kind::resources}) {
    EXPECT_TRUE(no_answer(kind)->retryable) << static_cast<int>(kind);
  }
  for (const auto kind : {Kind::tls, Kind::malformed, Kind::too_large, Kind::hook, Kind::cancelled}) {
    EXPECT_FALSE(no_answer(kind)->retryable) << static_cast<int>(kind);
  }
}

TEST_F(ExchangeTest, tells_the_deadline_of_the_call_from_the_timeout_of_one_try) {
  limits.deadline = Deadline::after(host->now(), 100);
  EXPECT_EQ(no_answer(Kind::timeout)->status, Status::network);
  host->advance_ms(100);
  const auto error = no_answer(Kind::timeout);
  EXPECT_EQ(error->status, Status::timeout);
  EXPECT_THAT(error->message, HasSubstr("by the deadline of this call"));
}

TEST_F(ExchangeTest, says_cancelled_whatever_failed_because_of_it) {
  Cancel cancel;
  limits.cancels[0] = &cancel;
  cancel.trigger();
  for (const auto kind : {Kind::timeout, Kind::interrupted, Kind::cancelled}) {
    EXPECT_EQ(no_answer(kind)->status, Status::cancelled);
  }
}

TEST_F(ExchangeTest, gives_every_http_status_its_status) {
  const std::pair<int, Status> rows[] = {
      {100, Status::protocol},
      {201, Status::protocol},
      {204, Status::protocol},
      {206, Status::protocol},
      {301, Status::protocol},
      {302, Status::protocol},
      {304, Status::protocol},
      {308, Status::protocol},
      {400, Status::authentication_failed},
      {401, Status::authentication_failed},
      {403, Status::authentication_failed},
      {404, Status::authentication_failed},
      {408, Status::service},
      {410, Status::service},
      {429, Status::service},
      {500, Status::service},
      {503, Status::service},
      {599, Status::service},
      {600, Status::protocol},
      {999, Status::protocol},
  };
  for (const auto& [http_status, status] : rows) {
    const auto error = exchange.refused(answer(http_status));
    EXPECT_EQ(error->status, status) << http_status;
    EXPECT_EQ(error->http_status, http_status);
    EXPECT_EQ(error->retryable, status == Status::service) << http_status;
    EXPECT_THAT(error->message, HasSubstr(std::to_string(http_status)));
  }
}

TEST_F(ExchangeTest, passes_on_what_is_known_of_a_refusal_and_nothing_else) {
  const auto error = exchange.refused(answer(429,
                                             R"({"error":"temporarily_unavailable","error_description":"AADSTS90033: canary",)"
                                             R"("correlation_id":"9d1b2c3a-0000-4abc-8def-0123456789ab"})",
                                             {{"Retry-After", "7"}}));
  EXPECT_EQ(error->service_code, "temporarily_unavailable");
  EXPECT_EQ(error->aadsts, 90033);
  EXPECT_EQ(error->correlation_id, "9d1b2c3a-0000-4abc-8def-0123456789ab");
  EXPECT_EQ(error->retry_after_ms, 7'000);
  EXPECT_EQ(
      error->message,
      "Test: the service asks to be called less often (HTTP status 429, temporarily_unavailable, AADSTS90033). Ask nicely");
}

TEST_F(ExchangeTest, treats_an_error_under_a_status_of_success_as_a_refusal) {
  const auto error = exchange.not_a_token({.says_error = true, .service_error = {.code = "invalid_client"}});
  EXPECT_EQ(error->status, Status::authentication_failed);
  EXPECT_EQ(error->service_code, "invalid_client");
}

TEST_F(ExchangeTest, puts_both_times_of_a_token_on_the_steady_clock) {
  auto sent = answer(200);
  sent.sent_at = {5'000'000'000};
  sent.sent_at_unix_s = 1'000;
  TokenResponse response;
  response.access_token = Secret("t");
  response.expires_at_unix_s = 4'600;
  response.refresh_at_unix_s = 2'800;
  response.lifetime_s = 3'600;
  const auto token = exchange.token(std::move(response), sent);
  EXPECT_EQ(token.value.reveal(), "t");
  EXPECT_EQ(token.expires_at.ns, 3'605'000'000'000);
  EXPECT_EQ(token.refresh_at.ns, 1'805'000'000'000);
  EXPECT_EQ(token.source, "Test");
}

TEST_F(ExchangeTest, keeps_a_token_no_longer_than_it_lives_whatever_the_clock_makes_of_its_expiry) {
  auto sent = answer(200);
  sent.sent_at = {5'000'000'000};
  TokenResponse response;
  response.expires_at_unix_s = 10LL * 365 * 86'400;
  response.refresh_at_unix_s = 5LL * 365 * 86'400;
  response.lifetime_s = 3'600;
  const auto token = exchange.token(std::move(response), sent);
  EXPECT_EQ(token.expires_at.ns, 3'605'000'000'000);
  EXPECT_EQ(token.refresh_at.ns, 3'305'000'000'000);
}

TEST_F(ExchangeTest, keeps_the_year_9999_from_overflowing_the_steady_clock) {
  auto sent = answer(200);
  sent.sent_at = {5'000'000'000};
  TokenResponse response;
  response.expires_at_unix_s = response.lifetime_s = 253'402'300'799;
  const auto token = exchange.token(std::move(response), sent);
  EXPECT_EQ(token.expires_at.ns, std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace azcred
