#include "managed_identity_fixture.h"

namespace azcred::test {
namespace {

class ContainerInstances : public ManagedIdentity {
 protected:
  static constexpr const char* endpoint = "http://10.92.0.4:2377/metadata/identity/oauth2/token?api-version=2019-07-01-preview";

  void SetUp() override {
    variable("IDENTITY_ENDPOINT") = endpoint;
    variable("IDENTITY_HEADER") = "canary-header";
    variable("IDENTITY_SERVER_THUMBPRINT") = "0123456789abcdef0123456789abcdef01234567";
  }
};

TEST_F(ContainerInstances, are_asked_with_the_query_that_their_endpoint_carries) {
  answer_token();
  const auto token = acquire();
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->source, "ManagedIdentity/ContainerInstances");
  const auto seen = only_request();
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.url, std::string(endpoint) + "&resource=https%3A%2F%2Fvault.azure.net");
  EXPECT_EQ(seen.header("secret"), "canary-header");
  EXPECT_EQ(seen.header("X-IDENTITY-HEADER"), "");
  EXPECT_EQ(seen.pinned_certificate_sha1, "");
}

TEST_F(ContainerInstances, know_an_identity_by_its_object_id) {
  options.object_id = "X";
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(only_request().url, std::string(endpoint) + "&resource=https%3A%2F%2Fvault.azure.net&principalId=X");
}

TEST_F(ContainerInstances, cannot_choose_by_any_other_id) {
  for (const auto& chosen : {ManagedIdentityOptions{.client_id = "X"}, ManagedIdentityOptions{.resource_id = "/x"}}) {
    options = chosen;
    const auto error = construction_failure();
    EXPECT_EQ(error->status, Status::misconfigured);
    expect_says(error, "object id");
  }
  EXPECT_EQ(request_count(), 0U);
}

TEST_F(ContainerInstances, say_that_there_is_no_system_assigned_identity) {
  transport->answer(404,
                    R"({"error":{"code":"DefaultIdentityNotDefined","message":"DefaultIdentityNotDefined ","details":[]}})");
  const auto error = failure();
  EXPECT_EQ(error->status, Status::authentication_failed);
  EXPECT_EQ(error->service_code, "DefaultIdentityNotDefined");
  expect_says(error, "system-assigned identity of the container group");
}

}  // namespace
}  // namespace azcred::test
