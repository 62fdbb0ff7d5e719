#include "managed_identity_fixture.h"

namespace azcred::test {
namespace {

constexpr const char* pin = "0123456789abcdef0123456789abcdef01234567";

class ServiceFabric : public ManagedIdentity {
 protected:
  static constexpr const char* endpoint = "https://localhost:2377/metadata/identity/oauth2/token";

  void SetUp() override {
    variable("IDENTITY_ENDPOINT") = endpoint;
    variable("IDENTITY_HEADER") = "canary-header";
    variable("IDENTITY_SERVER_THUMBPRINT") = pin;
  }
  static std::string url_of(const std::string& api_version) {
    return std::string(endpoint) + "?api-version=" + api_version + "&resource=https%3A%2F%2Fvault.azure.net";
  }
};

TEST_F(ServiceFabric, is_asked_over_a_pinned_channel) {
  transport->answer(
      200,
      R"({"token_type":"Bearer","access_token":"canary-token","expires_on":1800003600,"resource":"https://vault.azure.net"})");
  const auto token = acquire();
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->source, "ManagedIdentity/ServiceFabric");
  EXPECT_EQ(token->expires_at_unix_s, 1'800'003'600);
  const auto seen = only_request();
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.url, url_of("2020-05-01"));
  EXPECT_EQ(seen.header("secret"), "canary-header");
  EXPECT_EQ(seen.header("X-IDENTITY-HEADER"), "");
  EXPECT_EQ(seen.pinned_certificate_sha1, pin);
}

TEST_F(ServiceFabric, thumbprint_may_be_written_with_colons_spaces_and_capitals) {
  for (const auto* written :
       {"0123456789ABCDEF0123456789ABCDEF01234567", "01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef:01:23:45:67",
        "01 23 45 67 89 AB CD EF 01 23 45 67 89 ab cd ef 01 23 45 67"}) {
    variable("IDENTITY_SERVER_THUMBPRINT") = written;
    transport = std::make_shared<ScriptedTransport>();
    answer_token();
    EXPECT_TRUE(acquire().ok());
    EXPECT_EQ(only_request().pinned_certificate_sha1, pin);
  }
}

TEST_F(ServiceFabric, thumbprint_that_is_none_is_named) {
  for (const auto* written : {"x", "0123456789abcdef0123456789abcdef0123456", "0123456789abcdef0123456789abcdef012345678",
                              "0123456789abcdef0123456789abcdef0123456g", ":::"}) {
    variable("IDENTITY_SERVER_THUMBPRINT") = written;
    const auto error = construction_failure();
    EXPECT_EQ(error->status, Status::misconfigured) << written;
    expect_says(error, "IDENTITY_SERVER_THUMBPRINT");
  }
}

TEST_F(ServiceFabric, wrong_certificate_is_a_network_error_and_not_tried_again) {
  transport->fail(TransportFailure::Kind::tls);
  const auto error = failure();
  EXPECT_EQ(error->status, Status::network);
  EXPECT_EQ(request_count(), 1U);
  expect_says(error, "IDENTITY_SERVER_THUMBPRINT");
}

TEST_F(ServiceFabric, speaks_the_version_that_the_cluster_names) {
  variable("IDENTITY_API_VERSION") = "2021-01-01";
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(only_request().url, url_of("2021-01-01"));
}

TEST_F(ServiceFabric, falls_back_once_to_the_oldest_version) {
  const auto* too_new = R"({"error":{"code":"InvalidApiVersion","message":"canary","correlationId":"c"}})";
  transport->answer(400, too_new);
  answer_token();
  EXPECT_TRUE(acquire().ok());
  const auto seen = transport->seen();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].url, url_of("2020-05-01"));
  EXPECT_EQ(seen[1].url, url_of("2019-07-01-preview"));

  transport = std::make_shared<ScriptedTransport>();
  transport->answer(400, too_new);
  transport->answer(400, too_new);
  EXPECT_EQ(failure()->service_code, "InvalidApiVersion");
  EXPECT_EQ(request_count(), 2U);

  variable("IDENTITY_API_VERSION") = "2019-07-01-preview";
  transport = std::make_shared<ScriptedTransport>();
  transport->answer(400, too_new);
  EXPECT_EQ(failure()->service_code, "InvalidApiVersion");
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(ServiceFabric, has_no_identity_to_choose) {
  for (const auto& chosen : {ManagedIdentityOptions{.client_id = "X"}, ManagedIdentityOptions{.object_id = "X"},
                             ManagedIdentityOptions{.resource_id = "/x"}}) {
    options = chosen;
    const auto error = construction_failure();
    EXPECT_EQ(error->status, Status::misconfigured);
    expect_says(error, "manifest");
  }
  EXPECT_EQ(request_count(), 0U);
}

TEST_F(ServiceFabric, redirect_is_not_followed) {
  transport->answer(307, "", {{"Location", "https://canary.example/"}});
  EXPECT_EQ(failure()->status, Status::protocol);
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(ServiceFabric, says_which_error_came_and_does_not_ask_again) {
  transport->answer(404, R"({"error":{"code":"ManagedIdentityNotFound","message":"canary","correlationId":"c"}})");
  const auto error = failure();
  EXPECT_EQ(error->status, Status::authentication_failed);
  EXPECT_EQ(error->service_code, "ManagedIdentityNotFound");
  EXPECT_EQ(request_count(), 1U);
  expect_no_canary(error);
}

TEST_F(ServiceFabric, is_asked_again_more_slowly_each_time) {
  transport->answer(429, "");
  transport->answer(429, "");
  answer_token();
  EXPECT_TRUE(acquire().ok());
  const auto pauses = host->pauses();
  ASSERT_EQ(pauses.size(), 2U);
  EXPECT_LE(pauses[0], pauses[1]);
}

}  // namespace
}  // namespace azcred::test
