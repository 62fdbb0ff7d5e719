#include "credential/default_chain.h"

#include <gtest/gtest.h>

#include "credential/factory.h"
#include "support/scripted_host.h"
#include "support/scripted_transport.h"

namespace azcred {
namespace {

constexpr auto client = "11111111-1111-1111-1111-111111111111";
constexpr auto other = "22222222-2222-2222-2222-222222222222";

class DefaultChain : public testing::Test {
 protected:
  std::shared_ptr<test::ScriptedHost> host = std::make_shared<test::ScriptedHost>();
  std::shared_ptr<test::ScriptedTransport> transport = std::make_shared<test::ScriptedTransport>();
  Options options{.transport = transport, .host = host};

  Result<TokenHandle> get() {
    auto credential = make_default_credential(options);
    if (!credential) return credential.error();
    return credential.value()->get({.scopes = {"https://vault.azure.net/.default"}}, Credential::Wants::fresh, {});
  }
  void answer_with_a_token() { transport->answer(200, R"({"access_token":"token","expires_in":"3600"})"); }
  std::string last_url() const { return transport->seen().back().url; }
};

TEST_F(DefaultChain, asks_whether_imds_is_there_before_it_asks_for_a_token) {
  transport->answer(400, "");
  answer_with_a_token();
  ASSERT_TRUE(get().ok());
  ASSERT_EQ(transport->seen().size(), 2U);
  EXPECT_EQ(transport->seen()[0].url, "http://169.254.169.254/metadata/identity/oauth2/token");
  EXPECT_EQ(transport->seen()[0].header("Metadata"), "");
}

TEST_F(DefaultChain, takes_the_identity_from_AZURE_CLIENT_ID) {
  host->variables = {{"AZURE_CLIENT_ID", client}};
  transport->answer(400, "");
  answer_with_a_token();
  ASSERT_TRUE(get().ok());
  EXPECT_NE(last_url().find(std::string("client_id=") + client), std::string::npos);
}

TEST_F(DefaultChain, an_identity_named_by_the_program_comes_before_AZURE_CLIENT_ID) {
  host->variables = {{"AZURE_CLIENT_ID", client}};
  options.object_id = other;
  transport->answer(400, "");
  answer_with_a_token();
  ASSERT_TRUE(get().ok());
  EXPECT_NE(last_url().find(std::string("object_id=") + other), std::string::npos);
  EXPECT_EQ(last_url().find("client_id="), std::string::npos);
}

TEST_F(DefaultChain, does_not_probe_when_managed_identity_is_all_that_is_wanted) {
  for (const char* spelling : {"ManagedIdentityCredential", "managedidentitycredential", "  MANAGEDIDENTITYCREDENTIAL "}) {
    host->variables = {{"AZURE_TOKEN_CREDENTIALS", spelling}};
    answer_with_a_token();
    ASSERT_TRUE(get().ok());
    EXPECT_NE(last_url().find("api-version=2018-02-01"), std::string::npos);
  }
  EXPECT_EQ(transport->seen().size(), 3U);
}

TEST_F(DefaultChain, keeps_managed_identity_in_production) {
  host->variables = {{"AZURE_TOKEN_CREDENTIALS", "Prod"}};
  transport->answer(400, "");
  answer_with_a_token();
  EXPECT_TRUE(get().ok());
}

TEST_F(DefaultChain, refuses_a_value_of_AZURE_TOKEN_CREDENTIALS_that_names_nothing_here) {
  for (const char* value : {"dev", "AzureCliCredential", "ManagedIdentity", "prod,dev"}) {
    host->variables = {{"AZURE_TOKEN_CREDENTIALS", value}};
    const auto result = get();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error()->status, Status::misconfigured);
    EXPECT_NE(result.error()->message.find(value), std::string::npos);
    EXPECT_NE(result.error()->message.find("ManagedIdentityCredential"), std::string::npos);
  }
  EXPECT_TRUE(transport->seen().empty());
}

TEST_F(DefaultChain, explains_why_nothing_answered) {
  transport->fail(TransportFailure::Kind::connect);
  const auto result = get();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error()->status, Status::unavailable);
  ASSERT_EQ(result.error()->causes.size(), 1U);
  EXPECT_EQ(result.error()->causes[0]->source, "ManagedIdentity/IMDS");
}

TEST_F(DefaultChain, judges_expected_ids_before_anything_else) {
  options.expected_client_id = "me";
  const auto result = get();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error()->status, Status::invalid_argument);
  EXPECT_NE(result.error()->message.find("expected_client_id"), std::string::npos);
  EXPECT_TRUE(transport->seen().empty());
}

}  // namespace
}  // namespace azcred
