#include "source/managed_identity/imds.h"

#include <atomic>

#include "source/managed_identity/endpoint.h"
#include "source/managed_identity/imds_probe.h"
#include "source/managed_identity/metadata_exchange.h"
#include "source/managed_identity/request_id.h"
#include "source/managed_identity/retry_policies.h"
#include "source/scope.h"

namespace azcred {

namespace {

constexpr std::string_view source_name = "ManagedIdentity/IMDS";
constexpr std::string_view token_path = "/metadata/identity/oauth2/token";
constexpr std::string_view override_name = "AZURE_POD_IDENTITY_AUTHORITY_HOST";

/// Container Instances know resource ids by msi_res_id only: AzureAD/microsoft-authentication-library-for-dotnet#4911.
std::string_view parameter_name(Selector::Kind kind) noexcept {
  switch (kind) {
    case Selector::Kind::client_id: return "client_id";
    case Selector::Kind::object_id: return "object_id";
    case Selector::Kind::resource_id: return "msi_res_id";
    case Selector::Kind::system_assigned: break;
  }
  return {};
}

Text refusal_hint(const Refusal& refusal) {
  switch (refusal.error.description) {
    case KnownDescription::identity_not_found: return "Assign the identity to this machine, or name one that is assigned"_t;
    case KnownDescription::several_identities:
      return "Name one of them by its client id, object id or resource id; the default credential also takes AZURE_CLIENT_ID"_t;
    case KnownDescription::unknown_resource: return "Check the scope for a spelling error or a missing slash"_t;
    case KnownDescription::metadata_header_missing: return "Look for a proxy that removes headers"_t;
    case KnownDescription::address_unreachable:
      return "There is no managed identity in containers of Docker Desktop, or behind a proxy"_t;
    case KnownDescription::not_ready_yet: return "Try again in some seconds"_t;
    case KnownDescription::identity_not_loaded:
    case KnownDescription::audience_not_supported:
    case KnownDescription::none: break;
  }
  if (refusal.http_status == 429) return "Use one credential object for the whole process, which caches"_t;
  if (refusal.http_status == 400) return "Assign a managed identity to this machine"_t;
  if (refusal.http_status == 404) return "A new identity needs a minute until it can be used"_t;
  return {};
}

class ImdsSource final : public TokenSource {
 public:
  ImdsSource(const Setup& setup, Url endpoint, bool probes)
      : exchange_(setup, {.source = source_name,
                          .policy = metadata_service_retries(),
                          .no_answer_hint = "Managed identity works on Azure only; let nothing block 169.254.169.254"_t,
                          .refusal_hint = refusal_hint}),
        endpoint_(std::move(endpoint)),
        selector_is_explicit_(setup.selector_is_explicit),
        probes_(probes),
        probe_(endpoint_.str()) {}

  std::string_view name() const noexcept override { return source_name; }

  Result<AccessToken> acquire(const TokenRequest& asked, const Limits& limits) override {
    const auto resource = resource_from_scopes(source_name, asked.scopes);
    if (!resource) return resource.error();

    if (asked.chained && probes_ && !has_answered_.load()) {
      const auto finding = probe_.ask(exchange_.host(), exchange_.transport(), limits);
      if (finding == ImdsProbe::Finding::absent) return absent();
      if (finding == ImdsProbe::Finding::present) has_answered_.store(true);
    }
    const bool is_there = has_answered_.load();
    const Request asking = request(resource.value());
    if (limits.cancelled() || limits.deadline.passed(exchange_.host().now())) {
      return exchange_.no_answer({.kind = TransportFailure::Kind::timeout}, asking, limits);
    }
    const auto answer =
        exchange_.send(asking, asked, limits, is_there ? Exchange::Presence::known : Exchange::Presence::in_doubt);
    if (!answer) return no_answer(answer.error(), asking, !is_there, limits);
    has_answered_.store(true);
    if (answer->response.status != 200 || says_not_ready_yet(answer->response))
      return exchange_.refused(answer.value(), status_of(answer->response, asked.chained));

    auto response = parse_token_response(answer->response.body.reveal(), answer->sent_at_unix_s);
    if (response) return exchange_.take(std::move(response).value(), answer.value(), resource.value());
    // A network's sign-in page answers at every address.
    if (asked.chained && !response.error().is_json) return absent();
    return exchange_.not_a_token(response.error());
  }

