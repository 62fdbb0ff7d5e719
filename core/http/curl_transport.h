// HTTP by libcurl. The only file pair that knows libcurl.
#pragma once
#include <memory>
#include <string>

#include "host/host.h"
#include "http/transport.h"

namespace azcred {

/// Drives libcurl on the thread that sends: starts no thread of its own (libcurl starts one while it resolves a name). Keeps
/// idle connections and opens none before the first send. Throws std::bad_alloc.
std::shared_ptr<Transport> make_curl_transport(std::shared_ptr<Host> host);

/// The versions that are loaded now, such as "libcurl/7.88.1 OpenSSL/3.0.17". Throws std::bad_alloc.
std::string transport_versions();

}  // namespace azcred
