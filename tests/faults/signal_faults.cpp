// Rows G: signals.
#include <unistd.h>

#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include "faults/stage.h"

namespace azcred::test {
namespace {

std::atomic<int> alarms{0};
static_assert(std::atomic<int>::is_always_lock_free);

/// A host whose timer interrupts it a thousand times a second, without SA_RESTART.
class ImpatientHost {
 public:
  ImpatientHost() {
    alarms = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { ++alarms; };
    sigaction(SIGALRM, &action, &before_);
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGALRM;
    timer_create(CLOCK_MONOTONIC, &event, &timer_);
    const itimerspec often{.it_interval = {0, 1'000'000}, .it_value = {0, 1'000'000}};
    timer_settime(timer_, 0, &often, nullptr);
  }
  ~ImpatientHost() {
    timer_delete(timer_);
    sigaction(SIGALRM, &before_, nullptr);
  }

 private:
  struct sigaction before_ {};
  timer_t timer_{};
};

TEST(Faults, G1_a_thousand_signals_a_second) {
  const ImpatientHost host;
  on_every_host([](Stage& stage) {
    stage.server().script([](FaultConnection& connection) {
      while (connection.read_request()) {
        connection.pause(3);
        if (!connection.write(token_answer())) return;
      }
    });
    for (int i = 0; i < 50; ++i) EXPECT_EQ(stage.fetch().token, "CANARY-good-token");
  });
  EXPECT_GT(alarms, 100);
}

TEST(Faults, G2_no_sigpipe_wherever_the_server_resets) {
  // The default disposition: one SIGPIPE ends this program.
  struct sigaction now {};
  sigaction(SIGPIPE, nullptr, &now);
  ASSERT_EQ(now.sa_handler, SIG_DFL);
  on_every_host([](Stage& stage) {
    const std::string answer = token_answer();
    for (std::size_t size = 0; size < answer.size(); size += 7) {
      stage.play(resets_after(answer, size));
      EXPECT_NE(stage.fetch().status, AZCRED_OK);
    }
    // Resets while the connection is idle, and before the request has been read.
    stage.play([answer](FaultConnection& connection) {
      if (connection.read_request()) connection.write(answer);
      connection.reset();
    });
    for (int i = 0; i < 20; ++i) stage.fetch();
    stage.play([](FaultConnection& connection) { connection.reset(); });
    for (int i = 0; i < 20; ++i) EXPECT_NE(stage.fetch().status, AZCRED_OK);
    stage.expect_recovery();
  });
}

/// The signals that each thread but this one blocks, as the kernel writes them.
std::vector<std::string> masks_of_other_threads() {
  std::vector<std::string> masks;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    if (task.path().filename() == std::to_string(gettid())) continue;
    std::ifstream status(task.path() / "status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("SigBlk:")) masks.push_back(line.substr(8));
    }
  }
  return masks;
}

TEST(Faults, G3_the_librarys_thread_takes_no_signal) {
  Stage stage(HostKind::app_service);
  stage.server().script(never_answers());  // the server's threads block everything too
  const Handle<azcred_request> request(azcred_request_new("https://vault.azure.net"));
  azcred_error* error = nullptr;
  const std::size_t threads_before = masks_of_other_threads().size();
  const Handle<azcred_call> call(azcred_credential_start(stage.credential(), request.get(), &error));
  ASSERT_EQ(error, nullptr);
  while (stage.server().requests().empty()) std::this_thread::yield();
  const auto masks = masks_of_other_threads();
  EXPECT_GE(masks.size(), threads_before + 2);
  // All but SIGKILL and SIGSTOP, which nobody can block, and the two that the C library keeps for itself.
  for (const std::string& mask : masks) EXPECT_EQ(mask, "fffffffe7ffbfeff");
  azcred_call_cancel(call.get());
}

}  // namespace
}  // namespace azcred::test
