#include "managed_identity_fixture.h"

namespace azcred::test {
namespace {

constexpr const char* key_path = "/var/opt/azcmagent/tokens/a.key";

class AzureArc : public ManagedIdentity {
 protected:
  static constexpr const char* asked =
      "http://127.0.0.1:40342/metadata/identity/oauth2/token?api-version=2020-06-01&resource=https%3A%2F%2Fvault.azure.net";

  void SetUp() override {
    host->files["/opt/azcmagent/bin/himds"] = "x";
    host->files[key_path] = "canary-key";
  }
  void challenge(const std::string& value) { transport->answer(401, "", {{"WWW-Authenticate", value}}); }
  void challenge() { challenge(std::string("Basic realm=") + key_path); }
};

TEST_F(AzureArc, is_asked_again_with_the_key_that_it_names) {
  challenge();
  answer_token();
  const auto token = acquire();
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->source, "ManagedIdentity/AzureArc");
  const auto seen = transport->seen();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].method, "GET");
  EXPECT_EQ(seen[0].url, asked);
  EXPECT_EQ(seen[0].header("Metadata"), "true");
  EXPECT_EQ(seen[0].header("Authorization"), "");
  EXPECT_EQ(seen[1].url, seen[0].url);
  EXPECT_EQ(seen[1].header("Metadata"), "true");
  EXPECT_EQ(seen[1].header("Authorization"), "Basic canary-key");
}

TEST_F(AzureArc, key_is_sent_without_the_line_end_after_it) {
  for (const auto* content : {"key\n", "key\r\n"}) {
    host->files[key_path] = content;
    transport = std::make_shared<ScriptedTransport>();
    challenge();
    answer_token();
    EXPECT_TRUE(acquire().ok());
    EXPECT_EQ(transport->seen().back().header("Authorization"), "Basic key");
  }
}

TEST_F(AzureArc, path_may_be_in_quotes) {
  challenge(std::string("Basic realm=\"") + key_path + "\"");
  answer_token();
  EXPECT_TRUE(acquire().ok());
}

TEST_F(AzureArc, basic_challenge_may_come_after_another) {
  transport->answer(401, "", {{"WWW-Authenticate", "Negotiate"}, {"www-authenticate", std::string("Basic realm=") + key_path}});
  answer_token();
  EXPECT_TRUE(acquire().ok());
}

TEST_F(AzureArc, is_asked_where_its_variables_say) {
  variable("IDENTITY_ENDPOINT") = "http://localhost:5000/metadata/identity/oauth2/token";
  variable("IMDS_ENDPOINT") = "http://localhost:5000";
  transport->answer(200, token_body());
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(only_request().url.substr(0, 22), "http://localhost:5000/");
}

TEST_F(AzureArc, is_asked_at_its_usual_endpoint_when_only_one_variable_is_set) {
  variable("IDENTITY_ENDPOINT") = "http://localhost:5000/metadata/identity/oauth2/token";
  transport->answer(200, token_body());
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(only_request().url, asked);
}

TEST_F(AzureArc, is_not_asked_on_another_machine) {
  variable("IMDS_ENDPOINT") = "http://10.0.0.1:40342";
  for (const auto* endpoint : {"http://10.0.0.1:40342/", "https://arc.example/", "http://169.254.169.254/"}) {
    variable("IDENTITY_ENDPOINT") = endpoint;
    const auto error = construction_failure();
    EXPECT_EQ(error->status, Status::misconfigured) << endpoint;
    expect_says(error, "IDENTITY_ENDPOINT");
  }
}

TEST_F(AzureArc, may_answer_with_a_token_at_once) {
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(request_count(), 1U);
  EXPECT_TRUE(host->files_read().empty());
}

TEST_F(AzureArc, says_that_the_challenge_is_missing) {
  transport->answer(401, "canary");
  const auto error = failure();
  EXPECT_EQ(error->status, Status::protocol);
  EXPECT_EQ(error->http_status, 401);
  expect_says(error, "without a challenge");
  EXPECT_EQ(request_count(), 1U);
}

TEST_F(AzureArc, reads_and_sends_no_file_but_a_key_of_the_agent) {
  host->files["/etc/shadow"] = "canary";
  host->files["/etc/shadow.key"] = "canary";
  host->files["/var/opt/azcmagent/tokens/a.txt"] = "canary";
  for (const auto* path :
       {"/etc/shadow", "/etc/shadow.key", "/var/opt/azcmagent/tokens/a.txt", "/var/opt/azcmagent/tokens/.key",
        "/var/opt/azcmagent/tokens/../../../../etc/shadow.key", "/var/opt/azcmagent/tokens//a.key", "a.key"}) {
    transport = std::make_shared<ScriptedTransport>();
    challenge(std::string("Basic realm=") + path);
    const auto error = failure();
    EXPECT_EQ(error->status, Status::protocol) << path;
    EXPECT_EQ(request_count(), 1U) << path;
    expect_no_canary(error);
  }
  EXPECT_TRUE(host->files_read().empty());
}

