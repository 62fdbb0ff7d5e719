#include "http/curl_transport.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <thread>

#include "unit/http/curl_fixture.h"

namespace azcred::test {
namespace {

TEST_F(CurlTransportTest, returns_status_reason_headers_and_body) {
  const auto result = send_for("HTTP/1.1 403 not in the mood\r\nX-One: 1\r\nx-two:  2 \r\nContent-Length: 4\r\n\r\nbody");
  ASSERT_TRUE(result.ok());
  const Response& response = result.value();
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(response.reason, "not in the mood");
  EXPECT_EQ(response.header("X-ONE"), "1");
  EXPECT_EQ(response.header("X-Two"), "2");
  EXPECT_EQ(response.header("X-Three"), std::nullopt);
  EXPECT_EQ(response.body.reveal(), "body");
}

TEST_F(CurlTransportTest, sends_the_path_and_headers_exactly_as_given) {
  server.script(answers(http_answer(200, "{}")));
  Request request = request_to(server.url("/a/../b/%2e?x=%20y&z="));
  request.headers.push_back({"Metadata", Secret("true")});
  request.headers.push_back({"X-Empty", Secret("")});
  ASSERT_TRUE(transport->send(request, limits()).ok());
  EXPECT_EQ(server.requests()[0].raw, "GET /a/../b/%2e?x=%20y&z= HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                                          "\r\nAccept: */*\r\nMetadata: true\r\nX-Empty:\r\n\r\n");
}

TEST_F(CurlTransportTest, posts_a_body_without_waiting_for_permission) {
  server.script(answers(http_answer(200, "{}")));
  Request request = this->request();
  request.method = Request::Method::post;
  request.body = Secret("resource=https%3A%2F%2Fvault.azure.net");
  ASSERT_TRUE(transport->send(request, limits()).ok());
  ASSERT_TRUE(transport->send(this->request(), limits()).ok());
  const auto seen = server.requests();
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(seen[0].body, "resource=https%3A%2F%2Fvault.azure.net");
  EXPECT_EQ(seen[0].header("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(seen[0].header("Expect"), "");
  EXPECT_EQ(seen[1].method, "GET") << "nothing of one request stays for the next";
  EXPECT_EQ(seen[1].body, "");
}

TEST_F(CurlTransportTest, sends_no_header_of_an_earlier_request) {
  server.script(answers(http_answer(200, "{}")));
  Request first = request();
  first.headers.push_back({"X-IDENTITY-HEADER", Secret(canary)});
  ASSERT_TRUE(transport->send(first, limits()).ok());
  ASSERT_TRUE(send().ok());
  EXPECT_EQ(server.requests()[0].header("X-IDENTITY-HEADER"), canary);
  EXPECT_EQ(server.requests()[1].raw.find(canary), std::string::npos);
}

TEST_F(CurlTransportTest, keeps_the_connection_for_the_next_request) {
  server.script(answers(http_answer(200, "{}")));
  for (int i = 0; i < 5; ++i) expect_body(send(), "{}");
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(CurlTransportTest, refuses_a_header_that_would_become_two) {
  Request request = this->request();
  request.headers.push_back({"Metadata", Secret("true\r\nX-Evil: 1")});
  expect_failure(transport->send(request, limits()), Kind::malformed,
                 "a request header holds a character that no header may hold");
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(CurlTransportTest, refuses_other_schemes) {
  for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "HTTP:/x", ""}) {
    expect_failure(transport->send(request_to(url), limits()), Kind::malformed, "the address is neither http nor https");
  }
}

}  // namespace
}  // namespace azcred::test
