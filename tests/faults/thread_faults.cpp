// Rows T: threads.
#include <pthread.h>

#include <atomic>
#include <latch>
#include <thread>

#include "faults/stage.h"

namespace azcred::test {
namespace {

azcred_token* get_for(azcred_credential* credential, const std::string& scope, std::int64_t timeout_ms = 20'000,
                      azcred_error** error = nullptr) {
  const Handle<azcred_request> request(azcred_request_new(scope.c_str()));
  azcred_request_set_timeout_ms(request.get(), timeout_ms);
  return azcred_credential_request_token(credential, request.get(), error);
}

/// How many of so many threads, all starting at once, got a token.
int count_of_good(Stage& stage, int thread_count, const std::function<std::string(int)>& scope) {
  std::atomic<int> good{0};
  std::latch start(thread_count);
  std::vector<std::thread> threads;
  for (int i = 0; i < thread_count; ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      const Handle<azcred_token> token(get_for(stage.credential(), scope(i)));
      if (token != nullptr) ++good;
    });
  }
  for (auto& thread : threads) thread.join();
  return good;
}

TEST(Faults, T1_many_threads_one_key_one_request) {
  on_every_host([](Stage& stage) {
    stage.server().script(answers(token_answer()));
    EXPECT_EQ(count_of_good(stage, 64, [](int) { return "https://vault.azure.net/.default"; }), 64);
    EXPECT_EQ(stage.server().requests().size(), 1U);
  });
}

TEST(Faults, T2_many_threads_many_keys) {
  Stage stage(HostKind::app_service);
  // Echoes no resource, because each thread asks for another one.
  stage.server().script(answers(http_answer(200, R"({"access_token":"CANARY","expires_in":86400,"token_type":"Bearer"})")));
  EXPECT_EQ(count_of_good(stage, 64, [](int i) { return "https://host" + std::to_string(i) + ".azure.net/.default"; }), 64);
  EXPECT_EQ(stage.server().requests().size(), 64U);
}

TEST(Faults, T3_freed_while_others_are_in_a_get) {
  on_every_host([](Stage& stage) {
    std::atomic<bool> arrived{false};
    std::atomic<bool> freed{false};
    stage.server().script([&](FaultConnection& connection) {
      if (!connection.read_request()) return;
      arrived = true;
      arrived.notify_all();
      freed.wait(false);
      connection.write(token_answer());
    });
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    azcred_credential* const credential = stage.credential();
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        const Handle<azcred_token> token(get_for(credential, "https://vault.azure.net/.default"));
        if (token != nullptr) ++good;
      });
    }
    arrived.wait(false);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // so that all of them are inside
    stage.free_credential();
    freed = true;
    freed.notify_all();
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(good, 8);
  });
}

TEST(Faults, T4_a_waiter_with_less_time_than_the_leader) {
  Stage stage(HostKind::app_service);
  std::atomic<bool> arrived{false};
  std::atomic<bool> answer{false};
  stage.server().script([&](FaultConnection& connection) {
    if (!connection.read_request()) return;
    arrived = true;
    arrived.notify_all();
    answer.wait(false);
    connection.write(token_answer());
  });
  std::thread leader([&] { EXPECT_EQ(stage.get().token, "CANARY-good-token"); });
  arrived.wait(false);
  EXPECT_EQ(stage.get(100).status, AZCRED_TIMEOUT);
  answer = true;
  answer.notify_all();
  leader.join();
  EXPECT_EQ(stage.server().requests().size(), 1U);
}

TEST(Faults, T6_leader_is_cancelled_by_the_host) {
  Stage stage(HostKind::app_service);
  std::atomic<bool> arrived{false};
  std::atomic<bool> answer{false};
  stage.server().script([&](FaultConnection& connection) {
    while (connection.read_request()) {
      arrived = true;
      arrived.notify_all();
      answer.wait(false);
      if (!connection.write(token_answer())) return;
    }
  });
  std::thread leader([&] {
    azcred_token_free(get_for(stage.credential(), "https://vault.azure.net/.default"));
    for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));  // where a cancellation takes effect
  });
  arrived.wait(false);
  std::thread waiter([&] { EXPECT_EQ(stage.get().token, "CANARY-good-token"); });
  ASSERT_EQ(pthread_cancel(leader.native_handle()), 0);
  answer = true;
  answer.notify_all();
  leader.join();
  waiter.join();
}

TEST(Faults, T8_the_environment_changes_all_the_time) {
  std::atomic<bool> done{false};
  const ProcessState before = ProcessState::now();
  {
    Stage stage(HostKind::app_service);
    stage.server().script(answers(token_answer()));
    std::thread host([&] {
      for (unsigned i = 0; !done; ++i) {
        setenv("AZCRED_TEST_NOISE", std::string(i % 500, 'x').c_str(), 1);
        setenv(("AZCRED_TEST_NOISE" + std::to_string(i % 50)).c_str(), "x", 1);
      }
    });
    for (int i = 0; i < 300; ++i) {
      const Handle<azcred_request> request(azcred_request_new("https://vault.azure.net/.default"));
      azcred_request_set_force_refresh(request.get(), 1);
      const Handle<azcred_token> token(azcred_credential_request_token(stage.credential(), request.get(), nullptr));
      EXPECT_NE(token, nullptr);
    }
    done = true;
    host.join();
    unsetenv("AZCRED_TEST_NOISE");
    for (int i = 0; i < 50; ++i) unsetenv(("AZCRED_TEST_NOISE" + std::to_string(i)).c_str());
  }
  expect_unchanged(before);
}

TEST(Faults, T_a_cancel_from_another_thread_ends_the_call_at_once) {
  on_every_host([](Stage& stage) {
    std::atomic<bool> arrived{false};
    stage.server().script([&](FaultConnection& connection) {
      if (!connection.read_request()) return;
      arrived = true;
      arrived.notify_all();
      connection.stall();
    });
    const Handle<azcred_cancel> cancel(azcred_cancel_new());
    std::thread other([&] {
      arrived.wait(false);
      azcred_cancel_trigger(cancel.get());
    });
    const Outcome outcome = stage.fetch(60'000, cancel.get());
    EXPECT_EQ(outcome.status, AZCRED_CANCELLED) << outcome.message;
    EXPECT_LT(outcome.took_ms, 10'000);
    other.join();
    stage.expect_recovery();
  });
}

}  // namespace
}  // namespace azcred::test
