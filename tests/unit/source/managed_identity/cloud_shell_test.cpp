#include "managed_identity_fixture.h"

namespace azcred::test {
namespace {

class CloudShell : public ManagedIdentity {
 protected:
  void SetUp() override { variable("MSI_ENDPOINT") = "http://localhost:50342/oauth2/token"; }
};

TEST_F(CloudShell, is_posted_the_resource_as_a_form) {
  answer_token();
  const auto token = acquire();
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->source, "ManagedIdentity/CloudShell");
  const auto seen = only_request();
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.url, "http://localhost:50342/oauth2/token");
  EXPECT_EQ(seen.body, "resource=https%3A%2F%2Fvault.azure.net");
  EXPECT_EQ(seen.header("Metadata"), "true");
  EXPECT_EQ(seen.header("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(seen.headers.size(), 2U);
}

TEST_F(CloudShell, has_no_identity_to_choose) {
  for (const auto& chosen : {ManagedIdentityOptions{.client_id = "X"}, ManagedIdentityOptions{.object_id = "X"},
                             ManagedIdentityOptions{.resource_id = "/x"}}) {
    options = chosen;
    const auto error = construction_failure();
    EXPECT_EQ(error->status, Status::misconfigured);
    expect_says(error, "signed-in user");
  }
  EXPECT_EQ(request_count(), 0U);
}

TEST_F(CloudShell, says_that_a_resource_is_not_on_its_list) {
  transport->answer(
      400, R"({"error":{"code":"AudienceNotSupported","message":"Audience canary is not a supported MSI token audience."}})");
  const auto error = failure();
  EXPECT_EQ(error->status, Status::authentication_failed);
  EXPECT_EQ(error->service_code, "AudienceNotSupported");
  expect_says(error, "AudienceNotSupported");
  expect_says(error, "slash");
  expect_no_canary(error);
}

TEST_F(CloudShell, token_for_another_audience_is_thrown_away) {
  transport->answer(200, R"({"access_token":"canary","expires_in":"3600","resource":"https://management.core.windows.net/"})");
  EXPECT_EQ(failure()->status, Status::protocol);
}

TEST_F(CloudShell, may_answer_with_the_resource_that_an_application_id_stands_for) {
  request.scopes = {"2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default"};
  transport->answer(200, R"({"access_token":"canary","expires_in":"3600","resource":"https://databricks.azure.net"})");
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(only_request().body, "resource=2ff814a6-3304-4ab8-85cb-cd0e6f879c1d");
}

TEST_F(CloudShell, may_answer_with_or_without_a_trailing_slash) {
  transport->answer(200, R"({"access_token":"canary","expires_in":"3600","resource":"https://VAULT.azure.net/"})");
  EXPECT_TRUE(acquire().ok());
}

TEST_F(CloudShell, endpoint_that_is_wrong_is_named) {
  variable("MSI_ENDPOINT") = "http://evil.example/";
  const auto error = construction_failure();
  EXPECT_EQ(error->status, Status::misconfigured);
  expect_says(error, "MSI_ENDPOINT");
}

}  // namespace
}  // namespace azcred::test
