// What the source of every host is made from.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "base/log.h"
#include "host/host.h"
#include "http/retry.h"
#include "http/transport.h"
#include "source/exchange.h"
#include "source/managed_identity/selector.h"

namespace azcred {

struct Setup {
  Selector selector;
  bool selector_is_explicit = true;
  bool probes = true;
  std::optional<std::uint32_t> max_retries;
  Environment environment;
  std::shared_ptr<Host> host;
  std::shared_ptr<Transport> transport;
  LogPtr log;  ///< never null

  /// The exchange with an endpoint, its retries as the program wants them.
  Exchange exchange(EndpointFacts facts) const {
    if (max_retries) facts.policy.most_retries = *max_retries;
    if (max_retries == 0U) facts.policy.gone_for_ms = 0;
    return {facts, host, transport, log};
  }
};

}  // namespace azcred