 private:
  Request request(const std::string& resource) const {
    const Selector& selector = exchange_.selector();
    Url url = endpoint_;
    url.set_parameter("api-version", "2018-02-01");
    url.set_parameter("resource", resource);
    if (const auto name = parameter_name(selector.kind()); !name.empty()) url.set_parameter(name, selector.value());
    Request request;
    request.url = url.str();
    request.headers.push_back({"Metadata", Secret("true")});
    request.headers.push_back({"x-ms-client-request-id", Secret(make_request_id(exchange_.host()))});
    return request;
  }

  ErrorPtr absent(const Text& reason = {}) const {
    Text fact = text("there is no instance metadata service at "_t, shown(endpoint_.origin()));
    if (!reason.empty()) fact.add(text(": "_t, reason));
    return fail({.status = Status::unavailable,
                 .source = std::string(source_name),
                 .fact = std::move(fact),
                 .hint = "Managed identity works on Azure only; let nothing block 169.254.169.254"_t});
  }

  /// An endpoint that has never answered and that cannot be reached does not exist.
  ErrorPtr no_answer(const TransportFailure& failure, const Request& asking, bool may_be_absent, const Limits& limits) const {
    using enum TransportFailure::Kind;
    ErrorPtr error = exchange_.no_answer(failure, asking, limits);
    const bool unreachable =
        failure.kind == resolve || failure.kind == connect || (failure.kind == timeout && !failure.connected);
    return may_be_absent && unreachable && error->status == Status::network ? absent(failure.fact) : error;
  }

  /// Where "does not exist here" ends and "said no" begins.
  Status status_of(const Response& response, bool chained) const {
    const ServiceError error = read_service_error(response);
    if (error.description == KnownDescription::not_ready_yet) return Status::service;
    const bool names_identity = exchange_.selector().kind() != Selector::Kind::system_assigned;
    switch (response.status) {
      case 400:
        // The identity exists, whatever is wrong with the resource: Azure/azure-sdk-for-net#13481.
        if (error.description == KnownDescription::unknown_resource) return Status::authentication_failed;
        // There are identities, and taking the next link's instead would be a guess: cloudfoundry/bosh-azure-cpi-release#670.
        if (error.description == KnownDescription::several_identities) return Status::authentication_failed;
        if (!names_identity) return Status::unavailable;
        return chained && !selector_is_explicit_ ? Status::unavailable : Status::authentication_failed;
      case 403:
        return error.description == KnownDescription::address_unreachable ? Status::unavailable : Status::authentication_failed;
      case 502:
      case 504: return chained ? Status::unavailable : Status::service;
      default: return Exchange::status_of(response.status);
    }
  }

  MetadataExchange exchange_;
  Url endpoint_;
  bool selector_is_explicit_;
  bool probes_;
  ImdsProbe probe_;
  std::atomic<bool> has_answered_{false};
};

}  // namespace

Result<std::shared_ptr<TokenSource>> make_imds_source(const Setup& setup) {
  const bool is_overridden = setup.environment.has(override_name);
  auto endpoint = is_overridden ? endpoint_from(source_name, setup.environment, override_name)
                                : Result<Url>(*Url::parse("http://169.254.169.254"));
  if (!endpoint) return endpoint.error();
  endpoint->set_path(token_path);
  endpoint->clear_query();
  // Whoever names another host knows that it is there.
  return std::shared_ptr<TokenSource>(
      std::make_shared<ImdsSource>(setup, std::move(endpoint).value(), setup.probes && !is_overridden));
}

}  // namespace azcred
