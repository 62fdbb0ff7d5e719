#include "source/managed_identity/container_instances.h"

#include "source/managed_identity/endpoint.h"
#include "source/managed_identity/metadata_exchange.h"
#include "source/managed_identity/retry_policies.h"
#include "source/scope.h"

namespace azcred {

namespace {

constexpr std::string_view source_name = "ManagedIdentity/ContainerInstances";

Text refusal_hint(const Refusal& refusal) {
  if (refusal.error.code == "DefaultIdentityNotDefined") {
    return "Turn on the system-assigned identity of the container group, or name a user-assigned one by its object id"_t;
  }
  if (refusal.error.description == KnownDescription::not_ready_yet) return "Try again in some seconds"_t;
  return {};
}

class ContainerInstancesSource final : public TokenSource {
 public:
  ContainerInstancesSource(const Setup& setup, Url endpoint, Secret secret)
      : exchange_(setup, {.source = source_name,
                          .policy = usual_retries(),
                          .no_answer_hint = "There is no managed identity for Windows containers in a virtual network"_t,
                          .refusal_hint = refusal_hint}),
        endpoint_(std::move(endpoint)),
        secret_(std::move(secret)) {}

  std::string_view name() const noexcept override { return source_name; }

  Result<AccessToken> acquire(const TokenRequest& asked, const Limits& limits) override {
    const auto resource = resource_from_scopes(source_name, asked.scopes);
    if (!resource) return resource.error();
    return exchange_.ask(request(resource.value()), resource.value(), asked, limits);
  }

 private:
  /// No api-version: the documented request has none but what the variable carries already
  /// (MicrosoftDocs/azure-compute-docs, container-instances-managed-identity).
  Request request(const std::string& resource) const {
    const Selector& selector = exchange_.selector();
    Url url = endpoint_;
    url.set_parameter("resource", resource);
    if (selector.kind() == Selector::Kind::object_id) url.set_parameter("principalId", selector.value());
    Request request;
    request.url = url.str();
    request.headers.push_back({"secret", secret_.clone()});
    return request;
  }

  MetadataExchange exchange_;
  Url endpoint_;
  Secret secret_;
};

}  // namespace

Result<std::shared_ptr<TokenSource>> make_container_instances_source(const Setup& setup) {
  const auto kind = setup.selector.kind();
  if (kind == Selector::Kind::client_id || kind == Selector::Kind::resource_id) {
    return fail({.status = Status::misconfigured,
                 .source = std::string(source_name),
                 .fact = text("this host cannot choose an identity by "_t, setup.selector.in_words()),
                 .hint = "Name the identity by its object id"_t});
  }
  auto endpoint = endpoint_from(source_name, setup.environment, "IDENTITY_ENDPOINT");
  if (!endpoint) return endpoint.error();
  auto secret = secret_from(source_name, setup.environment, "IDENTITY_HEADER");
  if (!secret) return secret.error();
  return std::shared_ptr<TokenSource>(
      std::make_shared<ContainerInstancesSource>(setup, std::move(endpoint).value(), std::move(secret).value()));
}

}  // namespace azcred
