// Ids that let Azure's operators find a request in their logs.
#pragma once
#include <string>

#include "host/host.h"

namespace azcred {

/// A fresh random GUID (version 4) in lower case.
std::string make_request_id(Host& host);

}  // namespace azcred
