// Rows C: what clocks do.
#include <ctime>

#include "faults/machine_seams.h"
#include "faults/stage.h"

namespace azcred::test {
namespace {

constexpr std::int64_t hour_s = 3'600;
constexpr std::int64_t year_s = 365 * 24 * hour_s;

/// A token that lives for a day and names its number; the service's own clock is right.
FaultServer::Script counts_tokens(std::atomic<int>& count, std::int64_t service_time_s) {
  return [&count, service_time_s](FaultConnection& connection) {
    while (connection.read_request()) {
      const std::string body = R"({"access_token":"CANARY-)" + std::to_string(++count) +
                               R"(","expires_in":"86400","expires_on":")" + std::to_string(service_time_s + 24 * hour_s) +
                               R"(","token_type":"Bearer"})";
      if (!connection.write(http_answer(200, body))) return;
    }
  };
}

TEST(Faults, C1_C2_C3_the_wall_clock_is_set_while_a_token_is_cached) {
  on_every_host([](Stage& stage) {
    ShiftedClocks clocks;
    std::atomic<int> count{0};
    stage.play(counts_tokens(count, std::time(nullptr)));
    EXPECT_EQ(stage.get().token, "CANARY-1");
    for (const std::int64_t ahead_s : {10 * year_s, -10 * year_s, -hour_s, hour_s, std::int64_t{0}}) {
      clocks.set_wall_ahead_s(ahead_s);
      for (int i = 0; i < 10; ++i) EXPECT_EQ(stage.get().token, "CANARY-1") << ahead_s;
    }
    EXPECT_EQ(count, 1);
  });
}

TEST(Faults, C2_the_wall_clock_was_years_behind_when_the_token_came) {
  on_every_host([](Stage& stage) {
    ShiftedClocks clocks;
    std::atomic<int> count{0};
    const std::int64_t now = std::time(nullptr);
    clocks.set_wall_ahead_s(-10 * year_s);
    stage.play(counts_tokens(count, now));
    EXPECT_EQ(stage.get().token, "CANARY-1");
    EXPECT_EQ(stage.get().token, "CANARY-1");
    clocks.set_wall_ahead_s(0);  // somebody noticed
    clocks.pass_s(24 * hour_s);
    stage.play(counts_tokens(count, now + 24 * hour_s));
    EXPECT_EQ(stage.get().token, "CANARY-2");
    for (int i = 0; i < 10; ++i) EXPECT_EQ(stage.get().token, "CANARY-2");
    EXPECT_EQ(count, 2);
  });
}

TEST(Faults, C1_the_wall_clock_is_years_ahead_when_a_token_comes) {
  on_every_host([](Stage& stage) {
    ShiftedClocks clocks;
    std::atomic<int> count{0};
    clocks.set_wall_ahead_s(10 * year_s);
    stage.play(counts_tokens(count, std::time(nullptr)));
    const Outcome outcome = stage.get();
    EXPECT_EQ(outcome.status, AZCRED_PROTOCOL) << outcome.message;
    EXPECT_NE(outcome.message.find("the clock of this machine"), std::string::npos) << outcome.message;
    EXPECT_EQ(count, 1) << "no storm";
    clocks.set_wall_ahead_s(0);
    EXPECT_EQ(stage.get().token, "CANARY-2");
  });
}

TEST(Faults, C5_the_machine_sleeps_for_longer_than_the_token_lives) {
  on_every_host([](Stage& stage) {
    ShiftedClocks clocks;
    std::atomic<int> count{0};
    const std::int64_t now = std::time(nullptr);
    stage.play(counts_tokens(count, now));
    EXPECT_EQ(stage.get().token, "CANARY-1");
    clocks.suspend_s(8 * hour_s);
    EXPECT_EQ(stage.get().token, "CANARY-1");
    clocks.suspend_s(16 * hour_s);
    EXPECT_EQ(stage.get(0).status, AZCRED_TIMEOUT) << "an expired token is not served, not even out of the cache";
    stage.play(counts_tokens(count, now + 24 * hour_s));
    EXPECT_EQ(stage.get().token, "CANARY-2");
    EXPECT_EQ(count, 2);
  });
}

TEST(Faults, C7_after_2038) {
  on_every_host([](Stage& stage) {
    ShiftedClocks clocks;
    std::atomic<int> count{0};
    const std::int64_t now = 2'200'000'000;  // 2039
    clocks.set_wall_ahead_s(now - std::time(nullptr));
    stage.play(counts_tokens(count, now));
    EXPECT_EQ(stage.get().token, "CANARY-1");
    clocks.pass_s(23 * hour_s + 54 * 60);
    const Handle<azcred_token> token(
        azcred_credential_get_token(stage.credential(), "https://vault.azure.net/.default", nullptr));
    ASSERT_NE(token, nullptr);
    EXPECT_GE(azcred_token_expires_at_unix_s(token.get()), now + 24 * hour_s);
  });
}

}  // namespace
}  // namespace azcred::test
