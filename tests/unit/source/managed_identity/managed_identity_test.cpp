#include "managed_identity_fixture.h"

namespace azcred::test {
namespace {

TEST_F(ManagedIdentity, is_that_of_the_host_that_is_detected) {
  EXPECT_EQ(chosen(), "ManagedIdentity/IMDS");
  host->files["/opt/azcmagent/bin/himds"] = "x";
  EXPECT_EQ(chosen(), "ManagedIdentity/AzureArc");
  variable("MSI_ENDPOINT") = "http://localhost:2/";
  EXPECT_EQ(chosen(), "ManagedIdentity/CloudShell");
  variable("MSI_SECRET") = "s";
  EXPECT_EQ(chosen(), "ManagedIdentity/AppService2017");
  variable("DEFAULT_IDENTITY_CLIENT_ID") = "11111111-2222-3333-4444-555555555555";
  EXPECT_EQ(chosen(), "ManagedIdentity/AzureML");
  variable("IDENTITY_ENDPOINT") = "http://localhost:1/";
  variable("IDENTITY_HEADER") = "h";
  EXPECT_EQ(chosen(), "ManagedIdentity/AppService");
  variable("IDENTITY_SERVER_THUMBPRINT") = "0123456789abcdef0123456789abcdef01234567";
  EXPECT_EQ(chosen(), "ManagedIdentity/ContainerInstances");
  variable("IDENTITY_ENDPOINT") = "https://localhost:1/";
  EXPECT_EQ(chosen(), "ManagedIdentity/ServiceFabric");
}

TEST_F(ManagedIdentity, asks_only_the_host_that_is_detected) {
  variable("IDENTITY_ENDPOINT") = "http://localhost:1/";
  variable("IDENTITY_HEADER") = "h";
  variable("MSI_ENDPOINT") = "http://localhost:2/";
  variable("MSI_SECRET") = "s";
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(only_request().url.substr(0, 19), "http://localhost:1/");
}

TEST_F(ManagedIdentity, is_named_by_one_selector) {
  options = {.client_id = "a", .resource_id = "/b"};
  const auto error = construction_failure();
  EXPECT_EQ(error->status, Status::invalid_argument);
  EXPECT_EQ(request_count(), 0U);
}

TEST_F(ManagedIdentity, selectors_that_are_junk_are_refused_before_anything_is_sent) {
  for (const auto* junk : {"a b", "a\r\nX: y", "a&resource=b"}) {
    options = {.client_id = junk};
    EXPECT_EQ(construction_failure()->status, Status::invalid_argument);
  }
  EXPECT_EQ(request_count(), 0U);
}

TEST_F(ManagedIdentity, goes_by_the_environment_at_the_time_it_was_made) {
  variable("IDENTITY_ENDPOINT") = "http://localhost:1/";
  variable("IDENTITY_HEADER") = "h1";
  const auto source = make().value();
  variable("IDENTITY_HEADER") = "h2";
  answer_token();
  EXPECT_TRUE(source->acquire(request, limits).ok());
  EXPECT_EQ(only_request().header("X-IDENTITY-HEADER"), "h1");
}

TEST_F(ManagedIdentity, can_do_without_a_log) {
  const auto source = make_managed_identity_source(options, host, transport, nullptr);
  ASSERT_TRUE(source.ok());
  answer_token();
  EXPECT_TRUE(source.value()->acquire(request, limits).ok());
}

TEST_F(ManagedIdentity, says_in_the_log_where_it_asks_and_no_secret) {
  variable("IDENTITY_ENDPOINT") = "http://localhost:1/";
  variable("IDENTITY_HEADER") = "canary-header";
  transport->answer(500, "canary");
  answer_token(R"(,"refresh_token":"canary")");
  EXPECT_TRUE(acquire().ok());
  ASSERT_FALSE(log_lines.empty());
  EXPECT_EQ(log_lines.front(), "ManagedIdentity/AppService: chosen for the system-assigned identity");
  for (const auto& line : log_lines) EXPECT_THAT(line, testing::Not(testing::HasSubstr("canary")));
}

/// Every host, asked for a token that comes in pieces: no piece of it is ever taken for a token or shown.
TEST_F(ManagedIdentity, takes_no_token_that_was_cut_off_on_any_host) {
  const std::map<std::string, std::string, std::less<>> hosts[] = {
      {},
      {{"IDENTITY_ENDPOINT", "http://localhost:1/"}, {"IDENTITY_HEADER", "h"}},
      {{"MSI_ENDPOINT", "http://localhost:1/"}, {"MSI_SECRET", "s"}},
      {{"MSI_ENDPOINT", "http://localhost:1/"}},
      {{"IDENTITY_ENDPOINT", "http://localhost:1/"}, {"IMDS_ENDPOINT", "http://localhost:1/"}},
      {{"IDENTITY_ENDPOINT", "http://localhost:1/"},
       {"IDENTITY_HEADER", "h"},
       {"IDENTITY_SERVER_THUMBPRINT", "0123456789abcdef0123456789abcdef01234567"}},
      {{"IDENTITY_ENDPOINT", "https://localhost:1/"},
       {"IDENTITY_HEADER", "h"},
       {"IDENTITY_SERVER_THUMBPRINT", "0123456789abcdef0123456789abcdef01234567"}},
  };
  const std::string whole = token_body();
  for (const auto& variables : hosts) {
    host->variables = variables;
    const auto source = make().value();
    for (std::size_t size = 0; size < whole.size(); ++size) {
      transport->answer(200, whole.substr(0, size));
      const auto error = failure_of(source->acquire(request, limits));
      EXPECT_EQ(error->status, Status::protocol) << source->name() << " after " << size;
      EXPECT_EQ(error->source, source->name());
      expect_no_canary(error);
    }
    transport->answer(200, whole);
    EXPECT_TRUE(source->acquire(request, limits).ok()) << source->name();
  }
}

}  // namespace
}  // namespace azcred::test
