// Says what a kept connection is good for.
#pragma once
#include <string>

#include "http/message.h"

namespace azcred {

/// Equal only for requests that may share a connection: the same scheme, host, port and pinned certificate.
std::string connection_key(const Request& request);

}  // namespace azcred
