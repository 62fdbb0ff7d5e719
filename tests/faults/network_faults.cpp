// Rows N: what a network does.
#include <unistd.h>

#include <chrono>

#include "faults/machine_seams.h"
#include "faults/stage.h"

namespace azcred::test {
namespace {

TEST(Faults, N1_connection_refused) {
  on_every_host([](Stage& stage) {
    stage.server().stop();
    const Outcome outcome = stage.fetch();
    // An endpoint that the host announced should be there; the metadata service may simply not exist here.
    EXPECT_EQ(outcome.status, stage.host() == HostKind::imds ? AZCRED_UNAVAILABLE : AZCRED_NETWORK) << outcome.message;
    EXPECT_NE(outcome.message.find("the connection was refused"), std::string::npos) << outcome.message;
  });
}

TEST(Faults, N3_accepts_and_never_answers) {
  on_every_host([](Stage& stage) {
    stage.server().script(never_answers());
    EXPECT_EQ(stage.fetch(200).status, AZCRED_TIMEOUT);
    stage.expect_recovery();
  });
}

TEST(Faults, N4_headers_drip) {
  on_every_host([](Stage& stage) {
    stage.server().script(drips(token_answer()));
    EXPECT_EQ(stage.fetch(200).status, AZCRED_TIMEOUT);
    stage.expect_recovery();
  });
}

TEST(Faults, N5_body_drips) {
  on_every_host([](Stage& stage) {
    stage.server().script([](FaultConnection& connection) {
      const std::string body = token_body();
      connection.read_request();
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
      connection.drip(body, 20);
    });
    EXPECT_EQ(stage.fetch(200).status, AZCRED_TIMEOUT);
    stage.expect_recovery();
  });
}

TEST(Faults, N6_reset_after_the_request) {
  on_every_host([](Stage& stage) {
    stage.server().script(resets_after("", 0));
    const Outcome outcome = stage.fetch();
    EXPECT_EQ(outcome.status, AZCRED_NETWORK) << outcome.message;
    EXPECT_TRUE(outcome.retryable);
    stage.expect_recovery();
  });
}

TEST(Faults, N6_reset_after_the_request_is_tried_again) {
  Stage stage(HostKind::app_service, {.max_retries = 1, .origin = ""});
  stage.server().script({resets_after("", 0), answers(token_answer())});
  EXPECT_EQ(stage.fetch().token, "CANARY-good-token");
}

TEST(Faults, N7_reset_within_the_body) {
  on_every_host([](Stage& stage) {
    const std::string answer = token_answer();
    stage.server().script(resets_after(answer, answer.size() - 5));
    const Outcome outcome = stage.fetch();
    EXPECT_EQ(outcome.status, AZCRED_NETWORK) << outcome.message;
    EXPECT_TRUE(outcome.retryable);
    stage.expect_recovery();
  });
}

TEST(Faults, N8_closed_within_the_body) {
  on_every_host([](Stage& stage) {
    const std::string answer = token_answer();
    stage.server().script(cuts_after(answer, answer.size() - 5));
    const Outcome outcome = stage.fetch();
    EXPECT_EQ(outcome.status, AZCRED_NETWORK) << outcome.message;
    EXPECT_TRUE(outcome.retryable);
    stage.expect_recovery();
  });
}

TEST(Faults, N9_kept_connection_was_closed) {
  on_every_host([](Stage& stage) {
    stage.server().script(answers_once(token_answer()));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(stage.fetch().token, "CANARY-good-token");
  });
}

TEST(Faults, N11_name_server_never_answers) {
  const ProcessState before = ProcessState::now();
  {
    const StuckResolver resolver;
    setenv("IDENTITY_ENDPOINT", "https://stuck.invalid/token", 1);
    setenv("IDENTITY_HEADER", "CANARY-header", 1);
    setenv("IDENTITY_SERVER_THUMBPRINT", "0000000000000000000000000000000000000000", 1);
    const Handle<azcred_credential> credential(azcred_credential_new_managed_identity(nullptr, nullptr));
    for (const char* name : {"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT"}) unsetenv(name);
    ASSERT_NE(credential, nullptr);
    const Handle<azcred_request> request(azcred_request_new("https://vault.azure.net"));
    azcred_request_set_timeout_ms(request.get(), 200);
    azcred_error* error = nullptr;
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(azcred_credential_request_token(credential.get(), request.get(), &error), nullptr);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(1'500));
    EXPECT_EQ(azcred_error_status(error), AZCRED_TIMEOUT) << azcred_error_message(error);
    azcred_error_free(error);
    EXPECT_EQ(resolver.calls(), 1);
  }
  // libcurl's thread lives on until the resolver lets it go, and then takes everything with it.
  expect_unchanged(before);
}

TEST(Faults, F9_no_descriptor_is_left) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "needs a build without sanitizers, which open pipes to look at pointers";
#endif
  on_every_host([](Stage& stage) {
    stage.server().script(answers(token_answer()));
    std::vector<int> fillers;
    for (int filler; (filler = dup(STDOUT_FILENO)) >= 0;) fillers.push_back(filler);
    const Outcome outcome = stage.fetch();
    for (const int filler : fillers) close(filler);
    EXPECT_EQ(outcome.status, AZCRED_OUT_OF_MEMORY) << outcome.message;
    stage.expect_recovery();
  });
}

TEST(Faults, N19_proxies_in_the_environment) {
  FaultServer proxy;
  proxy.script(answers(token_answer("EVIL")));
  const char* const names[] = {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
  for (const char* name : names) setenv(name, proxy.origin().c_str(), 1);
  on_every_host([](Stage& stage) { stage.expect_recovery(); });
  for (const char* name : names) unsetenv(name);
  EXPECT_EQ(proxy.connections(), 0U);
}

TEST(Faults, no_variable_is_read_once_the_credential_is_made) {
  on_every_host([](Stage& stage) {
    stage.expect_recovery();  // libcurl looks at SSLKEYLOGFILE once, when it starts
    const EnvironmentWatch watch;
    EXPECT_EQ(std::getenv("AZCRED_NO_SUCH_VARIABLE"), nullptr);
    stage.expect_recovery();
    EXPECT_EQ(watch.asked_for(), std::vector<std::string>{"AZCRED_NO_SUCH_VARIABLE"});
  });
}

}  // namespace
}  // namespace azcred::test
