// How a send that waits is ended, shared and forked.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "support/fault_tls.h"
#include "unit/http/curl_fixture.h"

namespace azcred::test {
namespace {

using WaitingTest = CurlTransportTest;

/// A script that says when the request has come and then stays silent.
class Arrival {
 public:
  FaultServer::Script script() {
    return [this](FaultConnection& connection) {
      if (!connection.read_request()) return;
      arrived_ = true;
      arrived_.notify_all();
      connection.stall();
    };
  }
  void wait() const { arrived_.wait(false); }

 private:
  std::atomic<bool> arrived_{false};
};

TEST_F(WaitingTest, any_switch_ends_a_send_that_waits_for_an_answer) {
  for (std::size_t position = 0; position < Limits{}.cancels.size(); ++position) {
    Arrival arrival;
    server.script(arrival.script());
    Cancel cancel;
    Limits limits = this->limits(600'000);
    limits.cancels[position] = &cancel;
    std::thread other([&] {
      arrival.wait();
      cancel.trigger();
    });
    expect_failure(transport->send(request(), limits), Kind::cancelled, "the call was cancelled");
    other.join();
  }
}

TEST_F(WaitingTest, sends_nothing_once_cancelled) {
  Cancel cancel;
  cancel.trigger();
  expect_failure(transport->send(request(), {.cancels = {&cancel}}), Kind::cancelled, "the call was cancelled");
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(WaitingTest, a_switch_of_another_process_does_not_end_a_send) {
  server.script([](FaultConnection& connection) {
    connection.read_request();
    connection.pause(50);
    connection.write(http_answer(200, "{}"));
  });
  Cancel cancel;
  const pid_t child = fork();
  if (child == 0) {
    cancel.trigger();
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  Limits limits = this->limits();
  limits.cancels[0] = &cancel;
  expect_body(transport->send(request(), limits), "{}");
}

TEST_F(WaitingTest, many_threads_send_at_once_and_keep_few_connections) {
  constexpr std::size_t thread_count = 16;
  std::atomic<std::size_t> waiting{0};
  server.script([&](FaultConnection& connection) {
    while (connection.read_request()) {
      if (++waiting >= thread_count) waiting.notify_all();
      for (auto seen = waiting.load(); seen < thread_count; seen = waiting.load()) waiting.wait(seen);
      if (!connection.write(http_answer(200, "{}"))) return;
    }
  });
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (std::size_t i = 0; i < thread_count; ++i) {
    threads.emplace_back([&] {
      if (send().ok()) ++good;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 16);
  EXPECT_EQ(server.connections(), 16U);
  for (int i = 0; i < 16; ++i) expect_body(send(), "{}");
  EXPECT_EQ(server.connections(), 16U) << "an idle connection serves whoever comes next";
}

/// Runs `body` in a child; what it returns is the child's exit status.
int in_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1'000;
}

TEST_F(WaitingTest, a_forked_child_sends_on_a_connection_of_its_own) {
  server.script(answers(http_answer(200, "{}")));
  expect_body(send(), "{}");
  EXPECT_EQ(in_child([&] { return send().ok() ? 0 : 1; }), 0);
  expect_body(send(), "{}");
  EXPECT_EQ(server.connections(), 2U) << "one of the parent's, one of the child's";
}

TEST_F(WaitingTest, a_forked_child_that_frees_the_transport_leaves_the_parents_tls_connection_alone) {
  const TestCertificate certificate;
  FaultServer tls_server(certificate.channel());
  tls_server.script(answers(http_answer(200, "{}")));
  Request request = request_to(tls_server.url());
  request.pinned_certificate_sha1 = certificate.sha1();
  expect_body(transport->send(request, limits()), "{}");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(in_child([&] {
                transport.reset();
                return 0;
              }),
              0);
    expect_body(transport->send(request, limits()), "{}");
  }
  EXPECT_EQ(tls_server.connections(), 1U);
}

TEST_F(WaitingTest, a_grandchild_sends_too) {
  server.script(answers(http_answer(200, "{}")));
  expect_body(send(), "{}");
  EXPECT_EQ(in_child([&] {
              if (!send().ok()) return 1;
              return in_child([&] { return send().ok() ? 0 : 2; });
            }),
            0);
}

TEST_F(WaitingTest, changes_neither_signal_mask_nor_handlers) {
  const TestCertificate certificate;
  FaultServer tls_server(certificate.channel());
  tls_server.script({resets_after("", 0), resets_after("HTTP", 4), answers(http_answer(200, "{}"))});
  sigset_t before;
  sigset_t after;
  struct sigaction handler_before {};
  struct sigaction handler_after {};
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  sigaction(SIGPIPE, nullptr, &handler_before);
  Request request = request_to(tls_server.url());
  request.pinned_certificate_sha1 = certificate.sha1();
  for (int i = 0; i < 3; ++i) transport->send(request, limits()).ok();
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  sigaction(SIGPIPE, nullptr, &handler_after);
  for (int signal = 1; signal < NSIG; ++signal) EXPECT_EQ(sigismember(&before, signal), sigismember(&after, signal)) << signal;
  EXPECT_EQ(handler_before.sa_handler, handler_after.sa_handler);
}

}  // namespace
}  // namespace azcred::test
