// Rows K: forks.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "faults/child.h"
#include "faults/stage.h"

namespace azcred::test {
namespace {

/// In a child, where no test can fail: 0 if a fresh token came.
int fetch_status(Stage& stage) {
  const Handle<azcred_request> request(azcred_request_new("https://vault.azure.net/.default"));
  azcred_request_set_timeout_ms(request.get(), 10'000);
  azcred_request_set_force_refresh(request.get(), 1);
  const Handle<azcred_token> token(azcred_credential_request_token(stage.credential(), request.get(), nullptr));
  return token != nullptr ? 0 : 1;
}

TEST(Faults, K1_child_gets_a_token) {
  on_every_host([](Stage& stage) {
    stage.server().script(answers(token_answer()));
    EXPECT_EQ(stage.fetch().status, AZCRED_OK);
    EXPECT_EQ(in_child([&] { return fetch_status(stage); }), 0);
    EXPECT_EQ(stage.fetch().status, AZCRED_OK);
  });
}

TEST(Faults, K2_forks_while_other_threads_fetch) {
  if (!threads_may_fork) GTEST_SKIP() << "needs a build without sanitizers";
  on_every_host([](Stage& stage) {
    stage.server().script(answers(token_answer()));
    std::atomic<bool> done{false};
    std::atomic<int> failures{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        while (!done) failures += stage.fetch().status == AZCRED_OK ? 0 : 1;
      });
    }
    for (int i = 0; i < 40; ++i) EXPECT_EQ(in_child([&] { return fetch_status(stage); }), 0) << i;
    done = true;
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(failures, 0);
  });
}

TEST(Faults, K4_child_frees_what_it_inherited) {
  on_every_host([](Stage& stage) {
    stage.server().script(answers(token_answer()));
    EXPECT_EQ(stage.fetch().status, AZCRED_OK);
    for (int i = 0; i < 10; ++i) {
      EXPECT_EQ(in_child([&] {
                  stage.free_credential();
                  return 0;
                }),
                0);
      EXPECT_EQ(stage.fetch().status, AZCRED_OK);
    }
    EXPECT_EQ(stage.server().connections(), 1U) << "the parent's connection outlived its children";
  });
}

TEST(Faults, K5_a_program_inherits_no_connection) {
  on_every_host([](Stage& stage) {
    const auto before = ProcessState::now().descriptors;
    stage.server().script(answers(token_answer()));
    EXPECT_EQ(stage.fetch().status, AZCRED_OK);
    for (const auto& [descriptor, what] : ProcessState::now().descriptors) {
      if (before.contains(descriptor)) continue;
      sockaddr_storage address{};
      socklen_t size = sizeof address;
      getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
      // libcurl 7.88 wakes itself by a pair of local sockets that it leaves open to other programs.
      if (address.ss_family == AF_UNIX) continue;
      EXPECT_NE(fcntl(descriptor, F_GETFD) & FD_CLOEXEC, 0) << what;
    }
  });
}

TEST(Faults, K7_three_generations) {
  on_every_host([](Stage& stage) {
    stage.server().script(answers(token_answer()));
    EXPECT_EQ(stage.fetch().status, AZCRED_OK);
    EXPECT_EQ(in_child([&] {
                if (fetch_status(stage) != 0) return 1;
                return in_child([&] {
                  if (fetch_status(stage) != 0) return 2;
                  return in_child([&] { return fetch_status(stage) == 0 ? 0 : 3; });
                });
              }),
              0);
  });
}

TEST(Faults, K8_many_children_at_once) {
  if (!threads_may_fork) GTEST_SKIP() << "needs a build without sanitizers";
  Stage stage(HostKind::app_service);
  stage.server().script(answers(token_answer()));
  std::vector<pid_t> children;
  for (int i = 0; i < 50; ++i) children.push_back(start_child([&] { return fetch_status(stage); }));
  for (const pid_t child : children) EXPECT_EQ(join_child(child), 0);
  EXPECT_EQ(stage.server().connections(), 50U);
}

TEST(Faults, K_a_child_keeps_the_valid_tokens_of_its_parent) {
  on_every_host([](Stage& stage) {
    stage.server().script(answers(token_answer()));
    EXPECT_EQ(stage.get().status, AZCRED_OK);
    EXPECT_EQ(in_child([&] { return stage.get().status == AZCRED_OK ? 0 : 1; }), 0);
    EXPECT_EQ(stage.server().requests().size(), 1U);
  });
}

}  // namespace
}  // namespace azcred::test
