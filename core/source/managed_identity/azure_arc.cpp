#include "source/managed_identity/azure_arc.h"

#include "base/ascii.h"
#include "source/managed_identity/arc_challenge.h"
#include "source/managed_identity/endpoint.h"
#include "source/managed_identity/metadata_exchange.h"
#include "source/managed_identity/retry_policies.h"
#include "source/scope.h"

namespace azcred {

namespace {

constexpr std::string_view source_name = "ManagedIdentity/AzureArc";
// Not "localhost", which may mean ::1 first, where the agent does not listen.
constexpr std::string_view usual_endpoint = "http://127.0.0.1:40342/metadata/identity/oauth2/token";
constexpr std::size_t longest_key_file = 4'096;

/// The agent ignores mi_res_id without a word: AzureAD/microsoft-authentication-library-for-js#8761.
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
  if (refusal.error.description == KnownDescription::identity_not_found) {
    return "Assign the identity to this machine in Azure Arc"_t;
  }
  if (refusal.error.description == KnownDescription::unknown_resource) return "Check the scope"_t;
  if (refusal.http_status == 401 || refusal.http_status == 403) {
    return "Restart the Azure Connected Machine agent if this stays"_t;
  }
  return {};
}

Text fault_fact(FileFault fault) {
  switch (fault) {
    case FileFault::missing: return "the agent's key file does not exist"_t;
    case FileFault::denied: return "this process may not read the agent's key file"_t;
    case FileFault::not_regular: return "the agent's key file is not a regular file"_t;
    case FileFault::symbolic_link: return "the agent's key file is a symbolic link, or its directory is"_t;
    case FileFault::too_large: return text("the agent's key file is longer than "_t, longest_key_file, " bytes"_t);
    case FileFault::empty: return "the agent's key file is empty"_t;
    case FileFault::no_descriptors: return "there is no file descriptor left to read the agent's key file"_t;
    case FileFault::unreadable: break;
  }
  return "the agent's key file cannot be read"_t;
}

Text fault_hint(FileFault fault) {
  // MicrosoftDocs/azure-docs#76673.
  if (fault == FileFault::denied || fault == FileFault::missing) {
    return "Add the user of this process to the group 'himds' and start it again, or run it as root"_t;
  }
  if (fault == FileFault::no_descriptors) return "Raise the limit of open files"_t;
  return "Repair the installation of the Azure Connected Machine agent"_t;
}

class AzureArcSource final : public TokenSource {
 public:
  AzureArcSource(const Setup& setup, Url endpoint)
      : exchange_(setup,
                  {.source = source_name,
                   .policy = metadata_service_retries(),
                   .no_answer_hint = "Check that the Azure Connected Machine agent (himdsd) runs"_t,
                   .refusal_hint = refusal_hint},
                  // Agents before 1.67 answer for the system-assigned identity: MSAL Go#644.
                  MetadataExchange::MissingEcho::refused),
        endpoint_(std::move(endpoint)) {}

  std::string_view name() const noexcept override { return source_name; }

  Result<AccessToken> acquire(const TokenRequest& asked, const Limits& limits) override {
    const auto resource = resource_from_scopes(source_name, asked.scopes);
    if (!resource) return resource.error();
    const Request first = request(resource.value());
    const auto answer = exchange_.send(first, asked, limits);
    if (!answer) return exchange_.no_answer(answer.error(), first, limits);
    if (answer->response.status == 200) return exchange_.take(answer.value(), resource.value());
    if (answer->response.status != 401) return exchange_.refused(answer.value());

    auto authorization = prove(answer->response);
    if (!authorization) return authorization.error();
    Request second = request(resource.value());
    second.headers.push_back({"Authorization", std::move(authorization).value()});
    return exchange_.ask(second, resource.value(), asked, limits);
  }

 private:
  Request request(const std::string& resource) const {
    const Selector& selector = exchange_.selector();
    Url url = endpoint_;
    url.set_parameter("api-version", "2020-06-01");
    url.set_parameter("resource", resource);
    if (const auto name = parameter_name(selector.kind()); !name.empty()) url.set_parameter(name, selector.value());
    Request request;
    request.url = url.str();
    request.headers.push_back({"Metadata", Secret("true")});
    return request;
  }

  /// "Basic " and what is in the key file that the challenge names: not encoded again.
  Result<Secret> prove(const Response& challenge) const {
    const ResponseHeader* header = nullptr;
    for (const auto& each : challenge.headers) {
      if (!equal_ignoring_case(each.name, "WWW-Authenticate")) continue;
      if (header == nullptr || equal_ignoring_case(each.value.substr(0, 5), "Basic")) header = &each;
    }
    if (header == nullptr) return bad_challenge("the agent answered 401 without a challenge"_t);
    const auto path = arc_key_path(header->value);
    if (!path) return bad_challenge(path.error());
    const auto content = exchange_.host().read_file(path.value(), {.most_bytes = longest_key_file, .follow_links = false});
    if (!content) return unreadable_key(content.error());
    const auto key = arc_key(content->reveal());
    if (!key) return bad_challenge(key.error());
    Secret authorization;
    authorization.reserve(6 + key->size());
    authorization.append("Basic ");
    authorization.append(key.value());
    return authorization;
  }

  static ErrorPtr bad_challenge(Text fact) {
    return fail({.status = Status::protocol,
                 .source = std::string(source_name),
                 .fact = std::move(fact),
                 .hint = "Check what listens at the agent's endpoint, and update the Azure Connected Machine agent"_t,
                 .http_status = 401});
  }

  static ErrorPtr unreadable_key(FileFault fault) {
    return fail({.status = fault == FileFault::no_descriptors ? Status::out_of_memory : Status::misconfigured,
                 .source = std::string(source_name),
                 .fact = fault_fact(fault),
                 .hint = fault_hint(fault),
                 .http_status = 401});
  }

  MetadataExchange exchange_;
  Url endpoint_;
};

}  // namespace

Result<std::shared_ptr<TokenSource>> make_azure_arc_source(const Setup& setup) {
  // IDENTITY_ENDPOINT counts only beside IMDS_ENDPOINT: alone it may be anybody's.
  const bool is_named = setup.environment.has("IDENTITY_ENDPOINT") && setup.environment.has("IMDS_ENDPOINT");
  auto endpoint =
      is_named ? endpoint_from(source_name, setup.environment, "IDENTITY_ENDPOINT") : Result<Url>(*Url::parse(usual_endpoint));
  if (!endpoint) return endpoint.error();
  // The agent is on this machine, and what proves us to it must not leave it.
  if (!endpoint->is_loopback()) {
    return bad_variable(source_name, "IDENTITY_ENDPOINT", "leads away from this machine"_t,
                        "Use the endpoint of the local agent, or unset IMDS_ENDPOINT"_t);
  }
  return std::shared_ptr<TokenSource>(std::make_shared<AzureArcSource>(setup, std::move(endpoint).value()));
}

}  // namespace azcred
