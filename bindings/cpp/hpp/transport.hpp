// One HTTP exchange of a program's own transport.
#pragma once
#include <azcred/transport.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "detail.hpp"
#include "error.hpp"

namespace azcred {

/// What to send. Only valid while the transport runs. May hold secrets.
class HttpRequest {
 public:
  /// Borrows what the C API hands to the transport.
  explicit HttpRequest(const azcred_http_request* request) noexcept : request_(request) {}

  /// "GET" or "POST"
  std::string_view method() const noexcept { return azcred_http_request_method(request_); }
  /// Absolute, http or https.
  std::string_view url() const noexcept { return azcred_http_request_url(request_); }
  /// Without those that are the transport's: Host, Content-Length, what a connection needs.
  std::size_t header_count() const noexcept { return azcred_http_request_header_count(request_); }
  /// Empty if there is none of that index.
  std::string_view header_name(std::size_t index) const noexcept { return azcred_http_request_header_name(request_, index); }
  /// May be a secret. Empty if there is none of that index.
  std::string_view header_value(std::size_t index) const noexcept { return azcred_http_request_header_value(request_, index); }
  /// May hold a secret.
  std::string_view body() const noexcept {
    return {static_cast<const char*>(azcred_http_request_body(request_)), azcred_http_request_body_size(request_)};
  }
  /// The SHA-1, in hexadecimal, of the one certificate to accept; empty if the server is to be verified as usual. A transport
  /// that cannot compare it before it sends must return Status::network.
  std::string_view pinned_certificate_sha1() const noexcept { return azcred_http_request_pinned_certificate_sha1(request_); }
  /// Zero once the time is up or the call was cancelled.
  std::chrono::milliseconds time_left() const noexcept {
    return std::chrono::milliseconds(azcred_http_request_time_left_ms(request_));
  }

 private:
  const azcred_http_request* request_;
};

/// What came back. Only valid while the transport runs. At most 1 MiB of body and 32 KiB of headers.
class HttpResponse {
 public:
  /// Borrows what the C API hands to the transport.
  explicit HttpResponse(azcred_http_response* response) noexcept : response_(response) {}

  /// 100 to 599; any other makes the response unusable.
  void set_status(std::int32_t http_status) noexcept { azcred_http_response_set_status(response_, http_status); }
  /// Throws std::invalid_argument for a string with a NUL in it.
  void add_header(const std::string& name, const std::string& value) {
    azcred_http_response_add_header(response_, detail::c_string(name), detail::c_string(value));
  }
  /// Copied, and wiped after use.
  void append_body(std::string_view bytes) noexcept { azcred_http_response_append_body(response_, bytes.data(), bytes.size()); }

 private:
  azcred_http_response* response_;
};

/// Makes one exchange: Status::ok if an answer of whatever HTTP status came. It must not use a proxy, follow redirects or add
/// credentials. What it throws counts as Status::network. Called by any thread that uses the credential, by several at once.
using SendHttp = std::function<Status(const HttpRequest& request, HttpResponse& response)>;

}  // namespace azcred
