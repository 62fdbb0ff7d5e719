// Several credentials asked in order, until one exists here.
#pragma once
#include <atomic>
#include <vector>

#include "base/log.h"
#include "credential/credential.h"
#include "credential/expected_identity.h"

namespace azcred {

/// Only Status::unavailable moves on to the next link: any other failure means that this link is the one for this place, and
/// that somebody should look at it. The first link that gives a token is the only one asked from then on, so that a program
/// does not change its identity while it runs. Caching is left to the links.
class ChainCredential final : public Credential {
 public:
  struct Parts {
    std::string_view name;  ///< such as "DefaultChain"
    std::vector<CredentialPtr> links;
    ExpectedIdentity expected;
    std::shared_ptr<Host> host;
    LogPtr log;
  };
  explicit ChainCredential(Parts parts);

  TokenHandle cached(std::string_view scope) noexcept override;
  Result<TokenHandle> get(const TokenRequest& request, Wants wants, const Limits& limits) override;
  const std::shared_ptr<Host>& host() const noexcept override { return parts_.host; }

 private:
  static constexpr std::size_t undecided = static_cast<std::size_t>(-1);

  Result<TokenHandle> walk(const TokenRequest& request, Wants wants, const Limits& limits);
  Result<TokenHandle> checked(Result<TokenHandle> result) const;

  Parts parts_;
  std::atomic<std::size_t> winner_{undecided};
};

}  // namespace azcred
