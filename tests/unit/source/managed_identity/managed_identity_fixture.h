// A scripted machine with a managed identity source on it.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "source/managed_identity/managed_identity.h"
#include "support/scripted_host.h"
#include "support/scripted_transport.h"

namespace azcred::test {

class ManagedIdentity : public testing::Test {
 protected:
  static constexpr const char* vault = "https://vault.azure.net/.default";

  std::shared_ptr<ScriptedHost> host = std::make_shared<ScriptedHost>();
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  ManagedIdentityOptions options;
  TokenRequest request{.scopes = {vault}};
  Limits limits;
  std::vector<std::string> log_lines;

  std::string& variable(const std::string& name) { return host->variables[name]; }

  Result<std::shared_ptr<TokenSource>> make() {
    auto log = std::make_shared<const Log>(LogLevel::debug, [this](LogLevel, std::string_view source, const std::string& line) {
      log_lines.push_back(std::string(source) + ": " + line);
    });
    return make_managed_identity_source(options, host, transport, log);
  }

  /// Makes a source, which must succeed, and asks it once.
  Result<AccessToken> acquire() {
    auto source = make();
    if (!source) {
      ADD_FAILURE() << source.error()->message;
      return source.error();
    }
    return source.value()->acquire(request, limits);
  }

  /// The error of a call that must fail.
  ErrorPtr failure() { return failure_of(acquire()); }
  static ErrorPtr failure_of(const Result<AccessToken>& result) {
    if (!result) return result.error();
    ADD_FAILURE() << "a token came";
    return fail({});
  }
  ErrorPtr construction_failure() {
    auto source = make();
    if (!source) return source.error();
    ADD_FAILURE() << source.value()->name() << " was made";
    return fail({});
  }
  /// The name of the source that is made; the message of the error otherwise.
  std::string chosen() {
    auto source = make();
    return source ? std::string(source.value()->name()) : source.error()->message;
  }

  std::string token_body(const std::string& more = "") const {
    return R"({"access_token":"canary-token","token_type":"Bearer","resource":"https://vault.azure.net","expires_on":")" +
           std::to_string(host->unix_s() + 86'400) + "\"" + more + "}";
  }
  void answer_token(const std::string& more = "") { transport->answer(200, token_body(more)); }

  SeenRequest only_request() const {
    const auto seen = transport->seen();
    EXPECT_EQ(seen.size(), 1U);
    return seen.empty() ? SeenRequest{} : seen.front();
  }
  std::size_t request_count() const { return transport->seen().size(); }

  static void expect_says(const ErrorPtr& error, const std::string& part) {
    EXPECT_THAT(error->message, testing::HasSubstr(part));
  }
  /// No byte of an answer, a file or a secret may be in an error or a log line: all of them hold this word.
  void expect_no_canary(const ErrorPtr& error) const {
    for (const auto& text : {error->message, error->fact.str(), error->hint.str(), error->service_code, error->correlation_id,
                             error->source, error->claims}) {
      EXPECT_THAT(text, testing::Not(testing::HasSubstr("canary")));
    }
    for (const auto& line : log_lines) EXPECT_THAT(line, testing::Not(testing::HasSubstr("canary")));
  }
};

}  // namespace azcred::test
