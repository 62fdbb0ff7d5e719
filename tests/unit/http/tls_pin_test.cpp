#include "http/tls_pin.h"

#include "support/fault_tls.h"
#include "unit/http/curl_fixture.h"

namespace azcred::test {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(c));
  return text;
}

class TlsPinTest : public CurlTransportTest {
 protected:
  TestCertificate certificate;
  FaultServer tls_server{certificate.channel()};

  Request pinned_request(const std::string& pin) const {
    Request request = request_to(tls_server.url());
    request.headers.push_back({"secret", Secret(canary)});
    request.pinned_certificate_sha1 = pin;
    return request;
  }
};

TEST_F(TlsPinTest, accepts_the_pinned_certificate_though_it_is_self_signed) {
  tls_server.script(answers(http_answer(200, "{}")));
  expect_body(transport->send(pinned_request(certificate.sha1()), limits()), "{}");
  EXPECT_EQ(tls_server.requests().at(0).header("secret"), canary);
}

TEST_F(TlsPinTest, accepts_the_pin_in_lower_case) {
  tls_server.script(answers(http_answer(200, "{}")));
  expect_body(transport->send(pinned_request(lower(certificate.sha1())), limits()), "{}");
}

TEST_F(TlsPinTest, keeps_a_pinned_connection) {
  tls_server.script(answers(http_answer(200, "{}")));
  for (int i = 0; i < 3; ++i) expect_body(transport->send(pinned_request(certificate.sha1()), limits()), "{}");
  EXPECT_EQ(tls_server.connections(), 1U);
}

TEST_F(TlsPinTest, sends_no_byte_to_another_certificate) {
  tls_server.script(answers(http_answer(200, "{}")));
  const TestCertificate other;
  expect_failure(transport->send(pinned_request(other.sha1()), limits()), Kind::tls,
                 "the server's certificate does not have the pinned thumbprint");
  tls_server.stop();
  EXPECT_EQ(tls_server.bytes_received(), 0U);
}

TEST_F(TlsPinTest, differs_in_every_byte) {
  tls_server.script(answers(http_answer(200, "{}")));
  for (std::size_t i = 0; i < 40; ++i) {
    std::string pin = certificate.sha1();
    pin[i] = pin[i] == '0' ? '1' : '0';
    expect_failure(transport->send(pinned_request(pin), limits()), Kind::tls,
                   "the server's certificate does not have the pinned thumbprint");
  }
  EXPECT_EQ(tls_server.bytes_received(), 0U);
}

TEST_F(TlsPinTest, does_not_let_a_pinned_connection_serve_a_request_with_another_pin) {
  tls_server.script(answers(http_answer(200, "{}")));
  expect_body(transport->send(pinned_request(certificate.sha1()), limits()), "{}");
  const TestCertificate other;
  EXPECT_FALSE(transport->send(pinned_request(other.sha1()), limits()).ok());
  Request unpinned = request_to(tls_server.url());
  EXPECT_FALSE(transport->send(unpinned, limits()).ok());
  EXPECT_EQ(tls_server.requests().size(), 1U);
}

TEST_F(TlsPinTest, refuses_a_pin_that_is_none_before_connecting) {
  for (const std::string pin :
       {"", "abc", "zz34567890123456789012345678901234567890", "12345678901234567890123456789012345678901"}) {
    EXPECT_FALSE(CertificatePin::parse(pin).has_value()) << pin;
    expect_failure(transport->send(pinned_request(pin), limits()), Kind::tls,
                   "the pinned thumbprint is not 40 hexadecimal digits");
  }
  EXPECT_EQ(tls_server.connections(), 0U);
}

TEST_F(TlsPinTest, refuses_to_pin_over_plain_http) {
  Request request = pinned_request(certificate.sha1());
  request.url = server.url();
  expect_failure(transport->send(request, limits()), Kind::tls, "a certificate is pinned but the address is not https");
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(TlsPinTest, without_a_pin_refuses_a_self_signed_certificate_before_sending_anything) {
  tls_server.script(answers(http_answer(200, "{}")));
  expect_failure(transport->send(request_to(tls_server.url()), limits()), Kind::tls, "the server's certificate is self-signed");
  tls_server.stop();
  EXPECT_EQ(tls_server.bytes_received(), 0U);
}

TEST_F(TlsPinTest, says_that_a_server_does_not_speak_tls) {
  server.script([](FaultConnection& connection) {
    connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.stall();
  });
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  expect_failure(transport->send(request_to(url), limits()), Kind::tls, "the TLS handshake failed");
}

TEST_F(TlsPinTest, gives_up_a_handshake_that_stalls) {
  FaultServer silent(certificate.channel(false));
  silent.script([](FaultConnection& connection) { connection.stall(); });
  Request request = request_to(silent.url());
  request.connect_timeout_ms = 100;
  const auto result = transport->send(request, limits());
  expect_failure(result, Kind::timeout, "the TLS handshake was not done in 100 ms");
  EXPECT_TRUE(result.error().connected);
}

}  // namespace
}  // namespace azcred::test
