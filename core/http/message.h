// What is sent and what comes back.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "base/secret.h"
#include "base/text.h"

namespace azcred {

struct RequestHeader {
  std::string name;
  Secret value;  ///< may prove who we are
};

struct Request {
  enum class Method { get, post };
  Method method = Method::get;
  std::string url;
  std::vector<RequestHeader> headers;
  Secret body;
  /// The server's certificate must have this SHA-1 (40 hexadecimal digits, any case) and need have nothing else: checked
  /// before a byte of the request is sent.
  std::optional<std::string> pinned_certificate_sha1;
  std::int64_t connect_timeout_ms = 5'000;
  std::int64_t try_timeout_ms = 30'000;
};

struct ResponseHeader {
  std::string name, value;
};

struct Response {
  int status = 0;
  std::string reason;  ///< of the status line; Docker Desktop explains itself only there
  std::vector<ResponseHeader> headers;
  Secret body;
  std::optional<Instant> untried_at{};  ///< set by send_with_retries: see there

  /// The first header of that name, in any case; nothing if there is none.
  std::optional<std::string_view> header(std::string_view name) const noexcept;
};

/// Why there is no response.
struct TransportFailure {
  enum class Kind {
    resolve,  ///< the name has no address
    connect,  ///< refused or unreachable
    tls,      ///< no trusted channel; nothing of the request was sent
    timeout,  ///< of one try, or the deadline: ask the limits which
    cancelled,
    interrupted,  ///< the connection broke before the answer was whole
    malformed,    ///< what came is not HTTP/1.x as we accept it
    too_large,    ///< more than response_limit bytes, or header_limit bytes of headers
    resources,    ///< no descriptors or memory for a connection
    hook,         ///< the program's own transport said no
  };
  Kind kind;
  bool connected = false;               ///< for timeout: whether a connection had been made
  std::optional<Instant> untried_at{};  ///< set by send_with_retries: see there
  Text fact;                            ///< such as "the connection was refused"; never anything the server sent
};

inline constexpr std::size_t response_limit = 1'048'576;
inline constexpr std::size_t header_limit = 32'768;

}  // namespace azcred
