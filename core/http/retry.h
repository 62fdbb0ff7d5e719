// Sends again what may succeed the next time.
#pragma once
#include <cstdint>

#include "base/log.h"
#include "host/host.h"
#include "http/transport.h"

namespace azcred {

/// What a host's documentation says about trying again. See protocol rules beside each source.
struct RetryPolicy {
  bool (*retries_status)(int http_status) = nullptr;
  bool (*retries_answer)(const Response& response) = nullptr;  ///< beyond those: what a status alone does not say
  std::uint32_t most_retries = 3;
  std::int64_t first_delay_ms = 800;  ///< doubled after each try, plus or minus 20 %
  /// After an answer 410 (the service is being updated): a try every 10 s until 70 s have passed since the first 410, whatever
  /// most_retries says. 0 means that 410 is nothing special.
  std::int64_t gone_for_ms = 0;
  /// Off while nobody has ever answered: no connection then means that there is nobody.
  bool retries_connect = true;
  std::int64_t longest_retry_after_ms = 60'000;  ///< a service that asks for more is not waited for
};

/// `Retry-After` (seconds or an HTTP date), `retry-after-ms` or `x-ms-retry-after-ms` as milliseconds from `unix_now`; -1 if
/// none says anything that makes sense. Never less than 0.
std::int64_t retry_after_ms(const Response& response, std::int64_t unix_now) noexcept;

/// The last response, whatever its status, or the last failure. Failures to connect, interrupted answers and timeouts of one
/// try count as tries; a timeout of one try is tried again once only, so that a hanging server is given up within two tries. A
/// pause that would not end before the deadline is not begun: the last response or failure is returned at once, because it says
/// more than a timeout would, with untried_at set to when that pause would have ended. The cancels end a pause at once: then
/// the failure is cancelled.
Result<Response, TransportFailure> send_with_retries(Transport& transport, Host& host, const Request& request,
                                                     const RetryPolicy& policy, const Limits& limits, const Log& log,
                                                     std::string_view source);

}  // namespace azcred
