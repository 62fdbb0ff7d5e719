#include "credential/flight.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "host/system_host.h"
#include "support/scripted_host.h"

namespace azcred {
namespace {

using Wants = Credential::Wants;

class FlightTest : public testing::Test {
 protected:
  std::shared_ptr<Host> host = system_host();
  static TokenRequest asks_for(std::string_view scope) { return {.scopes = {scope}}; }
};

TEST_F(FlightTest, every_waiter_shares_one_failure) {
  Flight flight(asks_for("scope"), Wants::fresh);
  const ErrorPtr error = fail({.status = Status::service, .fact = "it failed"_t});
  std::atomic<int> told{0};
  std::vector<std::thread> waiters;
  for (int i = 0; i < 16; ++i) {
    waiters.emplace_back([&] {
      const auto outcome = flight.wait({}, *host);
      told += outcome && outcome->error == error ? 1 : 0;
    });
  }
  flight.fail(error);
  for (auto& waiter : waiters) waiter.join();
  EXPECT_EQ(told, 16);
}

TEST_F(FlightTest, tells_a_leader_that_gave_up_from_one_that_failed) {
  Flight given_up(asks_for("scope"), Wants::fresh);
  given_up.give_up();
  EXPECT_TRUE(given_up.wait({}, *host)->gave_up());
  Flight failed(asks_for("scope"), Wants::fresh);
  failed.fail(fail({}));
  EXPECT_FALSE(failed.wait({}, *host)->gave_up());
}

TEST_F(FlightTest, is_for_one_key_only) {
  const Flight flight(asks_for("scope"), Wants::fresh);
  EXPECT_TRUE(flight.is_for({.scope = "scope"}));
  EXPECT_FALSE(flight.is_for({.scope = "scope/"}));
  EXPECT_FALSE(flight.is_for({.scope = "scope", .tenant_id = "tenant"}));
  EXPECT_FALSE(flight.is_for({.scope = "scope", .cae_enabled = true}));
}

TEST_F(FlightTest, answers_a_forced_request_only_if_it_carries_the_same_claims) {
  TokenRequest claims = asks_for("scope");
  claims.claims = "claims";
  const Flight forced(claims, Wants::forced);
  EXPECT_TRUE(forced.answers(claims, Wants::forced));
  EXPECT_TRUE(forced.answers(asks_for("scope"), Wants::fresh));
  EXPECT_FALSE(forced.answers(asks_for("scope"), Wants::forced));
  EXPECT_FALSE(Flight(asks_for("scope"), Wants::fresh).answers(claims, Wants::forced));
}

TEST_F(FlightTest, of_a_chain_does_not_answer_those_who_give_the_source_its_full_time) {
  TokenRequest chained = asks_for("scope");
  chained.chained = true;
  EXPECT_FALSE(Flight(chained, Wants::fresh).answers(asks_for("scope"), Wants::fresh));
  EXPECT_TRUE(Flight(asks_for("scope"), Wants::fresh).answers(chained, Wants::fresh));
}

/// Shows whether somebody has looked at its clock.
class WatchedHost : public test::ScriptedHost {
 public:
  std::atomic<int> looks{0};
  Instant now() noexcept override {
    const Instant now = ScriptedHost::now();
    ++looks;
    return now;
  }
};

TEST_F(FlightTest, a_waiter_sees_its_deadline_pass_while_the_machine_is_suspended) {
  WatchedHost machine;
  Flight flight(asks_for("scope"), Wants::fresh);
  std::thread waiter(
      [&] { EXPECT_FALSE(flight.wait({.deadline = Deadline::at(later({1'000'000'000'000}, 120'000))}, machine)); });
  while (machine.looks == 0) std::this_thread::yield();
  machine.advance_ms(200'000);
  waiter.join();
}

}  // namespace
}  // namespace azcred
