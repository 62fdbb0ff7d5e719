#include "base/guid.h"
#include "managed_identity_fixture.h"

namespace azcred::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Kind = TransportFailure::Kind;

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

TEST_F(Imds, lets_a_chain_go_on_when_the_environment_named_the_identity) {
  options.client_id = "X";
  options.selector_is_explicit = false;
  chain();
  transport->answer(400, not_found);
  EXPECT_EQ(failure()->status, Status::unavailable);

  transport = std::make_shared<ScriptedTransport>();
  request.chained = false;
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

TEST_F(Imds, answer_that_is_not_json_is_unavailable_in_a_chain_and_a_protocol_error_alone) {
  transport->answer(200, "<html>canary sign in</html>", {{"Content-Type", "text/html"}});
  const auto alone = failure();
  EXPECT_EQ(alone->status, Status::protocol);
  expect_no_canary(alone);

  transport = std::make_shared<ScriptedTransport>();
  chain();
  transport->answer(200, "<html>canary sign in</html>", {{"Content-Type", "text/html"}});
  const auto chained = failure();
  EXPECT_EQ(chained->status, Status::unavailable);
  expect_no_canary(chained);
}

TEST_F(Imds, token_that_was_cut_off_is_a_protocol_error_in_a_chain_too) {
  chain();
  transport->answer(200, R"({"access_token":"canary)");
  const auto error = failure();
  EXPECT_EQ(error->status, Status::protocol);
  expect_no_canary(error);
}

TEST_F(Imds, is_asked_again_while_a_new_identity_spreads) {
  transport->answer(404, not_found);
  transport->answer(404, not_found);
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(request_count(), 3U);
  EXPECT_EQ(host->pauses().size(), 2U);
}

TEST_F(Imds, is_asked_six_times_at_most) {
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

TEST_F(Imds, is_not_asked_again_after_a_clear_no) {
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

TEST_F(Imds, is_waited_for_while_it_is_updated) {
  const auto first = host->now();
  transport->otherwise = [=, this](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    Response response;
    response.status = host->now() >= later(first, 65'000) ? 200 : 410;
    if (response.status == 200) response.body = Secret(token_body());
    return response;
  };
  EXPECT_TRUE(acquire().ok());
}

TEST_F(Imds, waits_as_long_as_it_is_told) {
  transport->answer(503, "", {{"Retry-After", "20"}});
  answer_token();
  const auto before = host->now();
  EXPECT_TRUE(acquire().ok());
  EXPECT_GE(host->now(), later(before, 20'000));
}

TEST_F(Imds, is_not_waited_for_an_hour) {
  transport->answer(429, "", {{"Retry-After", "3600"}});
  const auto error = failure();
  EXPECT_EQ(error->status, Status::service);
  EXPECT_EQ(error->retry_after_ms, 3'600'000);
  EXPECT_TRUE(error->retryable);
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(Imds, is_asked_as_often_again_as_the_program_wants) {
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

TEST_F(Imds, is_not_waited_for_while_it_is_updated_by_a_program_that_wants_no_retries) {
  options.max_retries = 0;
  transport->answer(410, "");
  EXPECT_EQ(failure()->status, Status::service);
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(Imds, is_asked_once_for_an_early_refresh) {
  request.single_try = true;
  transport->answer(410, "");
  EXPECT_EQ(failure()->status, Status::service);
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(Imds, behind_a_broken_gateway_is_unavailable_in_a_chain_and_a_service_error_alone) {
  for (const int status : {502, 504}) {
    options.max_retries = 0;
    transport = std::make_shared<ScriptedTransport>();
    request.chained = false;
    transport->answer(status, "");
    EXPECT_EQ(failure()->status, Status::service);

    transport = std::make_shared<ScriptedTransport>();
    chain();
    transport->answer(status, "");
    EXPECT_EQ(failure()->status, Status::unavailable);
  }
}

TEST_F(Imds, alone_is_not_probed_and_absent_at_once_when_it_has_never_answered) {
  transport->fail(Kind::connect);
  const auto error = failure();
  EXPECT_EQ(error->status, Status::unavailable);
  EXPECT_EQ(request_count(), 1U);
  expect_says(error, "'http://169.254.169.254': a scripted failure");
}

TEST_F(Imds, that_has_answered_before_is_tried_again_when_it_cannot_be_reached) {
  auto source = make().value();
  answer_token();
  ASSERT_TRUE(source->acquire(request, {}).ok());
  for (int i = 0; i < 6; ++i) transport->fail(Kind::connect);
  const auto error = source->acquire(request, {}).error();
  EXPECT_EQ(error->status, Status::network);
  EXPECT_TRUE(error->retryable);
  EXPECT_EQ(request_count(), 7U);
}

TEST_F(Imds, in_a_chain_is_probed_by_its_bare_url_first) {
  for (const int status : {200, 400, 404, 500}) {
    transport = std::make_shared<ScriptedTransport>();
    request.chained = true;
    transport->answer(status, "Required metadata header not specified or not correct");
    answer_token();
    EXPECT_TRUE(acquire().ok()) << status;
    const auto seen = transport->seen();
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[0].url, "http://169.254.169.254/metadata/identity/oauth2/token");
    EXPECT_THAT(seen[0].headers, ElementsAre());
    EXPECT_EQ(seen[1].header("Metadata"), "true");
  }
}

TEST_F(Imds, in_a_chain_is_unavailable_when_its_probe_finds_nothing) {
  request.chained = true;
  for (const auto kind : {Kind::connect, Kind::timeout, Kind::interrupted, Kind::malformed}) {
    transport = std::make_shared<ScriptedTransport>();
    transport->fail(kind);
    const auto error = failure();
    EXPECT_EQ(error->status, Status::unavailable);
    EXPECT_EQ(request_count(), 1U);
    expect_says(error, "there is no instance metadata service");
  }
}

TEST_F(Imds, in_a_chain_that_has_nothing_else_is_not_probed) {
  request.chained = true;
  options.probes = false;
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(Imds, is_not_probed_where_a_pod_identity_says_it_is) {
  request.chained = true;
  variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") = "http://localhost:1234";
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(Imds, that_nobody_has_heard_of_and_cannot_be_reached_is_unavailable_in_a_chain) {
  request.chained = true;
  options.max_retries = 0;
  variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") = "http://localhost:1234";
  transport->fail(Kind::connect);
  EXPECT_EQ(failure()->status, Status::unavailable);

  transport->fail(Kind::interrupted);
  EXPECT_EQ(failure()->status, Status::network);
}

TEST_F(Imds, that_answered_its_probe_and_then_nothing_is_a_network_error) {
  options.max_retries = 0;
  chain();
  transport->fail(Kind::connect);
  EXPECT_EQ(failure()->status, Status::network);
}

TEST_F(Imds, probe_that_the_deadline_ends_is_a_timeout) {
  request.chained = true;
  limits.deadline = Deadline::after(host->now(), 100);
  transport->otherwise = [this](const Request&, const Limits& call) -> Result<Response, TransportFailure> {
    host->advance_ms(call.deadline.left_ms(host->now()));
    return TransportFailure{.kind = Kind::timeout, .fact = "it took too long"_t};
  };
  EXPECT_EQ(failure()->status, Status::timeout);
}

TEST_F(Imds, call_that_is_cancelled_says_so) {
  Cancel cancel;
  limits.cancels[0] = &cancel;
  request.chained = true;
  transport->otherwise = [&](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    cancel.trigger();
    return TransportFailure{.kind = Kind::cancelled, .fact = "the call was cancelled"_t};
  };
  EXPECT_EQ(failure()->status, Status::cancelled);
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

}  // namespace
}  // namespace azcred::test
