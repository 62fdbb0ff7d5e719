// Rows N of the fault catalogue, as the transport sees them.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/http/curl_fixture.h"

namespace azcred::test {
namespace {

using NetworkFaultTest = CurlTransportTest;

TEST_F(NetworkFaultTest, N1_says_that_a_connection_was_refused) {
  const std::string url = server.url();
  server.stop();
  expect_failure(transport->send(request_to(url), limits()), Kind::connect, "the connection was refused");
}

TEST_F(NetworkFaultTest, N2_gives_up_a_connection_that_nobody_accepts) {
  // A full backlog drops further connection attempts, as a black hole does.
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(bind(listener, generic, sizeof address), 0);
  ASSERT_EQ(listen(listener, 0), 0);
  socklen_t size = sizeof address;
  getsockname(listener, generic, &size);
  std::vector<int> fillers;
  for (int i = 0; i < 4; ++i) {
    fillers.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    connect(fillers.back(), generic, sizeof address);
  }

  Request request = request_to("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/");
  request.connect_timeout_ms = 100;
  const auto by_connect_timeout = transport->send(request, limits());
  expect_failure(by_connect_timeout, Kind::timeout, "no connection could be made in 100 ms");
  EXPECT_FALSE(by_connect_timeout.error().connected);

  request.connect_timeout_ms = 5'000;
  expect_failure(transport->send(request, limits(100)), Kind::timeout, "the call's time was up before there was a connection");
  for (const int filler : fillers) close(filler);
  close(listener);
}

TEST_F(NetworkFaultTest, N3_gives_up_a_server_that_never_answers) {
  server.script(never_answers());
  const auto by_deadline = transport->send(request(), limits(100));
  expect_failure(by_deadline, Kind::timeout, "the call's time was up before the server answered");
  EXPECT_TRUE(by_deadline.error().connected);

  Request request = this->request();
  request.try_timeout_ms = 100;
  const auto by_try = transport->send(request, limits());
  expect_failure(by_try, Kind::timeout, "the server did not answer in 100 ms");
  EXPECT_TRUE(by_try.error().connected);
}

TEST_F(NetworkFaultTest, N3_sends_nothing_after_the_deadline) {
  expect_failure(transport->send(request(), limits(0)), Kind::timeout, "the call's time was up before there was a connection");
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(NetworkFaultTest, N3_a_kept_connection_that_falls_silent_counts_as_connected) {
  server.script([](FaultConnection& connection) {
    if (connection.read_request() && connection.write(http_answer(200, "{}"))) connection.stall();
  });
  expect_body(send(), "{}");
  const auto result = transport->send(request(), limits(100));
  expect_failure(result, Kind::timeout, "the call's time was up before the server answered");
  EXPECT_TRUE(result.error().connected);
}

TEST_F(NetworkFaultTest, N4_gives_up_headers_that_drip) {
  server.script(drips(http_answer(200, std::string(4'000, 'x'))));
  expect_failure(transport->send(request(), limits(150)), Kind::timeout, "the call's time was up before the server answered");
}

TEST_F(NetworkFaultTest, N5_gives_up_a_body_that_drips) {
  server.script([](FaultConnection& connection) {
    if (!connection.read_request() || !connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")) return;
    connection.drip(std::string(4'000, 'x'), 20);
  });
  expect_failure(transport->send(request(), limits(150)), Kind::timeout, "the call's time was up before the server answered");
}

TEST_F(NetworkFaultTest, N6_reports_a_reset_after_the_request) {
  server.script(resets_after("", 0));
  expect_failure(send(), Kind::interrupted, "the connection broke before the answer was whole");
}

TEST_F(NetworkFaultTest, N7_reports_a_reset_within_the_body) {
  const std::string answer = http_answer(200, canary);
  server.script(resets_after(answer, answer.size() - 3));
  expect_failure(send(), Kind::interrupted, "the connection broke before the answer was whole");
}

TEST_F(NetworkFaultTest, N8_reports_a_close_at_every_byte_of_an_answer) {
  const std::string answer = http_answer(200, "{\"a\":1}");
  for (std::size_t size = 0; size < answer.size(); ++size) {
    server.script(cuts_after(answer, size));
    const auto result = send();
    ASSERT_FALSE(result.ok()) << size;
    EXPECT_TRUE(result.error().kind == Kind::interrupted || result.error().kind == Kind::malformed) << size;
  }
}

TEST_F(NetworkFaultTest, N8_reports_a_close_at_every_byte_of_a_chunked_answer) {
  const std::string answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n";
  for (std::size_t size = 0; size + 1 < answer.size(); ++size) {  // all but the last line feed: nothing hangs on that
    server.script(cuts_after(answer, size));
    const auto result = send();
    ASSERT_FALSE(result.ok()) << size;
    EXPECT_TRUE(result.error().kind == Kind::interrupted || result.error().kind == Kind::malformed) << size;
  }
  expect_body(send_for(answer), "{\"a\":1}");
}

TEST_F(NetworkFaultTest, N9_connects_again_when_the_kept_connection_was_closed) {
  server.script(answers_once(http_answer(200, "{}")));
  for (int i = 0; i < 5; ++i) expect_body(send(), "{}");
  EXPECT_EQ(server.connections(), 5U);
}

TEST_F(NetworkFaultTest, N9_connects_again_when_the_kept_connection_closes_on_the_next_request) {
  server.script({[](FaultConnection& connection) {
                   connection.read_request();
                   connection.write(http_answer(200, "{}"));
                   connection.read_request();
                 },
                 answers(http_answer(200, "{}"))});
  expect_body(send(), "{}");
  expect_body(send(), "{}");
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(NetworkFaultTest, N10_says_that_a_network_is_unreachable) {
  // Class E: no route, whatever the machine is connected to.
  expect_failure(transport->send(request_to("http://255.255.255.255/"), limits()), Kind::connect, "the network is unreachable");
}

TEST_F(NetworkFaultTest, N12_says_that_a_name_has_no_address) {
  expect_failure(transport->send(request_to("http://azcred.invalid/"), limits()), Kind::resolve,
                 "the host name could not be resolved");
}

TEST_F(NetworkFaultTest, N19_never_uses_a_proxy_of_the_environment) {
  FaultServer proxy;
  proxy.script(answers(http_answer(200, "EVIL")));
  server.script(answers(http_answer(200, "{}")));
  const char* const names[] = {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
  for (const char* name : names) setenv(name, proxy.origin().c_str(), 1);
  unsetenv("no_proxy");
  expect_body(send(), "{}");
  for (const char* name : names) unsetenv(name);
  EXPECT_EQ(proxy.connections(), 0U);
}

TEST_F(NetworkFaultTest, a_failure_leaves_nothing_that_spoils_the_next_request) {
  server.script(
      {resets_after("", 0), cuts_after(http_answer(200, "{}"), 20), never_answers(), answers(http_answer(200, "{}"))});
  EXPECT_FALSE(send().ok());
  EXPECT_FALSE(send().ok());
  EXPECT_FALSE(transport->send(request(), limits(50)).ok());
  expect_body(send(), "{}");
}

}  // namespace
}  // namespace azcred::test
