#include "source/managed_identity/cloud_shell.h"

#include "source/managed_identity/endpoint.h"
#include "source/managed_identity/metadata_exchange.h"
#include "source/managed_identity/retry_policies.h"
#include "source/scope.h"

namespace azcred {

namespace {

constexpr std::string_view source_name = "ManagedIdentity/CloudShell";

Text refusal_hint(const Refusal& refusal) {
  // The list is literal, trailing slashes included: Azure/CloudShell#477.
  if (refusal.error.description == KnownDescription::audience_not_supported) {
    return "Cloud Shell has tokens for a fixed list of resources; try the scope with or without a slash before '/.default'"_t;
  }
  if (refusal.http_status == 401 || refusal.http_status == 403) return "Start a new Cloud Shell session"_t;
  return {};
}

class CloudShellSource final : public TokenSource {
 public:
  CloudShellSource(const Setup& setup, const Url& endpoint)
      : exchange_(setup, {.source = source_name,
                          .policy = usual_retries(),
                          .no_answer_hint = "Start a new Cloud Shell session; elsewhere, unset MSI_ENDPOINT"_t,
                          .refusal_hint = refusal_hint}),
        url_(endpoint.str()) {}

  std::string_view name() const noexcept override { return source_name; }

  Result<AccessToken> acquire(const TokenRequest& asked, const Limits& limits) override {
    const auto resource = resource_from_scopes(source_name, asked.scopes);
    if (!resource) return resource.error();
    return exchange_.ask(request(resource.value()), resource.value(), asked, limits);
  }

 private:
  Request request(const std::string& resource) const {
    Request request;
    request.method = Request::Method::post;
    request.url = url_;
    request.headers.push_back({"Metadata", Secret("true")});
    request.headers.push_back({"Content-Type", Secret("application/x-www-form-urlencoded")});
    request.body = Secret("resource=" + percent_encode(resource));
    return request;
  }

  MetadataExchange exchange_;
  std::string url_;
};

}  // namespace

Result<std::shared_ptr<TokenSource>> make_cloud_shell_source(const Setup& setup) {
  if (setup.selector.kind() != Selector::Kind::system_assigned) {
    return fail({.status = Status::misconfigured,
                 .source = std::string(source_name),
                 .fact = text("Cloud Shell has tokens of the signed-in user only, not of "_t, setup.selector.in_words()),
                 .hint = "Name no identity; if this is not Cloud Shell, unset MSI_ENDPOINT"_t});
  }
  const auto endpoint = endpoint_from(source_name, setup.environment, "MSI_ENDPOINT");
  if (!endpoint) return endpoint.error();
  return std::shared_ptr<TokenSource>(std::make_shared<CloudShellSource>(setup, endpoint.value()));
}

}  // namespace azcred
