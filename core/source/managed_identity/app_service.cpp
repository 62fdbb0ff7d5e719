#include "source/managed_identity/app_service.h"

#include "source/managed_identity/endpoint.h"
#include "source/managed_identity/metadata_exchange.h"
#include "source/managed_identity/retry_policies.h"
#include "source/scope.h"

namespace azcred {

namespace {

constexpr std::string_view source_name = "ManagedIdentity/AppService";

/// The names of MicrosoftDocs/azure-docs, overview-managed-identity. msi_res_id would be ignored without a word and the token
/// would be for another identity: MicrosoftDocs/azure-docs#121176.
std::string_view parameter_name(Selector::Kind kind) noexcept {
  switch (kind) {
    case Selector::Kind::client_id: return "client_id";
    case Selector::Kind::object_id: return "principal_id";
    case Selector::Kind::resource_id: return "mi_res_id";
    case Selector::Kind::system_assigned: break;
  }
  return {};
}

Text refusal_hint(const Refusal& refusal) {
  // Both are what an app without the identity gets: Azure/azure-sdk-for-net#43691.
  if (refusal.error.description == KnownDescription::identity_not_loaded || refusal.http_status == 400) {
    return "Assign the identity to the app; if the app has user-assigned identities only, name one by its client id"_t;
  }
  if (refusal.http_status == 401 || refusal.http_status == 403) {
    return "Do not change IDENTITY_HEADER, which the host sets for each start of the app"_t;
  }
  if (refusal.http_status == 404) return "Do not change IDENTITY_ENDPOINT, which the host sets"_t;
  // A resource that does not exist is answered by a vague 500.
  if (refusal.http_status == 500) return "Check the scope, and that the identity is assigned to the app"_t;
  return {};
}

class AppServiceSource final : public TokenSource {
 public:
  AppServiceSource(const Setup& setup, Url endpoint, Secret secret)
      : exchange_(setup, {.source = source_name,
                          .policy = usual_retries(),
                          .no_answer_hint = "Check that managed identity is turned on for the app"_t,
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
  Request request(const std::string& resource) const {
    const Selector& selector = exchange_.selector();
    Url url = endpoint_;
    url.set_parameter("api-version", "2019-08-01");
    url.set_parameter("resource", resource);
    if (const auto name = parameter_name(selector.kind()); !name.empty()) url.set_parameter(name, selector.value());
    Request request;
    request.url = url.str();
    request.headers.push_back({"X-IDENTITY-HEADER", secret_.clone()});
    // Automation insists on it, the others do not mind: MicrosoftDocs/azure-docs, enable-managed-identity-for-automation.
    request.headers.push_back({"Metadata", Secret("true")});
    return request;
  }

  MetadataExchange exchange_;
  Url endpoint_;
  Secret secret_;
};

}  // namespace

Result<std::shared_ptr<TokenSource>> make_app_service_source(const Setup& setup) {
  auto endpoint = endpoint_from(source_name, setup.environment, "IDENTITY_ENDPOINT");
  if (!endpoint) return endpoint.error();
  auto secret = secret_from(source_name, setup.environment, "IDENTITY_HEADER");
  if (!secret) return secret.error();
  return std::shared_ptr<TokenSource>(
      std::make_shared<AppServiceSource>(setup, std::move(endpoint).value(), std::move(secret).value()));
}

}  // namespace azcred
