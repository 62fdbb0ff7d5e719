// One exchange of a program's own transport: the request it reads, the response it fills.
#pragma once
#include "azcred/transport.h"
#include "base/limits.h"
#include "base/result.h"
#include "host/host.h"
#include "http/message.h"
#include "mark.h"

struct azcred_http_request {
  azcred_http_request(const azcred::Request& request, const azcred::Limits& call_limits, azcred::Host& machine)
      : content(request),
        host(machine),
        limits(call_limits.until(azcred::Deadline::after(machine.now(), request.try_timeout_ms))) {}
  ~azcred_http_request() { mark.clear(); }

  azcred::capi::MarkWord mark{azcred::capi::Mark::http_request};
  const azcred::Request& content;
  azcred::Host& host;
  azcred::Limits limits;
};

struct azcred_http_response {
  ~azcred_http_response() { mark.clear(); }

  /// The response if it can be one.
  azcred::Result<azcred::Response, azcred::TransportFailure> finish() &&;

  azcred::capi::MarkWord mark{azcred::capi::Mark::http_response};
  azcred::Response content;
  std::size_t header_bytes = 0;
  bool is_malformed = false;
  bool is_too_large = false;
  bool is_out_of_memory = false;
};
