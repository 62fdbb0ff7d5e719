#include "managed_identity_fixture.h"

namespace azcred::test {
namespace {

class AppService : public ManagedIdentity {
 protected:
  static constexpr const char* asked =
      "http://localhost:4141/MSI/token?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net";
  void SetUp() override {
    variable("IDENTITY_ENDPOINT") = "http://localhost:4141/MSI/token";
    variable("IDENTITY_HEADER") = "canary-header";
  }
  std::string url_with(const ManagedIdentityOptions& chosen) {
    options = chosen;
    transport = std::make_shared<ScriptedTransport>();
    answer_token();
    EXPECT_TRUE(acquire().ok());
    return only_request().url;
  }
};

TEST_F(AppService, is_asked_with_the_header_of_the_host) {
  answer_token();
  const auto token = acquire();
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->source, "ManagedIdentity/AppService");
  const auto seen = only_request();
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.url, asked);
  EXPECT_EQ(seen.header("X-IDENTITY-HEADER"), "canary-header");
  EXPECT_EQ(seen.header("Metadata"), "true");
  EXPECT_EQ(seen.header("secret"), "");
  EXPECT_EQ(seen.headers.size(), 2U);
}

TEST_F(AppService, is_sent_exactly_one_selector_in_its_own_spelling) {
  EXPECT_EQ(url_with({.client_id = "X"}), std::string(asked) + "&client_id=X");
  EXPECT_EQ(url_with({.object_id = "X"}), std::string(asked) + "&principal_id=X");
  EXPECT_EQ(url_with({.resource_id = "/r"}), std::string(asked) + "&mi_res_id=%2Fr");
}

TEST_F(AppService, keeps_the_query_of_its_endpoint_and_repeats_nothing_of_it) {
  variable("IDENTITY_ENDPOINT") = "http://127.0.0.1:4141/msi/token/?api-version=2018-01-01&tenant=t";
  EXPECT_EQ(url_with({}),
            "http://127.0.0.1:4141/msi/token/?tenant=t&api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net");
}

TEST_F(AppService, token_is_refreshed_at_half_of_its_life) {
  answer_token(R"(,"client_id":"c")");
  const auto token = acquire();
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->expires_at_unix_s, host->unix_s() + 86'400);
  EXPECT_EQ(token->refresh_at_unix_s, host->unix_s() + 43'200);
}

TEST_F(AppService, is_asked_again_after_a_failure_of_the_service) {
  for (const int status : {408, 429, 500, 502, 503, 504}) {
    transport = std::make_shared<ScriptedTransport>();
    transport->answer(status, "");
    answer_token();
    EXPECT_TRUE(acquire().ok()) << status;
    EXPECT_EQ(request_count(), 2U) << status;
    EXPECT_GE(host->pauses().back(), 500);
  }
}

TEST_F(AppService, is_given_up_after_four_tries) {
  transport->otherwise = [](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    Response response;
    response.status = 500;
    return response;
  };
  EXPECT_EQ(failure()->status, Status::service);
  EXPECT_EQ(request_count(), 4U);
}

TEST_F(AppService, is_not_asked_again_after_a_clear_no) {
  for (const int status : {400, 401, 403, 404, 405, 410, 507}) {
    transport = std::make_shared<ScriptedTransport>();
    transport->answer(status, "");
    failure();
    EXPECT_EQ(request_count(), 1U) << status;
  }
}

TEST_F(AppService, without_the_identity_says_what_to_assign) {
  transport->answer(400, R"({"statusCode":400,"message":"Unable to load the proper Managed Identity. canary",)"
                         R"("correlationId":"9d1b2c3a-0000-4abc-8def-0123456789ab"})");
  const auto error = failure();
  EXPECT_EQ(error->status, Status::authentication_failed);
  EXPECT_EQ(error->correlation_id, "9d1b2c3a-0000-4abc-8def-0123456789ab");
  expect_says(error, "Assign the identity to the app");
  expect_no_canary(error);
}

TEST_F(AppService, is_never_unavailable) {
  request.chained = true;
  for (const int status : {400, 403, 404}) {
    transport = std::make_shared<ScriptedTransport>();
    transport->answer(status, "unreachable");
    EXPECT_EQ(failure()->status, Status::authentication_failed) << status;
  }
  options.max_retries = 0;
  transport->fail(TransportFailure::Kind::connect);
  EXPECT_EQ(failure()->status, Status::network);
  transport->answer(200, "<html>");
  EXPECT_EQ(failure()->status, Status::protocol);
}

TEST_F(AppService, is_not_probed) {
  request.chained = true;
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(AppService, endpoint_that_is_wrong_is_named) {
  for (const auto* endpoint : {"not a url", "http://evil.example/MSI/token", "ftp://localhost/"}) {
    variable("IDENTITY_ENDPOINT") = endpoint;
    const auto error = construction_failure();
    EXPECT_EQ(error->status, Status::misconfigured);
    expect_says(error, "ManagedIdentity/AppService: IDENTITY_ENDPOINT");
  }
  EXPECT_EQ(request_count(), 0U);
}

TEST_F(AppService, header_that_would_inject_another_is_named) {
  variable("IDENTITY_HEADER") = "canary\r\nX-Evil: 1";
  const auto error = construction_failure();
  EXPECT_EQ(error->status, Status::misconfigured);
  expect_says(error, "IDENTITY_HEADER");
  expect_no_canary(error);
}

TEST_F(AppService, token_for_another_identity_is_thrown_away) {
  options.client_id = "X";
  answer_token(R"(,"client_id":"canary-other")");
  const auto error = failure();
  EXPECT_EQ(error->status, Status::wrong_identity);
  expect_no_canary(error);
}

TEST_F(AppService, token_that_echoes_the_identity_in_another_case_is_taken) {
  options.client_id = "ABC";
  answer_token(R"(,"client_id":"abc")");
  EXPECT_TRUE(acquire().ok());
}

TEST_F(AppService, token_for_another_resource_is_thrown_away) {
  request.scopes = {"https://storage.azure.com/.default"};
  answer_token();
  const auto error = failure();
  EXPECT_EQ(error->status, Status::protocol);
  expect_says(error, "'https://storage.azure.com'");
}

}  // namespace
}  // namespace azcred::test
