#include "managed_identity_fixture.h"

namespace azcred::test {
namespace {

constexpr const char* default_id = "11111111-2222-3333-4444-555555555555";
constexpr const char* other_id = "99999999-2222-3333-4444-555555555555";

class AppService2017 : public ManagedIdentity {
 protected:
  static constexpr const char* asked =
      "http://127.0.0.1:41741/MSI/token/?api-version=2017-09-01&resource=https%3A%2F%2Fvault.azure.net";
  void SetUp() override {
    variable("MSI_ENDPOINT") = "http://127.0.0.1:41741/MSI/token/";
    variable("MSI_SECRET") = "canary-secret";
  }
  std::int64_t expiry_of(const std::string& expires_on) {
    transport->answer(200, R"({"access_token":"canary-token","token_type":"Bearer","expires_on":)" + expires_on + "}");
    const auto token = acquire();
    return token ? token->expires_at_unix_s : -1;
  }
};
using AzureMachineLearning = AppService2017;

TEST_F(AppService2017, is_asked_without_a_client_id_for_the_system_assigned_identity) {
  answer_token();
  const auto token = acquire();
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->source, "ManagedIdentity/AppService2017");
  const auto seen = only_request();
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.url, asked);
  EXPECT_EQ(seen.header("secret"), "canary-secret");
  EXPECT_EQ(seen.header("X-IDENTITY-HEADER"), "");
  EXPECT_EQ(seen.header("Metadata"), "true");
}

TEST_F(AppService2017, knows_a_client_id_without_an_underscore) {
  options.client_id = "X";
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(only_request().url, std::string(asked) + "&clientid=X");
}

TEST_F(AppService2017, cannot_choose_by_any_other_id) {
  for (const auto& chosen : {ManagedIdentityOptions{.object_id = "X"}, ManagedIdentityOptions{.resource_id = "/x"}}) {
    options = chosen;
    const auto error = construction_failure();
    EXPECT_EQ(error->status, Status::misconfigured);
    expect_says(error, "Name the identity by its client id");
  }
  EXPECT_EQ(request_count(), 0U);
}

TEST_F(AppService2017, writes_dates_in_many_ways) {
  host->set_unix_s(1'500'000'000);
  EXPECT_EQ(expiry_of("1999999999"), 1'999'999'999);
  EXPECT_EQ(expiry_of("\"1999999999\""), 1'999'999'999);
  EXPECT_EQ(expiry_of("\"10/25/2022 11:59:59 AM +00:00\""), 1'666'699'199);
  EXPECT_EQ(expiry_of("\"10/25/2022 12:00:00 AM +00:00\""), 1'666'656'000);
  EXPECT_EQ(expiry_of("\"10/25/2022 12:00:00 PM +00:00\""), 1'666'699'200);
  EXPECT_EQ(expiry_of("\"1/16/2020 5:24:12 AM +00:00\""), 1'579'152'252);
  EXPECT_EQ(expiry_of("\"06/19/2019 23:42:01 +00:00\""), 1'560'987'721);
}

TEST_F(AppService2017, token_that_has_expired_is_not_taken) {
  transport->answer(200, R"({"access_token":"canary","expires_on":"10/25/2022 12:00:00 AM +00:00"})");
  EXPECT_EQ(failure()->status, Status::protocol);
}

TEST_F(AzureMachineLearning, is_always_sent_the_client_id_of_the_compute) {
  variable("DEFAULT_IDENTITY_CLIENT_ID") = default_id;
  answer_token();
  const auto token = acquire();
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->source, "ManagedIdentity/AzureML");
  EXPECT_EQ(only_request().url, std::string(asked) + "&clientid=" + default_id);
}

TEST_F(AzureMachineLearning, is_sent_the_named_client_id_once_in_its_place) {
  variable("DEFAULT_IDENTITY_CLIENT_ID") = default_id;
  options.client_id = other_id;
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(only_request().url, std::string(asked) + "&clientid=" + other_id);
}

TEST_F(AzureMachineLearning, without_an_identity_would_give_a_token_of_the_user_and_is_not_asked) {
  variable("DEFAULT_IDENTITY_CLIENT_ID") = "clientid";
  const auto error = construction_failure();
  EXPECT_EQ(error->status, Status::misconfigured);
  expect_says(error, "ManagedIdentity/AzureML: DEFAULT_IDENTITY_CLIENT_ID is not a GUID");
  EXPECT_EQ(request_count(), 0U);
}

TEST_F(AzureMachineLearning, is_not_sent_a_client_id_that_is_no_guid) {
  variable("DEFAULT_IDENTITY_CLIENT_ID") = default_id;
  options.client_id = "my-identity";
  const auto error = construction_failure();
  EXPECT_EQ(error->status, Status::misconfigured);
  expect_says(error, "'my-identity'");
}

TEST_F(AzureMachineLearning, needs_no_default_when_an_identity_is_named) {
  variable("DEFAULT_IDENTITY_CLIENT_ID") = "clientid";
  options.client_id = other_id;
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(only_request().url, std::string(asked) + "&clientid=" + other_id);
}

TEST_F(AppService2017, endpoint_or_secret_that_is_wrong_is_named) {
  variable("MSI_ENDPOINT") = "http://evil.example/";
  expect_says(construction_failure(), "MSI_ENDPOINT");
  variable("MSI_ENDPOINT") = "http://localhost:1/";
  variable("MSI_SECRET") = "can\nary";
  const auto error = construction_failure();
  EXPECT_EQ(error->status, Status::misconfigured);
  expect_says(error, "MSI_SECRET");
}

}  // namespace
}  // namespace azcred::test