TEST_F(AzureArc, key_file_is_read_by_strict_rules) {
  class RulesHost : public ScriptedHost {
   public:
    FileRules seen;
    Result<Secret, FileFault> read_file(const std::string&, const FileRules& rules) override {
      seen = rules;
      return Secret("key");
    }
  };
  auto rules_host = std::make_shared<RulesHost>();
  rules_host->files = host->files;
  host = rules_host;
  challenge();
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_FALSE(rules_host->seen.follow_links);
  EXPECT_EQ(rules_host->seen.most_bytes, 4'096U);
}

TEST_F(AzureArc, key_file_has_at_most_4096_bytes) {
  host->files[key_path] = std::string(4'096, 'k');
  challenge();
  answer_token();
  EXPECT_TRUE(acquire().ok());

  host->files[key_path] = std::string(4'097, 'k');
  challenge();
  const auto error = failure();
  EXPECT_EQ(error->status, Status::misconfigured);
  EXPECT_EQ(request_count(), 3U);
}

TEST_F(AzureArc, key_file_that_cannot_be_read_is_explained) {
  host->files.erase(key_path);
  for (const auto fault : {FileFault::missing, FileFault::denied, FileFault::not_regular, FileFault::symbolic_link,
                           FileFault::too_large, FileFault::empty, FileFault::no_descriptors, FileFault::unreadable}) {
    host->file_faults[key_path] = fault;
    transport = std::make_shared<ScriptedTransport>();
    challenge();
    const auto error = failure();
    const bool ran_out = fault == FileFault::no_descriptors;
    EXPECT_EQ(error->status, ran_out ? Status::out_of_memory : Status::misconfigured) << static_cast<int>(fault);
    EXPECT_EQ(request_count(), 1U);
    EXPECT_FALSE(error->hint.empty());
    if (fault == FileFault::denied) expect_says(error, "'himds'");
  }
}

TEST_F(AzureArc, key_that_would_inject_a_header_is_not_sent) {
  for (const auto* content : {"canary\r\nX-Evil: 1", "\n", "can ary", "canary\n\n"}) {
    host->files[key_path] = content;
    transport = std::make_shared<ScriptedTransport>();
    challenge();
    const auto error = failure();
    EXPECT_EQ(error->status, Status::protocol);
    EXPECT_EQ(request_count(), 1U);
    expect_no_canary(error);
  }
}

TEST_F(AzureArc, key_that_is_refused_is_not_tried_again) {
  challenge();
  challenge();
  const auto error = failure();
  EXPECT_EQ(error->status, Status::authentication_failed);
  EXPECT_EQ(error->http_status, 401);
  EXPECT_EQ(request_count(), 2U);
  expect_no_canary(error);
}

TEST_F(AzureArc, is_asked_again_after_a_failure_in_either_step) {
  transport->answer(500, "");
  challenge();
  transport->answer(429, "");
  answer_token();
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(request_count(), 4U);
}

TEST_F(AzureArc, forwards_the_selector_in_both_steps) {
  options.resource_id = "/R";
  challenge();
  answer_token(R"(,"mi_res_id":"/r")");
  EXPECT_TRUE(acquire().ok());
  for (const auto& seen : transport->seen()) EXPECT_EQ(seen.url, std::string(asked) + "&msi_res_id=%2FR");
}

TEST_F(AzureArc, token_that_echoes_the_identity_is_taken) {
  options.client_id = "X";
  challenge();
  answer_token(R"(,"client_id":"x")");
  EXPECT_TRUE(acquire().ok());
  EXPECT_EQ(transport->seen().back().url, std::string(asked) + "&client_id=X");

  options = {.object_id = "X"};
  challenge();
  answer_token(R"(,"object_id":"x")");
  EXPECT_TRUE(acquire().ok());
}

TEST_F(AzureArc, token_that_does_not_echo_the_identity_is_thrown_away) {
  options.client_id = "X";
  for (const auto* echo :
       {"", R"(,"client_id":null)", R"(,"client_id":"")", R"(,"object_id":"X")", R"(,"client_id":"canary")"}) {
    transport = std::make_shared<ScriptedTransport>();
    challenge();
    answer_token(echo);
    const auto error = failure();
    EXPECT_EQ(error->status, Status::wrong_identity) << echo;
    expect_no_canary(error);
  }
}

TEST_F(AzureArc, token_that_comes_at_once_must_echo_the_identity_too) {
  options.client_id = "X";
  answer_token();
  EXPECT_EQ(failure()->status, Status::wrong_identity);
}

TEST_F(AzureArc, says_that_the_identity_is_not_assigned) {
  options.client_id = "X";
  options.max_retries = 0;
  challenge();
  transport->answer(404, R"({"error":"identity_not_found","error_description":"canary"})");
  const auto error = failure();
  EXPECT_EQ(error->status, Status::authentication_failed);
  EXPECT_EQ(error->service_code, "identity_not_found");
  expect_says(error, "Assign the identity to this machine in Azure Arc");
}

TEST_F(AzureArc, is_never_unavailable_and_never_probed) {
  request.chained = true;
  options.max_retries = 0;
  transport->fail(TransportFailure::Kind::connect);
  const auto error = failure();
  EXPECT_EQ(error->status, Status::network);
  EXPECT_EQ(only_request().url, asked);
}

}  // namespace
}  // namespace azcred::test
