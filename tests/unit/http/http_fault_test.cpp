// Rows H of the fault catalogue, as the transport sees them.
#include <array>

#include "unit/http/curl_fixture.h"

namespace azcred::test {
namespace {

using HttpFaultTest = CurlTransportTest;

TEST_F(HttpFaultTest, H1_follows_no_redirect) {
  FaultServer target;
  target.script(answers(http_answer(200, "EVIL")));
  for (const int status : {301, 302, 303, 307, 308}) {
    for (const std::string& location : {target.url(), server.url("/other"), std::string("file:///etc/passwd")}) {
      const auto result = send_for(http_answer(status, "", "Location: " + location + "\r\n"));
      ASSERT_TRUE(result.ok()) << status << location << result.error().fact.str();
      EXPECT_EQ(result.value().status, status);
    }
  }
  EXPECT_EQ(target.connections(), 0U);
  EXPECT_EQ(server.requests().size(), 15U);
}

TEST_F(HttpFaultTest, H9_returns_answers_without_a_body) {
  for (const int status : {204, 206, 304, 401, 407}) {
    const auto result = send_for("HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: 0\r\n\r\n");
    ASSERT_TRUE(result.ok()) << status;
    EXPECT_EQ(result.value().status, status);
    EXPECT_TRUE(result.value().body.empty());
  }
}

TEST_F(HttpFaultTest, H9_refuses_a_status_that_does_not_exist) {
  for (const char* status : {"999", "600"}) {
    expect_failure(send_for(std::string("HTTP/1.1 ") + status + " X\r\nContent-Length: 0\r\n\r\n"), Kind::malformed,
                   "the answer's status is not an HTTP status");
  }
}

TEST_F(HttpFaultTest, H9_skips_an_interim_answer) {
  expect_body(send_for("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n" + http_answer(200, "{}")), "{}");
  const auto result = send_for("HTTP/1.1 103 Early Hints\r\nX-Interim: 1\r\n\r\n" + http_answer(200, "{}"));
  expect_body(result, "{}");
  EXPECT_EQ(result.value().header("X-Interim"), std::nullopt);
  EXPECT_EQ(result.value().reason, "Scripted");
}

TEST_F(HttpFaultTest, H9_refuses_interim_answers_without_end) {
  server.script(repeats_after("", "HTTP/1.1 100 Continue\r\n\r\n"));
  expect_failure(send(), Kind::too_large, "the answer has more headers than any token service sends");
}

TEST_F(HttpFaultTest, H9_refuses_to_switch_protocols) {
  expect_failure(send_for("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n{}"), Kind::malformed,
                 "the server wants to switch to another protocol");
}

TEST_F(HttpFaultTest, H10_gives_up_headers_without_a_body) {
  server.script([](FaultConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
    connection.stall();
  });
  expect_failure(transport->send(request(), limits(100)), Kind::timeout, "the call's time was up before the server answered");
}

TEST_F(HttpFaultTest, H11_refuses_headers_without_end) {
  server.script(repeats_after("HTTP/1.1 200 OK\r\n", "X-More: 1\r\n"));
  expect_failure(send(), Kind::too_large, "the answer has more headers than any token service sends");
}

TEST_F(HttpFaultTest, H11_refuses_one_enormous_header) {
  for (const std::size_t size : {33'000UL, 1'048'576UL}) {
    expect_failure(send_for("HTTP/1.1 200 OK\r\nX: " + std::string(size, 'x') + "\r\nContent-Length: 0\r\n\r\n"),
                   Kind::too_large, "the answer has more headers than any token service sends");
  }
}

TEST_F(HttpFaultTest, H11_refuses_a_header_line_without_end) {
  server.script(repeats_after("HTTP/1.1 200 OK\r\nX: ", std::string(1'000, 'x')));
  expect_failure(send(), Kind::too_large, "the answer has more headers than any token service sends");
}

TEST_F(HttpFaultTest, H11_refuses_trailers_without_end) {
  server.script(repeats_after("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", "X-More: 1\r\n"));
  expect_failure(send(), Kind::too_large, "the answer has more headers than any token service sends");
}

TEST_F(HttpFaultTest, H11_does_not_take_trailers_for_headers) {
  const auto result = send_for("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Trailer: 1\r\n\r\n");
  expect_body(result, "{}");
  EXPECT_EQ(result.value().header("X-Trailer"), std::nullopt);
}

TEST_F(HttpFaultTest, H12_refuses_a_body_that_says_it_is_enormous_without_reading_it) {
  server.script([](FaultConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
    connection.stall();
  });
  expect_failure(send(), Kind::too_large, "the answer is larger than any token answer");
}

TEST_F(HttpFaultTest, H12_refuses_chunks_without_end) {
  std::size_t sent = 0;
  server.script([&](FaultConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    sent = connection.repeat("1000\r\n" + std::string(4'096, 'x') + "\r\n");
  });
  expect_failure(send(), Kind::too_large, "the answer is larger than any token answer");
  server.stop();
  EXPECT_LT(sent, 16 * response_limit) << "what the server got rid of is bounded by buffers";
}

TEST_F(HttpFaultTest, H12_refuses_a_body_without_end_and_without_length) {
  server.script(repeats_after("HTTP/1.1 200 OK\r\n\r\n", std::string(4'096, 'x')));
  expect_failure(send(), Kind::too_large, "the answer is larger than any token answer");
}

TEST_F(HttpFaultTest, H12_takes_a_body_of_exactly_the_limit) {
  expect_body(send_for(http_answer(200, std::string(response_limit, 'x'))), std::string(response_limit, 'x'));
  expect_failure(send_for(http_answer(200, std::string(response_limit + 1, 'x'))), Kind::too_large,
                 "the answer is larger than any token answer");
}

TEST_F(HttpFaultTest, H13_refuses_lengths_that_can_be_read_in_two_ways) {
  for (const char* lengths : {"Content-Length: -1\r\n", "Content-Length: +2\r\n", "Content-Length: 2, 2\r\n",
                              "Content-Length: 0x2\r\n", "Content-Length: \r\n", "Content-Length: 9223372036854775808000\r\n",
                              "Content-Length: 2\r\nContent-Length: 2\r\n", "Content-Length: 2\r\nContent-Length: 3\r\n"}) {
    const auto result = send_for(std::string("HTTP/1.1 200 OK\r\n") + lengths + "\r\n{}");
    ASSERT_FALSE(result.ok()) << lengths;
    EXPECT_EQ(result.error().kind, Kind::malformed) << lengths;
  }
  expect_failure(send_for("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
                 Kind::malformed, "the answer says its length in two ways");
  expect_failure(send_for("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n{}"), Kind::too_large,
                 "the answer is larger than any token answer");
}

TEST_F(HttpFaultTest, H13_reports_a_length_larger_than_the_body) {
  expect_failure(send_for("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}"), Kind::interrupted,
                 "the server closed the connection before its answer was whole");
}

TEST_F(HttpFaultTest, H13_refuses_chunks_that_are_none) {
  for (const char* chunks : {"zz\r\n{}\r\n0\r\n\r\n", "2\r\n{}x\r\n0\r\n\r\n", "ffffffffffffffffff\r\n{}"}) {
    const auto result = send_for(std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") + chunks);
    ASSERT_FALSE(result.ok()) << chunks;
    EXPECT_EQ(result.error().kind, Kind::interrupted);
  }
}

TEST_F(HttpFaultTest, H14_refuses_what_is_compressed_unasked) {
  for (const char* encoding : {"gzip", "deflate", "br", "x-gzip", "identity, gzip"}) {
    expect_failure(send_for(http_answer(200, "\x1f\x8b", std::string("Content-Encoding: ") + encoding + "\r\n")),
                   Kind::malformed, "the answer is compressed, which was not asked for");
  }
  expect_failure(send_for("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"), Kind::malformed,
                 "the answer's transfer encoding is not supported");
  expect_body(send_for(http_answer(200, "{}", "Content-Encoding: identity\r\n")), "{}");
  EXPECT_EQ(server.requests()[0].header("Accept-Encoding"), "");
}

TEST_F(HttpFaultTest, H15_refuses_what_is_not_http_1) {
  for (const std::string& answer :
       {std::string("{\"access_token\":\"CANARY\"}"), std::string("HTTP/0.9 200 OK\r\n\r\n{}"),
        std::string("HTTP/2 200\r\ncontent-length: 2\r\n\r\n{}"), std::string("HTTP/1.1 2x0 OK\r\n\r\n{}"),
        std::string("HTTP/1.1 20 OK\r\n\r\n{}"), std::string("HTTP/1.1 2000 OK\r\n\r\n{}"),
        std::string("HTTP/3.1 200 OK\r\n\r\n{}"), std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        std::string("ICY 200 OK\r\n\r\n{}"), std::string("\r\n\r\n\r\n"), std::string("SSH-2.0-OpenSSH_9.2\r\n")}) {
    const auto result = send_for(answer);
    ASSERT_FALSE(result.ok()) << answer;
    EXPECT_EQ(result.error().kind, Kind::malformed) << answer;
    EXPECT_EQ(result.error().fact.str().find("CANARY"), std::string::npos);
  }
}

TEST_F(HttpFaultTest, H15_refuses_malformed_headers) {
  const std::string nul("X: a\0b\r\n", 8);
  for (const std::string& header :
       {nul, std::string("X: a\x01z\r\n"), std::string("no colon\r\n"), std::string(": no name\r\n"),
        std::string("Content-Length : 2\r\n"), std::string("X: 1\r\n folded\r\n")}) {
    const auto result = send_for("HTTP/1.1 200 OK\r\n" + header + "\r\n{}");
    ASSERT_FALSE(result.ok()) << header;
    EXPECT_EQ(result.error().kind, Kind::malformed) << header;
  }
}

TEST_F(HttpFaultTest, H15_understands_http_1_0) {
  const auto result = send_for("HTTP/1.0 403 connectex: unreachable network.\r\n\r\nno");
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.value().reason, "connectex: unreachable network.");
  EXPECT_EQ(result.value().body.reveal(), "no");
}

TEST_F(HttpFaultTest, H16_remembers_nothing_a_server_asks_to_remember) {
  server.script(answers(http_answer(200, "{}",
                                    "Set-Cookie: a=CANARY\r\nAlt-Svc: h2=\"127.0.0.1:1\"; ma=9999\r\n"
                                    "Strict-Transport-Security: max-age=9999\r\n")));
  expect_body(send(), "{}");
  expect_body(send(), "{}");
  EXPECT_EQ(server.requests()[1].raw, server.requests()[0].raw);
}

TEST_F(HttpFaultTest, H17_drops_a_connection_with_bytes_after_the_answer) {
  // The second answer is planted behind the first.
  server.script({[](FaultConnection& connection) {
                   connection.read_request();
                   connection.write(http_answer(200, "first") + http_answer(200, "EVIL"));
                   connection.stall();
                 },
                 answers(http_answer(200, "second"))});
  expect_body(send(), "first");
  expect_body(send(), "second");
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpFaultTest, H17_drops_a_connection_that_spoke_while_idle) {
  std::atomic<bool> spoke{false};
  server.script({[&](FaultConnection& connection) {
                   connection.read_request();
                   connection.write(http_answer(200, "first"));
                   connection.pause(50);
                   connection.write(http_answer(200, "EVIL"));
                   spoke = true;
                   spoke.notify_all();
                   connection.stall();
                 },
                 answers(http_answer(200, "second"))});
  expect_body(send(), "first");
  spoke.wait(false);
  expect_body(send(), "second");
}

}  // namespace
}  // namespace azcred::test
