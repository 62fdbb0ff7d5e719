// Says what must not be sent.
#pragma once
#include <optional>

#include "http/message.h"

namespace azcred {

/// Why this request must not leave the process, or nothing: an address that is not http or https, a header that would be read
/// as more than one, a pin that is none. Sources make no such request; this is the last line of defence.
std::optional<TransportFailure> reason_not_to_send(const Request& request);

}  // namespace azcred
