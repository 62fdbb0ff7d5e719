// What every test of the libcurl transport starts from.
#pragma once
#include <gtest/gtest.h>

#include "http/curl_transport.h"
#include "support/fault_server.h"
#include "support/real_clock_host.h"

namespace azcred::test {

/// The bytes that must never be seen in a failure.
inline constexpr std::string_view canary = "CANARY-eyJ0b2tlbg";

class CurlTransportTest : public testing::Test {
 protected:
  using Kind = TransportFailure::Kind;

  std::shared_ptr<RealClockHost> host = std::make_shared<RealClockHost>();
  FaultServer server;
  std::shared_ptr<Transport> transport = make_curl_transport(host);

  static Request request_to(std::string url) {
    Request request;
    request.url = std::move(url);
    request.try_timeout_ms = 20'000;
    return request;
  }
  Request request() const { return request_to(server.url()); }
  Limits limits(std::int64_t milliseconds = 20'000) const {
    return {.deadline = Deadline::after(host->now(), milliseconds), .cancels = {}};
  }
  Result<Response, TransportFailure> send() { return transport->send(request(), limits()); }

  /// What the transport says to an answer of exactly these bytes, after which the server closes.
  Result<Response, TransportFailure> send_for(std::string answer) {
    server.script(answers_once(std::move(answer)));
    return send();
  }

  static void expect_failure(const Result<Response, TransportFailure>& result, Kind kind, std::string_view fact) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind, kind);
    EXPECT_EQ(result.error().fact.str(), fact);
  }
  static void expect_body(const Result<Response, TransportFailure>& result, std::string_view body) {
    ASSERT_TRUE(result.ok()) << result.error().fact.str();
    EXPECT_EQ(result.value().status, 200);
    EXPECT_EQ(result.value().body.reveal(), body);
  }
};

}  // namespace azcred::test
