#include "managed_identity_fixture.h"

namespace azcred::test {
namespace {

using testing::ElementsAre;
using Kind = TransportFailure::Kind;

class ImdsInChain : public ManagedIdentity {
 protected:
  static constexpr const char* not_found = R"({"error":"invalid_request","error_description":"Identity not found canary"})";

  /// In a chain, with the service found by its probe.
  void chain() {
    request.chained = true;
    transport->answer(400, "");
  }
};

TEST_F(ImdsInChain, lets_a_chain_go_on_when_the_environment_named_the_identity) {
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

TEST_F(ImdsInChain, answer_that_is_not_json_is_unavailable_in_a_chain_and_a_protocol_error_alone) {
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

TEST_F(ImdsInChain, token_that_was_cut_off_is_a_protocol_error_in_a_chain_too) {
  chain();
  transport->answer(200, R"({"access_token":"canary)");
  const auto error = failure();
  EXPECT_EQ(error->status, Status::protocol);
  expect_no_canary(error);
}

TEST_F(ImdsInChain, behind_a_broken_gateway_is_unavailable_in_a_chain_and_a_service_error_alone) {
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

TEST_F(ImdsInChain, is_probed_by_its_bare_url_first) {
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

TEST_F(ImdsInChain, is_unavailable_when_its_probe_finds_nothing) {
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

TEST_F(ImdsInChain, that_has_nothing_else_is_not_probed) {
  request.chained = true;
  options.probes = false;
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(ImdsInChain, is_not_probed_where_a_pod_identity_says_it_is) {
  request.chained = true;
  variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") = "http://localhost:1234";
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(ImdsInChain, that_nobody_has_heard_of_and_cannot_be_reached_is_unavailable_in_a_chain) {
  request.chained = true;
  options.max_retries = 0;
  variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") = "http://localhost:1234";
  transport->fail(Kind::connect);
  EXPECT_EQ(failure()->status, Status::unavailable);

  transport->fail(Kind::interrupted);
  EXPECT_EQ(failure()->status, Status::network);
}

TEST_F(ImdsInChain, that_answered_its_probe_and_then_nothing_is_a_network_error) {
  options.max_retries = 0;
  chain();
  transport->fail(Kind::connect);
  EXPECT_EQ(failure()->status, Status::network);
}

TEST_F(ImdsInChain, probe_that_the_deadline_ends_is_a_timeout) {
  request.chained = true;
  limits.deadline = Deadline::after(host->now(), 100);
  transport->otherwise = [this](const Request&, const Limits& call) -> Result<Response, TransportFailure> {
    host->advance_ms(call.deadline.left_ms(host->now()));
    return TransportFailure{.kind = Kind::timeout, .fact = "it took too long"_t};
  };
  EXPECT_EQ(failure()->status, Status::timeout);
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(ImdsInChain, call_that_is_cancelled_says_so) {
  Cancel cancel;
  limits.cancels[0] = &cancel;
  request.chained = true;
  transport->otherwise = [&](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    cancel.trigger();
    return TransportFailure{.kind = Kind::cancelled, .fact = "the call was cancelled"_t};
  };
  EXPECT_EQ(failure()->status, Status::cancelled);
  EXPECT_EQ(request_count(), 1U);
}

}  // namespace
}  // namespace azcred::test
