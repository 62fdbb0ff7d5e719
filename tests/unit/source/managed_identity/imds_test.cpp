#include "base/guid.h"
#include "managed_identity_fixture.h"

namespace azcred::test {
namespace {

constexpr const char* base = "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=";

class Imds : public ManagedIdentity {
 protected:
  static constexpr const char* not_found = R"({"error":"invalid_request","error_description":"Identity not found canary"})";

  /// In a chain, with the service found by its probe.
  void chain() {
    request.chained = true;
    transport->answer(400, "");
  }
};

TEST_F(Imds, is_asked_for_the_system_assigned_identity_without_a_selector) {
  answer_token();
  const auto token = acquire();
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->value.reveal(), "canary-token");
  EXPECT_EQ(token->source, "ManagedIdentity/IMDS");
  const auto seen = only_request();
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.url, std::string(base) + "https%3A%2F%2Fvault.azure.net");
  EXPECT_EQ(seen.header("Metadata"), "true");
  EXPECT_EQ(seen.body, "");
}

TEST_F(Imds, is_sent_exactly_one_selector) {
  const auto url_with = [this](const ManagedIdentityOptions& chosen) {
    options = chosen;
    transport = std::make_shared<ScriptedTransport>();
    answer_token();
    EXPECT_TRUE(acquire().ok());
    return only_request().url;
  };
  const std::string asked = std::string(base) + "https%3A%2F%2Fvault.azure.net";
  EXPECT_EQ(url_with({.client_id = "X"}), asked + "&client_id=X");
  EXPECT_EQ(url_with({.object_id = "X"}), asked + "&object_id=X");
  EXPECT_EQ(url_with({.resource_id = "/s"}), asked + "&msi_res_id=%2Fs");
}

TEST_F(Imds, is_sent_a_resource_id_under_the_name_that_containers_know) {
  options.resource_id = "/subscriptions/s/resourceGroups/g(1)&x=y";
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(only_request().url, std::string(base) +
                                    "https%3A%2F%2Fvault.azure.net&msi_res_id="
                                    "%2Fsubscriptions%2Fs%2FresourceGroups%2Fg%281%29%26x%3Dy");
}

TEST_F(Imds, is_sent_a_fresh_request_id_each_time) {
  answer_token();
  answer_token();
  const auto source = make().value();
  EXPECT_TRUE(source->acquire(request, limits).ok());
  EXPECT_TRUE(source->acquire(request, limits).ok());
  const auto seen = transport->seen();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_TRUE(is_guid(seen[0].header("x-ms-client-request-id")));
  EXPECT_NE(seen[0].header("x-ms-client-request-id"), seen[1].header("x-ms-client-request-id"));
}

TEST_F(Imds, is_sent_no_other_header) {
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(only_request().headers.size(), 2U);
}

TEST_F(Imds, moves_to_where_a_pod_identity_says) {
  for (const auto* authority : {"http://localhost:1234", "http://localhost:1234/", "http://localhost:1234//",
                                "http://localhost:1234/foo?x=1", "http://LOCALHOST:1234/metadata"}) {
    variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") = authority;
    transport = std::make_shared<ScriptedTransport>();
    answer_token();
    EXPECT_TRUE(acquire().ok());
    EXPECT_EQ(
        only_request().url,
        "http://localhost:1234/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net")
        << authority;
  }
}

TEST_F(Imds, is_not_asked_at_an_override_that_is_wrong) {
  for (const auto* authority :
       {"localhost:1234", "evil.example", "http://evil.example", "http://user@localhost", "ftp://localhost"}) {
    variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") = authority;
    const auto error = construction_failure();
    EXPECT_EQ(error->status, Status::misconfigured) << authority;
    expect_says(error, "AZURE_POD_IDENTITY_AUTHORITY_HOST");
  }
  EXPECT_EQ(request_count(), 0U);
}

TEST_F(Imds, redirects_are_not_followed) {
  for (const int status : {301, 302, 303, 307, 308}) {
    transport = std::make_shared<ScriptedTransport>();
    transport->answer(status, "", {{"Location", "http://canary.example/"}});
    const auto error = failure();
    EXPECT_EQ(error->status, Status::protocol);
    EXPECT_EQ(error->http_status, status);
    EXPECT_EQ(request_count(), 1U);
    expect_no_canary(error);
  }
}

TEST_F(Imds, takes_no_success_but_200) {
  for (const int status : {201, 202, 204, 206, 304, 999}) {
    transport = std::make_shared<ScriptedTransport>();
    transport->answer(status, token_body());
    EXPECT_EQ(failure()->status, Status::protocol) << status;
  }
}

TEST_F(Imds, without_an_identity_is_unavailable) {
  transport->answer(400, not_found);
  const auto error = failure();
  EXPECT_EQ(error->status, Status::unavailable);
  EXPECT_EQ(error->service_code, "invalid_request");
  EXPECT_EQ(error->http_status, 400);
  EXPECT_EQ(request_count(), 1U);
  expect_says(error, "ManagedIdentity/IMDS: the managed identity asked for does not exist here");
  expect_no_canary(error);
}

TEST_F(Imds, with_several_identities_says_that_one_must_be_named) {
  transport->answer(400,
                    R"({"error":"invalid_request","error_description":"Multiple user assigned identities exist, please"})");
  const auto error = failure();
  EXPECT_EQ(error->status, Status::authentication_failed);
  expect_says(error, "several user-assigned identities");
  expect_says(error, "AZURE_CLIENT_ID");
}

