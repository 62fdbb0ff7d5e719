// Says in words why there is no response.
#pragma once
#include "http/message.h"

namespace azcred {

/// `error_number` is the errno of socket() or connect(), 0 if nobody knows.
TransportFailure connect_failure(int error_number);

/// connect_timeout_ms have passed; `connected` says whether there was a TCP connection, so that TLS is what took so long.
TransportFailure connect_timeout(const Request& request, bool connected);

/// try_timeout_ms have passed, or the deadline of the whole call.
TransportFailure answer_timeout(const Request& request, bool by_deadline, bool connected);

TransportFailure cancellation();

}  // namespace azcred
