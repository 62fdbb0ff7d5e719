// Many threads at one credential, on the real clock.
#include <gtest/gtest.h>

#include <barrier>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "credential/cached_credential.h"
#include "host/system_host.h"
#include "support/scripted_source.h"

namespace azcred {
namespace {

using Wants = Credential::Wants;

/// Holds whoever asks until the test says so.
class Gate {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void wait_for_guest() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

class SingleFlight : public testing::Test {
 protected:
  std::shared_ptr<Host> host = system_host();
  std::shared_ptr<test::ScriptedSource> source = std::make_shared<test::ScriptedSource>(*host);
  std::shared_ptr<CachedCredential> credential = make(false);
  Gate gate;

  std::shared_ptr<CachedCredential> make(bool background_refresh) {
    return std::make_shared<CachedCredential>(CachedCredential::Parts{.source = source,
                                                                      .host = host,
                                                                      .log = std::make_shared<const Log>(),
                                                                      .expected = {},
                                                                      .background_refresh = background_refresh});
  }
  std::string get(Limits limits = {}, Wants wants = Wants::fresh) {
    auto result = credential->get({.scopes = {"scope"}}, wants, limits);
    if (!result) return std::string("error: ") + status_name(result.error()->status);
    return std::string(result.value()->value.reveal());
  }
  Limits within_ms(std::int64_t milliseconds) { return {.deadline = Deadline::after(host->now(), milliseconds)}; }
};

TEST_F(SingleFlight, sixty_four_cold_callers_cost_one_request) {
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    gate.wait();
    return source->token("token", 3600);
  };
  std::vector<std::thread> threads;
  std::atomic<int> served{0};
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&] { served += get() == "token" ? 1 : 0; });
  }
  gate.wait_for_guest();
  gate.open();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(served, 64);
  EXPECT_EQ(source->asked, 1);
}

TEST_F(SingleFlight, a_caller_who_comes_just_as_the_token_arrives_takes_that_one) {
  source->answer = [&](auto&, auto&) -> Result<AccessToken> { return source->token("token", 3600); };
  constexpr int rounds = 500;
  constexpr int callers = 16;
  std::barrier start(callers);
  std::vector<std::thread> threads;
  for (int i = 0; i < callers; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < rounds; ++round) {
        const std::string scope = std::to_string(round);
        const TokenRequest request{.scopes = {scope}};
        start.arrive_and_wait();
        ASSERT_TRUE(credential->get(request, Wants::fresh, {}).ok());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(source->asked, rounds);
}

TEST_F(SingleFlight, a_waiter_returns_at_its_own_deadline) {
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    gate.wait();
    return source->token("token", 3600);
  };
  std::thread leader([&] { EXPECT_EQ(get(), "token"); });
  gate.wait_for_guest();
  EXPECT_EQ(get(within_ms(20)), "error: timeout");
  Cancel cancel;
  Limits cancellable = within_ms(20);
  cancellable.cancels[0] = &cancel;
  EXPECT_EQ(get(cancellable), "error: timeout");
  gate.open();
  leader.join();
  EXPECT_EQ(source->asked, 1);
}

TEST_F(SingleFlight, a_waiter_returns_when_it_is_cancelled) {
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    gate.wait();
    return source->token("token", 3600);
  };
  std::thread leader([&] { EXPECT_EQ(get(), "token"); });
  gate.wait_for_guest();
  Cancel cancel;
  std::thread waiter([&] { EXPECT_EQ(get({.cancels = {&cancel}}), "error: cancelled"); });
  cancel.trigger();
  waiter.join();
  gate.open();
  leader.join();
}

TEST_F(SingleFlight, a_waiter_with_a_cancel_gets_the_leaders_token) {
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    gate.wait();
    return source->token("token", 3600);
  };
  std::thread leader([&] { EXPECT_EQ(get(), "token"); });
  gate.wait_for_guest();
  Cancel cancel;
  std::thread waiter([&] { EXPECT_EQ(get({.cancels = {&cancel}}), "token"); });
  gate.open();
  waiter.join();
  leader.join();
  EXPECT_EQ(source->asked, 1);
}

TEST_F(SingleFlight, a_leader_that_gives_up_hands_over_to_a_waiter) {
  source->answer = [&](auto&, const Limits& limits) -> Result<AccessToken> {
    if (source->asked == 1) {
      gate.wait();
      host->pause(3'600'000, limits);
      return limits_ended(limits, "Scripted");
    }
    return source->token("token", 3600);
  };
  Cancel cancel;
  std::thread leader([&] { EXPECT_EQ(get({.cancels = {&cancel}}), "error: cancelled"); });
  gate.wait_for_guest();
  std::thread waiter([&] { EXPECT_EQ(get(), "token"); });
  gate.open();
  cancel.trigger();
  leader.join();
  waiter.join();
  EXPECT_EQ(source->asked, 2);
}

TEST_F(SingleFlight, callers_with_a_valid_token_do_not_wait_for_its_renewal) {
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    if (source->asked == 1) return source->token("old", 7200, 0);
    gate.wait();
    return source->token("new", 7200);
  };
  EXPECT_EQ(get(), "old");
  std::thread refresher([&] { EXPECT_EQ(get(), "new"); });
  gate.wait_for_guest();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(get(), "old");
  gate.open();
  refresher.join();
  EXPECT_EQ(get(), "new");
  EXPECT_EQ(source->asked, 2);
}

TEST_F(SingleFlight, nobody_waits_for_a_renewal_in_the_background) {
  credential = make(true);
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    if (source->asked == 1) return source->token("old", 7200, 0);
    gate.wait();
    return source->token("new", 7200);
  };
  EXPECT_EQ(get(), "old");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(get(), "old");
  gate.wait_for_guest();
  EXPECT_EQ(source->asked, 2);
  gate.open();
  while (get() != "new") std::this_thread::yield();
  EXPECT_EQ(source->asked, 2);
}

TEST_F(SingleFlight, a_forced_request_does_not_take_the_token_of_one_that_began_before) {
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    if (source->asked == 1) {
      gate.wait();
      return source->token("before", 3600);
    }
    return source->token("after", 3600);
  };
  std::thread first([&] { EXPECT_EQ(get(), "before"); });
  gate.wait_for_guest();
  std::thread forced([&] { EXPECT_EQ(get({}, Wants::forced), "after"); });
  gate.open();
  first.join();
  forced.join();
}

TEST_F(SingleFlight, a_hook_that_asks_for_the_token_it_is_part_of_getting_is_told_so) {
  std::string inner;
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    inner = get();
    return source->token("token", 3600);
  };
  EXPECT_EQ(get(), "token");
  EXPECT_EQ(inner, "error: invalid argument");
}

TEST_F(SingleFlight, tokens_can_be_read_while_they_are_replaced) {
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    return source->token("token " + std::to_string(source->asked.load()), 3600);
  };
  get();
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        const TokenHandle token = credential->cached("scope");
        ASSERT_TRUE(token);
        const TokenHandle copy = token.share();
        ASSERT_EQ(copy->value.reveal().substr(0, 6), "token ");
      }
    });
  }
  for (int i = 0; i < 2'000; ++i) get({}, Wants::forced);
  stop = true;
  for (auto& reader : readers) reader.join();
}

}  // namespace
}  // namespace azcred
