// Rows U: loading, unloading and ending.
#include <unistd.h>

#include <chrono>

#include "faults/child.h"
#include "faults/stage.h"

namespace azcred::test {
namespace {

/// Runs the loading host against this server; its exit status, or 1000 + the signal that ended it.
int run_loader(const FaultServer& server, const char* what, int timeout_ms = 60'000) {
  return in_child(
      [&] {
        setenv("MSI_ENDPOINT", server.url().c_str(), 1);
        setenv("ASAN_OPTIONS", "quarantine_size_mb=1", 1);  // what the sanitizer keeps would look like growth
        execl(AZCRED_LOADER_PATH, AZCRED_LOADER_PATH, AZCRED_LIBRARY_PATH, what, nullptr);
        return 96;
      },
      timeout_ms);
}

TEST(Faults, U1_loaded_and_unloaded_a_thousand_times) {
  FaultServer server;
  server.script(answers(token_answer()));
  EXPECT_EQ(run_loader(server, "load_and_unload"), 0);
  EXPECT_EQ(server.requests().size(), 1'000U);
}

TEST(Faults, U2_unloaded_with_a_request_in_flight) {
  FaultServer server;
  server.script(never_answers());
  EXPECT_EQ(run_loader(server, "unload_in_flight"), 0);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Faults, U3_ended_with_a_request_in_flight) {
  FaultServer server;
  server.script(never_answers());
  for (const char* how : {"exit", "quick_exit", "_exit", "return"}) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(run_loader(server, how), 7) << how;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << how;
  }
  EXPECT_EQ(run_loader(server, "abort"), 1'000 + SIGABRT);
}

}  // namespace
}  // namespace azcred::test
