#include "managed_identity_fixture.h"

namespace azcred::test {
namespace {

class ImdsRetry : public ManagedIdentity {
 protected:
  static constexpr const char* not_found = R"({"error":"invalid_request","error_description":"Identity not found canary"})";
};

TEST_F(ImdsRetry, is_asked_again_while_a_new_identity_spreads) {
  transport->answer(404, not_found);
  transport->answer(404, not_found);
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(request_count(), 3U);
  EXPECT_EQ(host->pauses().size(), 2U);
}

TEST_F(ImdsRetry, is_asked_six_times_at_most) {
  for (const int status : {404, 408, 429, 500, 503, 507, 599}) {
    transport = std::make_shared<ScriptedTransport>();
    transport->otherwise = [=](const Request&, const Limits&) -> Result<Response, TransportFailure> {
      Response response;
      response.status = status;
      return response;
    };
    const auto error = failure();
    EXPECT_EQ(error->status, status == 404 ? Status::authentication_failed : Status::service) << status;
    EXPECT_EQ(error->http_status, status);
    EXPECT_EQ(request_count(), 6U) << status;
  }
}

TEST_F(ImdsRetry, is_not_asked_again_after_a_clear_no) {
  for (const int status : {400, 401, 403, 405, 302}) {
    transport = std::make_shared<ScriptedTransport>();
    transport->otherwise = [=](const Request&, const Limits&) -> Result<Response, TransportFailure> {
      Response response;
      response.status = status;
      return response;
    };
    failure();
    EXPECT_EQ(request_count(), 1U) << status;
  }
}

TEST_F(ImdsRetry, is_asked_again_while_a_young_container_is_not_ready) {
  // Azure/azure-sdk-for-python#25127 does not say under which status the sentence comes.
  for (const int status : {200, 400, 401, 403}) {
    transport = std::make_shared<ScriptedTransport>();
    transport->answer(status, "Received invalid token. Please try again.", {{"Content-Type", "text/plain; charset=utf-8"}});
    answer_token();
    EXPECT_TRUE(acquire().ok()) << status;
    EXPECT_EQ(request_count(), 2U) << status;
  }
}

TEST_F(ImdsRetry, says_that_a_container_which_is_never_ready_may_be_asked_later) {
  options.max_retries = 1;
  for (const int status : {200, 400}) {
    transport = std::make_shared<ScriptedTransport>();
    for (int i = 0; i < 2; ++i) transport->answer(status, "Received invalid token. Please try again.\n");
    const auto error = failure();
    EXPECT_EQ(error->status, Status::service) << status;
    EXPECT_TRUE(error->retryable) << status;
    expect_says(error, "the host is not ready to give tokens yet");
    expect_says(error, "Try again in some seconds");
    EXPECT_EQ(request_count(), 2U) << status;
  }
}

TEST_F(ImdsRetry, is_waited_for_while_it_is_updated) {
  const auto first = host->now();
  transport->otherwise = [=, this](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    Response response;
    response.status = host->now() >= later(first, 65'000) ? 200 : 410;
    if (response.status == 200) response.body = Secret(token_body());
    return response;
  };
  EXPECT_TRUE(acquire().ok());
}

TEST_F(ImdsRetry, waits_as_long_as_it_is_told) {
  transport->answer(503, "", {{"Retry-After", "20"}});
  answer_token();
  const auto before = host->now();
  EXPECT_TRUE(acquire().ok());
  EXPECT_GE(host->now(), later(before, 20'000));
}

TEST_F(ImdsRetry, is_not_waited_for_an_hour) {
  transport->answer(429, "", {{"Retry-After", "3600"}});
  const auto error = failure();
  EXPECT_EQ(error->status, Status::service);
  EXPECT_EQ(error->retry_after_ms, 3'600'000);
  EXPECT_TRUE(error->retryable);
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(ImdsRetry, is_asked_as_often_again_as_the_program_wants) {
  for (const std::uint32_t most : {0U, 1U, 9U}) {
    options.max_retries = most;
    transport = std::make_shared<ScriptedTransport>();
    transport->otherwise = [](const Request&, const Limits&) -> Result<Response, TransportFailure> {
      Response response;
      response.status = 500;
      return response;
    };
    failure();
    EXPECT_EQ(request_count(), most + 1U);
  }
}

TEST_F(ImdsRetry, is_not_waited_for_while_it_is_updated_by_a_program_that_wants_no_retries) {
  options.max_retries = 0;
  transport->answer(410, "");
  EXPECT_EQ(failure()->status, Status::service);
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(ImdsRetry, is_asked_once_for_an_early_refresh) {
  request.single_try = true;
  transport->answer(410, "");
  EXPECT_EQ(failure()->status, Status::service);
  EXPECT_EQ(request_count(), 1U);
}

}  // namespace
}  // namespace azcred::test
