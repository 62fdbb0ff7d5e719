// A failure: what happened, where, and what to do about it.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "base/status.h"
#include "base/text.h"

namespace azcred {

struct Error;
using ErrorPtr = std::shared_ptr<const Error>;

/// Immutable once shared. Every member is from a closed vocabulary: see the member for how it gets there.
struct Error {
  Status status = Status::internal;
  std::string source;          ///< from the table of source names, such as "ManagedIdentity/IMDS"; "" outside a source
  Text fact;                   ///< what happened, without a capital or a full stop
  Text hint;                   ///< what to do next: starts with a capital, no full stop; empty if nothing is known
  std::string service_code;    ///< only a code that this library knows (oauth/service_code.h); "" otherwise
  std::int32_t aadsts = 0;     ///< 700016 for AADSTS700016
  std::string correlation_id;  ///< only a GUID
  std::string claims;          ///< the claims challenge to repeat with the next request
  std::int32_t http_status = 0;
  bool retryable = false;
  std::int64_t retry_after_ms = -1;     ///< -1 if the service did not say
  std::optional<Instant> untried_at{};  ///< when another try was due that the deadline of the call left no time for
  std::vector<ErrorPtr> causes;         ///< one per link of a chain, in order

  std::string message;  ///< "source: fact. Hint" in one line; made by fail()
};

/// Completes the message and shares the error.
ErrorPtr fail(Error error);

}  // namespace azcred
