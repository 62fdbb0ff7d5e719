#include "credential/default_chain.h"

#include <array>

#include "base/ascii.h"
#include "credential/cached_credential.h"
#include "credential/chain_credential.h"
#include "source/managed_identity/managed_identity.h"

namespace azcred {

namespace {

constexpr std::string_view chain_name = "DefaultChain";

/// How a link is made; `alone` if AZURE_TOKEN_CREDENTIALS names it and nothing else.
using MakeLink = Result<CredentialPtr> (*)(const Options& options, const ChainSurroundings& surroundings, bool alone);

Result<CredentialPtr> make_managed_identity_link(const Options& options, const ChainSurroundings& surroundings, bool alone) {
  const Environment environment = surroundings.host->environment();
  ManagedIdentityOptions identity{.client_id = options.client_id,
                                  .object_id = options.object_id,
                                  .resource_id = options.resource_id,
                                  .probes = !alone,
                                  .max_retries = options.max_retries};
  const bool names_identity = !options.client_id.empty() || !options.object_id.empty() || !options.resource_id.empty();
  if (!names_identity && environment.has("AZURE_CLIENT_ID")) {
    identity.client_id = environment.get("AZURE_CLIENT_ID");
    identity.selector_is_explicit = false;
  }
  auto source = make_managed_identity_source(identity, surroundings.host, surroundings.transport, surroundings.log);
  if (!source) return std::move(source).error();
  return CredentialPtr(std::make_shared<CachedCredential>(
      CachedCredential::Parts{.source = std::move(source).value(),
                              .host = surroundings.host,
                              .log = surroundings.log,
                              .expected = {options.expected_client_id, options.expected_object_id, options.expected_tenant_id},
                              .background_refresh = options.background_refresh}));
}

/// What one value of AZURE_TOKEN_CREDENTIALS can name.
struct ChainLink {
  std::string_view name;  ///< as AZURE_TOKEN_CREDENTIALS spells it; compared in any case
  bool for_production;    ///< whether "prod" includes it
  MakeLink make;
};

/// The order of the chain.
constexpr std::array chain_links{
    ChainLink{"ManagedIdentityCredential", true, &make_managed_identity_link},
};

Text known_choices() {
  Text choices = "prod"_t;
  for (const ChainLink& link : chain_links) choices.add(text(", "_t, known(link.name)));
  return choices;
}

}  // namespace

Result<CredentialPtr> make_default_chain(const Options& options, const ChainSurroundings& surroundings) {
  const std::string choice = surroundings.host->environment().get("AZURE_TOKEN_CREDENTIALS");
  const bool production = equal_ignoring_case(choice, "prod");
  std::vector<CredentialPtr> links;
  for (const ChainLink& link : chain_links) {
    const bool alone = equal_ignoring_case(choice, link.name);
    if (!choice.empty() && !alone && !(production && link.for_production)) continue;
    auto credential = link.make(options, surroundings, alone);
    if (!credential || alone) return credential;
    links.push_back(std::move(credential).value());
  }
  if (links.empty()) {
    return fail({.status = Status::misconfigured,
                 .source = std::string(chain_name),
                 .fact = text("AZURE_TOKEN_CREDENTIALS is "_t, shown(choice), ", which names nothing this library has"_t),
                 .hint = text("Unset it, or set it to one of: "_t, known_choices())});
  }
  return CredentialPtr(std::make_shared<ChainCredential>(ChainCredential::Parts{
      .name = chain_name, .links = std::move(links), .expected = {}, .host = surroundings.host, .log = surroundings.log}));
}

}  // namespace azcred
