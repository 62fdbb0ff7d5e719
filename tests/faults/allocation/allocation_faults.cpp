// Rows M1 and M2: every allocation of every scenario fails, alone and with all that follow.
#include <azcred/azcred.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "faults/allocation/failing_allocator.h"
#include "faults/child.h"
#include "faults/stage.h"

namespace azcred::test {
namespace {

/// A server in a process of its own, whose allocations are none of this one's.
class DistantServer {
 public:
  DistantServer(bool tls, const std::string& answer) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    child_ = start_child([&] {
      const TestCertificate certificate;
      FaultServer server(tls ? certificate.channel() : FaultChannelFactory());
      server.script(answers(answer));
      const std::string facts = server.url() + " " + certificate.sha1();
      if (write(ends[1], facts.data(), facts.size()) < 0) return 1;
      for (;;) pause();
    });
    close(ends[1]);
    char facts[256] = "";
    EXPECT_GT(read(ends[0], facts, sizeof facts - 1), 0);
    close(ends[0]);
    const std::string line(facts);
    url = line.substr(0, line.find(' '));
    sha1 = line.substr(url.size() + 1);
  }
  ~DistantServer() {
    kill(child_, SIGKILL);
    join_child(child_);
  }
  std::string url, sha1;

 private:
  pid_t child_;
};

/// Runs once with an allocator that may fail at any point; what it ended with.
using Scenario = std::function<azcred_status()>;

azcred_status status_and_free(azcred_error* error) {
  const azcred_status status = azcred_error_status(error);
  EXPECT_STRNE(azcred_error_message(error), nullptr);
  azcred_error_free(error);
  return status;
}

azcred_status fetch(azcred_credential* credential) {
  azcred_error* error = nullptr;
  azcred_request* const request = azcred_request_new("https://vault.azure.net/.default");
  azcred_request_set_timeout_ms(request, 1'000);
  azcred_request_set_force_refresh(request, 1);
  azcred_token* const token = azcred_credential_request_token(credential, request, &error);
  azcred_request_free(request);
  azcred_token_free(token);
  return token != nullptr ? AZCRED_OK : status_and_free(error);
}

/// Everything from the options to the token.
azcred_status whole_life() {
  azcred_error* error = nullptr;
  azcred_options* const options = azcred_options_new();
  azcred_options_set_max_retries(options, 0);
  azcred_options_set_client_id(options, "");
  azcred_credential* const credential = azcred_credential_new_managed_identity(options, &error);
  azcred_options_free(options);
  if (credential == nullptr) return status_and_free(error);
  const azcred_status status = fetch(credential);
  azcred_credential_free(credential);
  return status;
}

azcred_status chain_of_two() {
  azcred_error* error = nullptr;
  azcred_credential* const first = azcred_credential_new_managed_identity(nullptr, &error);
  azcred_credential* const second = azcred_credential_new_default(nullptr, &error);
  azcred_chain* const chain = azcred_chain_new();
  azcred_chain_append(chain, first);
  azcred_chain_append(chain, second);
  azcred_credential* const credential = azcred_credential_new_chain(chain, nullptr, &error);
  azcred_chain_free(chain);
  azcred_credential_free(first);
  azcred_credential_free(second);
  azcred_token* const token = azcred_credential_get_token(credential, "https://vault.azure.net/.default", &error);
  azcred_token_free(token);
  azcred_credential_free(credential);
  return token != nullptr ? AZCRED_OK : status_and_free(error);
}

struct Tally {
  std::int64_t points = 0;
  std::set<azcred_status> statuses;
  std::int64_t growth = 0;
};

/// The scenario with the first allocation failing, then the second, and so on until none is left to fail.
Tally exhaust(const Scenario& scenario, Failing failing) {
  Tally tally;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(scenario(), AZCRED_OK);  // what is made once is made now
  const std::int64_t before = live_blocks();
  for (std::int64_t number = 1;; ++number) {
    fail_allocation(number, failing);
    const azcred_status status = scenario();
    const bool failed = stop_failing();
    if (!failed) break;
    tally.statuses.insert(status);
    tally.points = number;
    if (number % 50 != 0) continue;
    EXPECT_EQ(scenario(), AZCRED_OK) << "works again after allocation " << number;
  }
  EXPECT_EQ(scenario(), AZCRED_OK);
  tally.growth = live_blocks() - before;
  return tally;
}

void expect_no_memory_or_ok(const Scenario& scenario) {
  for (const Failing failing : {Failing::once, Failing::from_then_on}) {
    SCOPED_TRACE(failing == Failing::once ? "M1 once" : "M2 from then on");
    const Tally tally = exhaust(scenario, failing);
    EXPECT_GT(tally.points, 20);
    for (const azcred_status status : tally.statuses) {
      EXPECT_TRUE(status == AZCRED_OK || status == AZCRED_OUT_OF_MEMORY) << azcred_status_name(status);
    }
    EXPECT_LE(tally.growth, 8);
    testing::Test::RecordProperty("points", std::to_string(tally.points));
  }
}

class Announced {
 public:
  explicit Announced(const DistantServer& server, bool tls = false) {
    setenv("IDENTITY_ENDPOINT", server.url.c_str(), 1);
    setenv("IDENTITY_HEADER", "CANARY-header", 1);
    if (tls) setenv("IDENTITY_SERVER_THUMBPRINT", server.sha1.c_str(), 1);
  }
  ~Announced() {
    for (const char* name : {"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT"}) unsetenv(name);
  }
};

TEST(AllocationFaults, M1_M2_from_options_to_token) {
  const DistantServer server(false, token_answer());
  const Announced announced(server);
  expect_no_memory_or_ok(whole_life);
}

TEST(AllocationFaults, M1_M2_token_over_a_kept_connection) {
  const DistantServer server(false, token_answer());
  const Announced announced(server);
  const Handle<azcred_credential> credential(azcred_credential_new_managed_identity(nullptr, nullptr));
  expect_no_memory_or_ok([&] { return fetch(credential.get()); });
}

TEST(AllocationFaults, M1_M2_token_out_of_the_cache) {
  const DistantServer server(false, token_answer());
  const Announced announced(server);
  const Handle<azcred_credential> credential(azcred_credential_new_managed_identity(nullptr, nullptr));
  azcred_token_free(azcred_credential_get_token(credential.get(), "https://vault.azure.net/.default", nullptr));
  fail_allocation(1, Failing::from_then_on);
  azcred_token* const token = azcred_credential_get_token(credential.get(), "https://vault.azure.net/.default", nullptr);
  EXPECT_FALSE(stop_failing()) << "a cached get allocates nothing";
  EXPECT_NE(token, nullptr);
  azcred_token_free(token);
}

TEST(AllocationFaults, M1_M2_refusal) {
  const DistantServer server(false, http_answer(403, R"({"error":"invalid_client","error_description":"AADSTS700016: no"})"));
  const Announced announced(server);
  const Handle<azcred_credential> credential(azcred_credential_new_managed_identity(nullptr, nullptr));
  expect_no_memory_or_ok([&] {
    const azcred_status status = fetch(credential.get());
    return status == AZCRED_AUTHENTICATION_FAILED ? AZCRED_OK : status;
  });
}

TEST(AllocationFaults, M1_M2_chain) {
  const DistantServer server(false, token_answer());
  const Announced announced(server);
  expect_no_memory_or_ok(chain_of_two);
}

TEST(AllocationFaults, M1_M2_pinned_certificate) {
  const DistantServer server(true, token_answer());
  const Announced announced(server, true);
  for (const Failing failing : {Failing::once, Failing::from_then_on}) {
    const Tally tally = exhaust(whole_life, failing);
    EXPECT_GT(tally.points, 500);
    // OpenSSL takes a failed allocation for any other reason for which a handshake fails, or goes on waiting; after the
    // handshake, libcurl gives it the number that it also has for a header line that is too long.
    const std::set<azcred_status> possible = {AZCRED_OK, AZCRED_OUT_OF_MEMORY, AZCRED_NETWORK, AZCRED_TIMEOUT, AZCRED_PROTOCOL};
    for (const azcred_status status : tally.statuses) EXPECT_TRUE(possible.contains(status)) << azcred_status_name(status);
    EXPECT_LE(tally.growth, 8);
  }
}

}  // namespace
}  // namespace azcred::test
