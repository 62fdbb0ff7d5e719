// The course of a token exchange that all hosts share; what is asked of a host is in the file of that host.
#pragma once
#include "source/exchange.h"
#include "source/managed_identity/selector.h"
#include "source/managed_identity/setup.h"

namespace azcred {

class MetadataExchange : public Exchange {
 public:
  /// What an answer that does not name its identity is worth.
  enum class MissingEcho {
    accepted,
    refused,  ///< the host is known to ignore selectors that it does not understand
  };

  MetadataExchange(const Setup& setup, const EndpointFacts& facts, MissingEcho missing_echo = MissingEcho::accepted);

  const Selector& selector() const noexcept { return selector_; }

  /// Sends, and turns the answer into a token for that resource and the identity of the setup.
  Result<AccessToken> ask(const Request& request, std::string_view resource, const TokenRequest& asked,
                          const Limits& limits) const;

  /// The token in an answer with status 200, if it is for that resource and the identity of the setup.
  Result<AccessToken> take(const Answer& answer, std::string_view resource) const;
  Result<AccessToken> take(TokenResponse response, const Answer& answer, std::string_view resource) const;

 private:
  Selector selector_;
  MissingEcho missing_echo_;
};

}  // namespace azcred
