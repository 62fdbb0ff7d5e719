#include "base/status.h"

namespace azcred {

const char* status_name(Status status) noexcept {
  switch (status) {
    case Status::ok: return "ok";
    case Status::invalid_argument: return "invalid argument";
    case Status::misconfigured: return "misconfigured";
    case Status::unavailable: return "credential unavailable";
    case Status::authentication_failed: return "authentication failed";
    case Status::wrong_identity: return "wrong identity";
    case Status::network: return "network";
    case Status::service: return "service";
    case Status::protocol: return "protocol";
    case Status::timeout: return "timeout";
    case Status::cancelled: return "cancelled";
    case Status::out_of_memory: return "out of memory";
    case Status::internal: return "internal";
  }
  return "unknown";
}

}  // namespace azcred