TEST_F(Imds, says_no_to_an_identity_that_the_program_named) {
  options.client_id = "X";
  transport->answer(400, not_found);
  EXPECT_EQ(failure()->status, Status::authentication_failed);
  EXPECT_EQ(request_count(), 1U);

  transport = std::make_shared<ScriptedTransport>();
  chain();
  transport->answer(400, not_found);
  EXPECT_EQ(failure()->status, Status::authentication_failed);
}

TEST_F(Imds, says_no_to_an_unknown_resource_whoever_asks) {
  for (const bool chained : {false, true}) {
    transport = std::make_shared<ScriptedTransport>();
    if (chained) chain();
    transport->answer(400, R"({"error":"invalid_resource","error_description":"AADSTS500011: canary"})");
    const auto error = failure();
    EXPECT_EQ(error->status, Status::authentication_failed);
    EXPECT_EQ(error->aadsts, 500011);
    EXPECT_EQ(error->service_code, "invalid_resource");
    expect_no_canary(error);
  }
}

TEST_F(Imds, is_unavailable_behind_docker_desktop) {
  for (const bool in_reason : {false, true}) {
    const std::string words = "connecting to 169.254.169.254:80: connectex: ... unreachable network canary";
    transport = std::make_shared<ScriptedTransport>();
    transport->answers.push_back([=](const Request&, const Limits&) -> Result<Response, TransportFailure> {
      Response response;
      response.status = 403;
      if (in_reason) response.reason = words;
      if (!in_reason) response.body = Secret(words);
      return response;
    });
    const auto error = failure();
    EXPECT_EQ(error->status, Status::unavailable);
    expect_no_canary(error);
  }
}

TEST_F(Imds, says_no_with_any_other_403_and_with_401) {
  for (const int status : {401, 403}) {
    transport = std::make_shared<ScriptedTransport>();
    transport->answer(status, R"({"error":"access_denied"})");
    const auto error = failure();
    EXPECT_EQ(error->status, Status::authentication_failed);
    EXPECT_EQ(error->service_code, "access_denied");
    EXPECT_EQ(request_count(), 1U);
  }
}

TEST_F(Imds, scope_is_judged_before_anything_is_sent) {
  request.scopes = {"https://a", "https://b"};
  const auto error = failure();
  EXPECT_EQ(error->status, Status::invalid_argument);
  expect_says(error, "ManagedIdentity/IMDS: ");
  EXPECT_EQ(request_count(), 0U);
}

TEST_F(Imds, stand_in_of_workload_identity_is_understood) {
  transport->answer(200,
                    R"({"access_token":"canary-token","expires_in":3590,"expires_on":"1800003590","token_type":"Bearer"})");
  const auto token = acquire();
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->expires_at_unix_s, 1'800'003'590);

  transport->answer(400, "failed to acquire token: AADSTS700016: canary");
  const auto error = failure();
  EXPECT_EQ(error->aadsts, 700016);
  expect_no_canary(error);
}

TEST_F(Imds, token_for_another_identity_is_thrown_away) {
  options.client_id = "X";
  answer_token(R"(,"client_id":"canary-other")");
  const auto error = failure();
  EXPECT_EQ(error->status, Status::wrong_identity);
  expect_no_canary(error);
}

TEST_F(Imds, token_without_an_echo_is_taken) {
  options.client_id = "X";
  answer_token();
  EXPECT_TRUE(acquire().ok());
}

TEST_F(Imds, secrets_of_answers_are_in_no_error) {
  for (const auto* body : {R"({"access_token":"canary","expires_in":0})", R"({"access_token":"can ary","expires_in":3600})",
                           R"({"error":"canary","error_description":"canary"})", "canary", R"({"x":"canary"})"}) {
    for (const int status : {200, 400, 401, 403}) {
      transport = std::make_shared<ScriptedTransport>();
      transport->answer(status, body, {{"x-correlation-id", "canary"}});
      expect_no_canary(failure());
    }
  }
}

TEST_F(Imds, token_says_when_to_come_again_on_both_clocks) {
  answer_token();
  const auto token = acquire();
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->expires_at_unix_s, host->unix_s() + 86'400);
  EXPECT_EQ(token->refresh_at_unix_s, host->unix_s() + 43'200);
  EXPECT_EQ(token->expires_at, later(host->now(), 86'400'000));
  EXPECT_EQ(token->refresh_at, later(host->now(), 43'200'000));
}

TEST_F(Imds, alone_is_not_probed_and_absent_at_once_when_it_has_never_answered) {
  transport->fail(TransportFailure::Kind::connect);
  const auto error = failure();
  EXPECT_EQ(error->status, Status::unavailable);
  EXPECT_EQ(request_count(), 1U);
  expect_says(error, "'http://169.254.169.254': a scripted failure");
}

TEST_F(Imds, that_has_answered_before_is_tried_again_when_it_cannot_be_reached) {
  auto source = make().value();
  answer_token();
  ASSERT_TRUE(source->acquire(request, {}).ok());
  for (int i = 0; i < 6; ++i) transport->fail(TransportFailure::Kind::connect);
  const auto error = source->acquire(request, {}).error();
  EXPECT_EQ(error->status, Status::network);
  EXPECT_TRUE(error->retryable);
  EXPECT_EQ(request_count(), 7U);
}

}  // namespace
}  // namespace azcred::test
