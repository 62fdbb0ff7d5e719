// A process that forks while its other threads are in the middle of everything.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "credential/cached_credential.h"
#include "credential/pending_get.h"
#include "host/system_host.h"
#include "support/scripted_source.h"

namespace azcred {
namespace {

using Wants = Credential::Wants;

class Fork : public testing::Test {
 protected:
  std::shared_ptr<Host> host = system_host();
  std::shared_ptr<test::ScriptedSource> source = std::make_shared<test::ScriptedSource>(*host);
  std::shared_ptr<CachedCredential> credential = std::make_shared<CachedCredential>(
      CachedCredential::Parts{.source = source, .host = host, .log = std::make_shared<const Log>(), .expected = {}});

  bool gets(std::string_view scope, Wants wants = Wants::fresh) {
    const TokenRequest request{.scopes = {scope}};
    return credential->get(request, wants, {.deadline = Deadline::after(host->now(), 30'000)}).ok();
  }
  /// Whether `check` returned true in a forked child, which an alarm ends if it hangs.
  template <class Check>
  static bool in_child(Check check) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(30);
      _exit(check() ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
};

TEST_F(Fork, a_child_keeps_the_tokens_of_its_parent) {
  source->give_tokens(3600);
  ASSERT_TRUE(gets("scope"));
  EXPECT_TRUE(in_child([&] { return static_cast<bool>(credential->cached("scope")) && source->asked == 1; }));
}

TEST_F(Fork, a_child_asks_for_itself_although_its_parent_was_asking) {
  std::atomic<bool> asking{false};
  std::atomic<bool> may_answer{false};
  source->answer = [&](auto&, auto&) -> Result<AccessToken> {
    asking = true;
    while (!may_answer) std::this_thread::yield();
    return source->token("token", 3600);
  };
  std::thread parent([&] { EXPECT_TRUE(gets("scope")); });
  while (!asking) std::this_thread::yield();
  EXPECT_TRUE(in_child([&] {
    may_answer = true;
    return gets("scope");
  }));
  may_answer = true;
  parent.join();
}

// The sanitizers' allocator keeps the locks that other threads held when a process forks, so a child of a busy process may hang
// in its first allocation: this needs the C library's own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(Fork, children_of_a_busy_process_never_hang) {
  source->give_tokens(3600);
  ASSERT_TRUE(gets("scope"));
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; !stop; ++round) {
        gets("scope", Wants::forced);
        gets("scope " + std::to_string(i) + std::to_string(round % 500));
        credential->cached("scope");
      }
    });
  }
  for (int i = 0; i < 40; ++i) {
    EXPECT_TRUE(in_child([&] {
      return credential->cached("scope") && gets("scope") && gets("scope", Wants::forced) && gets("only in the child");
    }));
  }
  stop = true;
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(gets("scope", Wants::forced));
}
#endif

// ThreadSanitizer ends a child that starts a thread.
#if !defined(__SANITIZE_THREAD__)
TEST_F(Fork, a_child_has_workers_of_its_own) {
  source->give_tokens(3600);
  ASSERT_TRUE(PendingGet(credential, {.scopes = {"first"}}).take().ok());
  EXPECT_TRUE(in_child([&] { return PendingGet(credential, {.scopes = {"second"}}).take().ok(); }));
  EXPECT_TRUE(PendingGet(credential, {.scopes = {"third"}}).take().ok());
}
#endif

}  // namespace
}  // namespace azcred
