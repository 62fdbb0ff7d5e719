#include "source/managed_identity/app_service_2017.h"

#include "base/guid.h"
#include "source/managed_identity/endpoint.h"
#include "source/managed_identity/metadata_exchange.h"
#include "source/managed_identity/retry_policies.h"
#include "source/scope.h"

namespace azcred {

namespace {

constexpr std::string_view app_service_name = "ManagedIdentity/AppService2017";
constexpr std::string_view machine_learning_name = "ManagedIdentity/AzureML";
constexpr std::string_view default_identity_name = "DEFAULT_IDENTITY_CLIENT_ID";

Text refusal_hint(const Refusal& refusal) {
  if (refusal.http_status == 400) return "Assign the identity to the app or the compute, and check the scope"_t;
  if (refusal.http_status == 401 || refusal.http_status == 403) return "Do not change MSI_SECRET, which the host sets"_t;
  if (refusal.http_status == 404) return "Do not change MSI_ENDPOINT, which the host sets"_t;
  return {};
}

class AppService2017Source final : public TokenSource {
 public:
  AppService2017Source(const Setup& setup, std::string_view source_name, Url endpoint, Secret secret, std::string client_id)
      : exchange_(setup, {.source = source_name,
                          .policy = usual_retries(),
                          .no_answer_hint = "Check that managed identity is turned on for the app or the compute"_t,
                          .refusal_hint = refusal_hint}),
        endpoint_(std::move(endpoint)),
        secret_(std::move(secret)),
        client_id_(std::move(client_id)) {}

  std::string_view name() const noexcept override { return exchange_.source(); }

  Result<AccessToken> acquire(const TokenRequest& asked, const Limits& limits) override {
    const auto resource = resource_from_scopes(name(), asked.scopes);
    if (!resource) return resource.error();
    return exchange_.ask(request(resource.value()), resource.value(), asked, limits);
  }

 private:
  Request request(const std::string& resource) const {
    Url url = endpoint_;
    url.set_parameter("api-version", "2017-09-01");
    url.set_parameter("resource", resource);
    if (!client_id_.empty()) url.set_parameter("clientid", client_id_);
    Request request;
    request.url = url.str();
    request.headers.push_back({"secret", secret_.clone()});
    // Hybrid workers of Automation set the same variables and insist on it.
    request.headers.push_back({"Metadata", Secret("true")});
    return request;
  }

  MetadataExchange exchange_;
  Url endpoint_;
  Secret secret_;
  std::string client_id_;
};

/// What to send as clientid. Without one, or with one that is no GUID, Azure Machine Learning answers with a token of the
/// signed-in user (Azure/azure-sdk-for-python#31032); it sets DEFAULT_IDENTITY_CLIENT_ID to the word "clientid" where no
/// identity exists (#36047). Old App Service has no such variable and needs no clientid for the system-assigned identity.
Result<std::string> client_id_from(const Setup& setup) {
  const bool is_named = setup.selector.kind() == Selector::Kind::client_id;
  if (!setup.environment.has(default_identity_name)) return is_named ? setup.selector.value() : std::string();
  const std::string& client_id = is_named ? setup.selector.value() : setup.environment.get(default_identity_name);
  if (is_guid(client_id)) return client_id;
  if (is_named) {
    return fail({.status = Status::misconfigured,
                 .source = std::string(machine_learning_name),
                 .fact = text("the client id "_t, shown(client_id), " is not a GUID"_t),
                 .hint = "Give the client id of an identity that is assigned to the compute"_t});
  }
  return bad_variable(machine_learning_name, default_identity_name, "is not a GUID, so the compute has no managed identity"_t,
                      "Assign one to the compute"_t);
}

}  // namespace

Result<std::shared_ptr<TokenSource>> make_app_service_2017_source(const Setup& setup) {
  const bool is_machine_learning = setup.environment.has(default_identity_name);
  const std::string_view source_name = is_machine_learning ? machine_learning_name : app_service_name;
  const auto kind = setup.selector.kind();
  if (kind == Selector::Kind::object_id || kind == Selector::Kind::resource_id) {
    return fail({.status = Status::misconfigured,
                 .source = std::string(source_name),
                 .fact = text("this host cannot choose an identity by "_t, setup.selector.in_words()),
                 .hint = "Name the identity by its client id"_t});
  }
  auto endpoint = endpoint_from(source_name, setup.environment, "MSI_ENDPOINT");
  if (!endpoint) return endpoint.error();
  auto secret = secret_from(source_name, setup.environment, "MSI_SECRET");
  if (!secret) return secret.error();
  auto client_id = client_id_from(setup);
  if (!client_id) return client_id.error();
  return std::shared_ptr<TokenSource>(std::make_shared<AppService2017Source>(
      setup, source_name, std::move(endpoint).value(), std::move(secret).value(), std::move(client_id).value()));
}

}  // namespace azcred
