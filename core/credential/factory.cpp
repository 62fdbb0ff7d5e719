#include "credential/factory.h"

#include "base/guid.h"
#include "credential/cached_credential.h"
#include "credential/chain_credential.h"
#include "credential/default_chain.h"
#include "host/system_host.h"
#include "http/curl_transport.h"
#include "source/managed_identity/managed_identity.h"

namespace azcred {

namespace {

constexpr std::string_view chain_name = "Chain";

ChainSurroundings surroundings_of(const Options& options) {
  ChainSurroundings surroundings{.host = options.host, .transport = options.transport, .log = options.log};
  if (surroundings.host == nullptr) surroundings.host = system_host();
  if (surroundings.transport == nullptr) surroundings.transport = make_curl_transport(surroundings.host);
  if (surroundings.log == nullptr) surroundings.log = std::make_shared<const Log>();
  return surroundings;
}

ErrorPtr judge_guid(Literal option, std::string_view value) {
  if (value.empty() || is_guid(value)) return nullptr;
  return fail({.status = Status::invalid_argument,
               .fact = text("the option "_t, option, " is "_t, shown(value), ", which is not a GUID"_t),
               .hint = "Give it in the form 00000000-0000-0000-0000-000000000000"_t});
}

/// Ids in tokens are always GUIDs: any other expectation would refuse every token.
ErrorPtr judge_expectation(const Options& options) {
  if (auto error = judge_guid("expected_client_id"_t, options.expected_client_id)) return error;
  if (auto error = judge_guid("expected_object_id"_t, options.expected_object_id)) return error;
  return judge_guid("expected_tenant_id"_t, options.expected_tenant_id);
}

ExpectedIdentity expectation_of(const Options& options) {
  return {options.expected_client_id, options.expected_object_id, options.expected_tenant_id};
}

}  // namespace

Result<CredentialPtr> make_managed_identity_credential(const Options& options) {
  if (auto error = judge_expectation(options)) return error;
  const ChainSurroundings surroundings = surroundings_of(options);
  auto source = make_managed_identity_source({.client_id = options.client_id,
                                              .object_id = options.object_id,
                                              .resource_id = options.resource_id,
                                              .max_retries = options.max_retries},
                                             surroundings.host, surroundings.transport, surroundings.log);
  if (!source) return std::move(source).error();
  return CredentialPtr(
      std::make_shared<CachedCredential>(CachedCredential::Parts{.source = std::move(source).value(),
                                                                 .host = surroundings.host,
                                                                 .log = surroundings.log,
                                                                 .expected = expectation_of(options),
                                                                 .background_refresh = options.background_refresh}));
}

Result<CredentialPtr> make_default_credential(const Options& options) {
  if (auto error = judge_expectation(options)) return error;
  return make_default_chain(options, surroundings_of(options));
}

Result<CredentialPtr> make_chain_credential(std::vector<CredentialPtr> links, const Options& options) {
  if (auto error = judge_expectation(options)) return error;
  if (links.empty()) {
    return fail({.status = Status::invalid_argument,
                 .source = std::string(chain_name),
                 .fact = "the chain has no credentials"_t,
                 .hint = "Append at least one credential before making the chain's"_t});
  }
  return CredentialPtr(std::make_shared<ChainCredential>(
      ChainCredential::Parts{.name = chain_name,
                             .links = std::move(links),
                             .expected = expectation_of(options),
                             .host = options.host == nullptr ? system_host() : options.host,
                             .log = options.log == nullptr ? std::make_shared<const Log>() : options.log}));
}

}  // namespace azcred
