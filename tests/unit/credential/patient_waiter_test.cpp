// What a flight's failure means to those who have more time than its leader had.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "credential/cached_credential.h"
#include "support/scripted_host.h"
#include "support/scripted_source.h"

namespace azcred {
namespace {

using Wants = Credential::Wants;

/// Counts looks at its clock: a caller looks once as it comes and again as it waits.
class WatchedHost : public test::ScriptedHost {
 public:
  std::atomic<int> looks{0};
  Instant now() noexcept override {
    ++looks;
    return ScriptedHost::now();
  }
};

class PatientWaiter : public testing::Test {
 protected:
  std::shared_ptr<WatchedHost> host = std::make_shared<WatchedHost>();
  std::shared_ptr<test::ScriptedSource> source = std::make_shared<test::ScriptedSource>(*host);
  std::shared_ptr<CachedCredential> credential = std::make_shared<CachedCredential>(
      CachedCredential::Parts{.source = source, .host = host, .log = std::make_shared<const Log>(), .expected = {}});

  std::string get(const Limits& limits = {}) {
    auto result = credential->get({.scopes = {"scope"}}, Wants::fresh, limits);
    if (!result) return std::string("error: ") + status_name(result.error()->status);
    return std::string(result.value()->value.reveal());
  }
  Limits within_ms(std::int64_t milliseconds) { return {.deadline = Deadline::after(host->now(), milliseconds)}; }
  /// Somebody who waits for the flight that is under way by the time this returns.
  std::future<std::string> board(const Limits& limits = {}) {
    const int before = host->looks;
    auto waiter = std::async(std::launch::async, [this, limits] { return get(limits); });
    while (host->looks < before + 2) std::this_thread::yield();
    return waiter;
  }
  ErrorPtr failure_with_a_try_left_in_ms(std::int64_t milliseconds) {
    return fail({.status = Status::service, .fact = "it failed"_t, .untried_at = later(host->now(), milliseconds)});
  }
};

TEST_F(PatientWaiter, makes_the_tries_that_the_leader_had_no_time_for) {
  std::future<std::string> patient;
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    if (source->asked > 1) return source->token("token", 3600);
    patient = board(within_ms(60'000));
    return failure_with_a_try_left_in_ms(2'000);
  };
  EXPECT_EQ(get(within_ms(1'000)), "error: service");
  EXPECT_EQ(patient.get(), "token");
  EXPECT_EQ(host->pauses(), std::vector<std::int64_t>{2'000});
}

TEST_F(PatientWaiter, takes_the_failure_if_it_has_no_time_for_another_try_either) {
  std::future<std::string> other;
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    other = board(within_ms(1'500));
    return failure_with_a_try_left_in_ms(2'000);
  };
  EXPECT_EQ(get(within_ms(1'000)), "error: service");
  EXPECT_EQ(other.get(), "error: service");
  EXPECT_EQ(source->asked, 1);
}

TEST_F(PatientWaiter, takes_the_failure_of_all_tries) {
  std::future<std::string> other;
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    other = board();
    return fail({.status = Status::service, .fact = "it failed"_t, .retryable = true});
  };
  EXPECT_EQ(get(within_ms(1'000)), "error: service");
  EXPECT_EQ(other.get(), "error: service");
  EXPECT_EQ(source->asked, 1);
}

TEST_F(PatientWaiter, does_not_take_the_failure_of_an_early_renewal_for_an_answer) {
  std::future<std::string> other;
  source->answer = [&](const TokenRequest& request, auto&) -> Result<AccessToken> {
    if (source->asked == 1) return source->token("old", 5, 0);
    if (!request.single_try) return source->token("new", 3600);
    host->advance_ms(6'000);
    other = board();
    return fail({.status = Status::service, .fact = "it failed"_t});
  };
  EXPECT_EQ(get(), "old");
  EXPECT_EQ(get(), "new");
  EXPECT_EQ(other.get(), "new");
}

}  // namespace
}  // namespace azcred
