// One question to a token endpoint: sending it, and turning what comes back into a token or an error.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/log.h"
#include "host/host.h"
#include "http/retry.h"
#include "http/transport.h"
#include "oauth/token_response.h"
#include "source/access_token.h"
#include "source/token_source.h"

namespace azcred {

/// An answer that is not a token.
struct Refusal {
  int http_status = 0;
  ServiceError error;
  std::optional<Instant> untried_at{};  ///< as in Error
};

/// What a source knows about its endpoint and says to people when it fails.
struct EndpointFacts {
  std::string_view source;  ///< from the table of source names: lives for ever
  RetryPolicy policy;
  Literal no_answer_hint;
  Text (*refusal_hint)(const Refusal& refusal);  ///< may return nothing
};

/// Safe for any number of threads.
class Exchange {
 public:
  struct Answer {
    Response response;
    Instant sent_at;  ///< of the try that was answered
    std::int64_t sent_at_unix_s = 0;
  };

  Exchange(const EndpointFacts& facts, std::shared_ptr<Host> host, std::shared_ptr<Transport> transport, LogPtr log);

  std::string_view source() const noexcept { return facts_.source; }
  Host& host() const noexcept { return *host_; }
  Transport& transport() const noexcept { return *transport_; }
  const Log& log() const noexcept { return *log_; }

  enum class Presence {
    known,     ///< somebody is there, so a connection will be had later
    in_doubt,  ///< nobody has ever answered, so no connection is an answer
  };
  /// Sends by the policy of the endpoint; without retries if `asked` wants a single try.
  Result<Answer, TransportFailure> send(const Request& request, const TokenRequest& asked, const Limits& limits,
                                        Presence presence = Presence::known) const;

  /// The error for a request without an answer.
  ErrorPtr no_answer(const TransportFailure& failure, const Request& request, const Limits& limits) const;
  /// What an answer with that status other than 200 usually means.
  static Status status_of(int http_status) noexcept;
  /// The error for an answer with a status other than 200.
  ErrorPtr refused(const Answer& answer) const;
  /// The same under a status that the source has chosen.
  ErrorPtr refused(const Answer& answer, Status status) const;
  /// The error for an answer with status 200 that holds no token.
  ErrorPtr not_a_token(const TokenResponseFault& fault) const;

  AccessToken token(TokenResponse response, const Answer& answer) const;

 private:
  ErrorPtr refusal(const Refusal& refusal, Status status, std::int64_t retry_after_ms) const;

  EndpointFacts facts_;
  std::shared_ptr<Host> host_;
  std::shared_ptr<Transport> transport_;
  LogPtr log_;
};

}  // namespace azcred
