#include "source/managed_identity/service_fabric.h"

#include <algorithm>

#include "base/ascii.h"
#include "source/managed_identity/endpoint.h"
#include "source/managed_identity/metadata_exchange.h"
#include "source/managed_identity/retry_policies.h"
#include "source/scope.h"

namespace azcred {

namespace {

constexpr std::string_view source_name = "ManagedIdentity/ServiceFabric";
constexpr std::string_view thumbprint_name = "IDENTITY_SERVER_THUMBPRINT";

// MicrosoftDocs/azure-docs, how-to-managed-identity-service-fabric-app-code: the older one "remains supported".
constexpr std::string_view usual_api_version = "2020-05-01";
constexpr std::string_view oldest_api_version = "2019-07-01-preview";

Text refusal_hint(const Refusal& refusal) {
  const std::string_view code = refusal.error.code;
  if (code == "SecretHeaderNotFound") return "Do not change IDENTITY_HEADER, which the cluster sets"_t;
  if (refusal.error.description == KnownDescription::identity_not_found || refusal.http_status == 404) {
    return "Give the application a managed identity in its manifest"_t;
  }
  // The documentation reads this code as "most likely the wrong resource, check the trailing slash".
  if (code == "InternalServerError" || code == "ArgumentNullOrEmpty") return "Check the scope, a trailing slash included"_t;
  return {};
}

class ServiceFabricSource final : public TokenSource {
 public:
  ServiceFabricSource(const Setup& setup, Url endpoint, Secret secret, std::string thumbprint, std::string api_version)
      : exchange_(setup, {.source = source_name,
                          .policy = usual_retries(),
                          .no_answer_hint = "Check that the cluster's managed identity service runs, and that "
                                            "IDENTITY_SERVER_THUMBPRINT is as the cluster set it"_t,
                          .refusal_hint = refusal_hint}),
        endpoint_(std::move(endpoint)),
        secret_(std::move(secret)),
        thumbprint_(std::move(thumbprint)),
        api_version_(std::move(api_version)) {}

  std::string_view name() const noexcept override { return source_name; }

  Result<AccessToken> acquire(const TokenRequest& asked, const Limits& limits) override {
    const auto resource = resource_from_scopes(source_name, asked.scopes);
    if (!resource) return resource.error();
    const Request asking = request(resource.value(), api_version_);
    const auto answer = exchange_.send(asking, asked, limits);
    if (!answer) return exchange_.no_answer(answer.error(), asking, limits);
    if (answer->response.status == 200) return exchange_.take(answer.value(), resource.value());
    const bool is_too_new = read_service_error(answer->response).code == "InvalidApiVersion";
    if (!is_too_new || api_version_ == oldest_api_version) return exchange_.refused(answer.value());
    return exchange_.ask(request(resource.value(), oldest_api_version), resource.value(), asked, limits);
  }

 private:
  Request request(const std::string& resource, std::string_view api_version) const {
    Url url = endpoint_;
    url.set_parameter("api-version", api_version);
    url.set_parameter("resource", resource);
    Request request;
    request.url = url.str();
    request.headers.push_back({"secret", secret_.clone()});
    request.pinned_certificate_sha1 = thumbprint_;
    return request;
  }

  MetadataExchange exchange_;
  Url endpoint_;
  Secret secret_;
  std::string thumbprint_;
  std::string api_version_;
};

/// The 40 hexadecimal digits of a SHA-1, which are often written with colons or spaces between them.
Result<std::string> thumbprint_from(const Environment& environment) {
  std::string digits;
  for (const char c : environment.get(thumbprint_name)) {
    if (c != ':' && !is_ascii_space(c)) digits += to_ascii_lower(c);
  }
  if (digits.size() == 40 && std::all_of(digits.begin(), digits.end(), is_ascii_hex_digit)) return digits;
  return bad_variable(source_name, thumbprint_name, "is not a SHA-1 of 40 hexadecimal digits"_t,
                      "Leave the variable as the cluster sets it"_t);
}

}  // namespace

Result<std::shared_ptr<TokenSource>> make_service_fabric_source(const Setup& setup) {
  if (setup.selector.kind() != Selector::Kind::system_assigned) {
    return fail({.status = Status::misconfigured,
                 .source = std::string(source_name),
                 .fact = text("Service Fabric cannot choose an identity by "_t, setup.selector.in_words()),
                 .hint = "Name no identity here: the application's manifest says which one it has"_t});
  }
  auto endpoint = endpoint_from(source_name, setup.environment, "IDENTITY_ENDPOINT");
  if (!endpoint) return endpoint.error();
  auto secret = secret_from(source_name, setup.environment, "IDENTITY_HEADER");
  if (!secret) return secret.error();
  auto thumbprint = thumbprint_from(setup.environment);
  if (!thumbprint) return thumbprint.error();
  const std::string& wanted = setup.environment.get("IDENTITY_API_VERSION");
  return std::shared_ptr<TokenSource>(std::make_shared<ServiceFabricSource>(
      setup, std::move(endpoint).value(), std::move(secret).value(), std::move(thumbprint).value(),
      wanted.empty() ? std::string(usual_api_version) : wanted));
}

}  // namespace azcred
