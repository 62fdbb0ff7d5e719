#include "credential/pending_get.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <thread>

#include "credential/cached_credential.h"
#include "host/system_host.h"
#include "support/scripted_source.h"

namespace azcred {
namespace {

class PendingGetTest : public testing::Test {
 protected:
  std::shared_ptr<Host> host = system_host();
  std::shared_ptr<test::ScriptedSource> source = std::make_shared<test::ScriptedSource>(*host);
  CredentialPtr credential = std::make_shared<CachedCredential>(
      CachedCredential::Parts{.source = source, .host = host, .log = std::make_shared<const Log>(), .expected = {}});

  void answer_only_when_stopped() {
    // By value: a worker may still be in it when the test is over.
    source->answer = [host = host](const TokenRequest&, const Limits& limits) -> Result<AccessToken> {
      host->pause(3'600'000, limits);
      return limits_ended(limits, "Scripted");
    };
  }
  static bool is_readable(int fd) {
    pollfd entry{fd, POLLIN, 0};
    return poll(&entry, 1, 0) == 1;
  }
  static Status status_of(PendingGet& get) {
    auto outcome = get.take();
    return outcome.ok() ? Status::ok : outcome.error()->status;
  }
};

TEST_F(PendingGetTest, ends_with_a_token_and_a_readable_descriptor) {
  source->give_tokens(3600);
  PendingGet get(credential, {.scopes = {"scope"}});
  ASSERT_TRUE(get.wait_ms(-1));
  EXPECT_TRUE(is_readable(get.fd()));
  EXPECT_EQ(get.take().value()->value.reveal(), "token 1");
}

TEST_F(PendingGetTest, is_done_at_once_when_the_token_is_cached) {
  source->give_tokens(3600);
  ASSERT_TRUE(credential->get({.scopes = {"scope"}}, Credential::Wants::fresh, {}).ok());
  PendingGet get(credential, {.scopes = {"scope"}});
  EXPECT_TRUE(is_readable(get.fd()));
  EXPECT_TRUE(get.wait_ms(0));
}

TEST_F(PendingGetTest, gives_its_outcome_once) {
  source->give_tokens(3600);
  PendingGet get(credential, {.scopes = {"scope"}});
  EXPECT_EQ(status_of(get), Status::ok);
  EXPECT_EQ(status_of(get), Status::invalid_argument);
}

TEST_F(PendingGetTest, is_not_done_before_its_time) {
  answer_only_when_stopped();
  PendingGet get(credential, {.scopes = {"scope"}});
  EXPECT_FALSE(get.wait_ms(0));
  EXPECT_FALSE(get.wait_ms(1));
  EXPECT_FALSE(is_readable(get.fd()));
}

TEST_F(PendingGetTest, ends_at_its_deadline) {
  answer_only_when_stopped();
  PendingGet get(credential, {.scopes = {"scope"}, .deadline = Deadline::after(host->now(), 10)});
  EXPECT_TRUE(get.wait_ms(-1));
  EXPECT_EQ(status_of(get), Status::timeout);
}

TEST_F(PendingGetTest, ends_when_it_is_cancelled) {
  answer_only_when_stopped();
  PendingGet get(credential, {.scopes = {"scope"}});
  get.cancel();
  EXPECT_TRUE(is_readable(get.fd()));
  EXPECT_EQ(status_of(get), Status::cancelled);
}

TEST_F(PendingGetTest, ends_when_the_callers_own_switch_is_triggered) {
  answer_only_when_stopped();
  const auto cancel = std::make_shared<Cancel>();
  PendingGet get(credential, {.scopes = {"scope"}, .cancel = cancel});
  cancel->trigger();
  EXPECT_TRUE(get.wait_ms(-1));
  EXPECT_EQ(status_of(get), Status::cancelled);
}

TEST_F(PendingGetTest, tells_that_it_is_done_exactly_once) {
  answer_only_when_stopped();
  std::atomic<int> told{0};
  {
    PendingGet get(credential, {.scopes = {"scope"}});
    EXPECT_TRUE(get.when_done([&] { ++told; }));
    EXPECT_FALSE(get.when_done([&] { told += 100; }));
    EXPECT_EQ(told, 0);
    get.cancel();
    EXPECT_EQ(told, 1);
    get.cancel();
  }
  EXPECT_EQ(told, 1);
}

TEST_F(PendingGetTest, tells_at_once_when_it_was_done_before) {
  source->give_tokens(3600);
  PendingGet get(credential, {.scopes = {"scope"}});
  get.wait_ms(-1);
  int told = 0;
  EXPECT_TRUE(get.when_done([&] { ++told; }));
  EXPECT_EQ(told, 1);
}

TEST_F(PendingGetTest, tells_when_it_is_dropped_before_it_was_done) {
  answer_only_when_stopped();
  int told = 0;
  {
    PendingGet get(credential, {.scopes = {"scope"}});
    get.when_done([&] { ++told; });
  }
  EXPECT_EQ(told, 1);
}

TEST_F(PendingGetTest, a_hundred_gets_cost_one_request) {
  source->answer = [&](const TokenRequest&, const Limits&) -> Result<AccessToken> { return source->token("token", 3600); };
  std::vector<std::unique_ptr<PendingGet>> gets;
  for (int i = 0; i < 100; ++i) {
    gets.push_back(std::make_unique<PendingGet>(credential, OwnedRequest{.scopes = {"scope"}}));
  }
  for (auto& get : gets) EXPECT_EQ(status_of(*get), Status::ok);
  EXPECT_EQ(source->asked, 1);
}

}  // namespace
}  // namespace azcred
