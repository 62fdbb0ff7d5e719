// The managed identity of the machine, app or pod the process runs in: finds out which host it is on and speaks that host's
// protocol.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/log.h"
#include "host/host.h"
#include "http/transport.h"
#include "source/token_source.h"

namespace azcred {

struct ManagedIdentityOptions {
  /// At most one of the three; none means the system-assigned identity.
  std::string client_id;
  std::string object_id;
  std::string resource_id;
  /// Off if the client id came from AZURE_CLIENT_ID: then an identity that IMDS does not know lets a chain go on.
  bool selector_is_explicit = true;
  /// Off if the program or AZURE_TOKEN_CREDENTIALS asked for managed identity and nothing else: then a chained request does not
  /// ask IMDS first whether it is there.
  bool probes = true;
  std::optional<std::uint32_t> max_retries;
};

/// Judges the options and the environment without any input or output but a look for the Arc agent: invalid_argument or
/// misconfigured errors name the option or variable.
Result<std::shared_ptr<TokenSource>> make_managed_identity_source(const ManagedIdentityOptions& options,
                                                                  std::shared_ptr<Host> host,
                                                                  std::shared_ptr<Transport> transport, LogPtr log);

}  // namespace azcred
