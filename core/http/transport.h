// One HTTP exchange, by whatever means.
#pragma once
#include "base/limits.h"
#include "base/result.h"
#include "http/message.h"

namespace azcred {

/// Any number of threads may send at once. Never follows a redirect, never uses a proxy for these requests, keeps no cookies.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Returns by the deadline even if a name server does not answer. Throws std::bad_alloc only.
  virtual Result<Response, TransportFailure> send(const Request& request, const Limits& limits) = 0;
};

}  // namespace azcred
