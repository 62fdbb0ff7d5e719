// The token endpoint of App Service and of the hosts that copied it: Functions, Container Apps, Logic Apps.
#include "emulator/app_service.h"

#include "emulator/oauth_reply.h"
#include "guid/guid.h"

namespace azcred::emulator {
namespace {

const char* path_of(AppServiceKind kind) { return kind == AppServiceKind::app_service ? "/MSI/token/" : "/msi/token"; }

/// With and without a trailing slash; App Service's routes do not care for case.
bool is_token_path(std::string path) {
  if (!path.empty() && path.back() == '/') path.pop_back();
  return path == "/MSI/token" || path == "/msi/token";
}

}  // namespace

HttpReply app_service_error(int status, const std::string& message) {
  const auto correlation_id = random_guid();
  auto body = Json::object().number("statusCode", status).text("message", message).text("correlationId", correlation_id);
  auto reply = json_reply(status, body, message);
  reply.headers.emplace_back("X-CORRELATION-ID", correlation_id);
  return reply;
}

const char* AppService::name() const {
  switch (kind_) {
    case AppServiceKind::functions: return "functions";
    case AppServiceKind::container_apps: return "container-apps";
    case AppServiceKind::app_service: break;
  }
  return "app-service";
}

Variables AppService::variables(const std::string& origin) const {
  const auto endpoint = origin + path_of(kind_);
  // The platform keeps the names of 2017 alive with the same values.
  return {{"IDENTITY_ENDPOINT", endpoint}, {"IDENTITY_HEADER", secret_}, {"MSI_ENDPOINT", endpoint}, {"MSI_SECRET", secret_}};
}

std::variant<Wish, HttpReply> AppService::judge(const HttpRequest& request) {
  if (!is_token_path(request.path)) return app_service_error(404, "Not Found");
  // Container Apps answer POST with 405: microsoft/azure-container-apps#502.
  if (request.method != "GET") return app_service_error(405, "Method Not Allowed");
  const auto& query = request.query;
  const auto version = value_of(query, "api-version");
  if (version == "2017-09-01") return judge_2017(request, secret_);
  if (request.header("X-IDENTITY-HEADER") != secret_) {
    return app_service_error(401, request.has_header("X-IDENTITY-HEADER") ? "The X-IDENTITY-HEADER header is not valid."
                                                                          : "The X-IDENTITY-HEADER header is missing.");
  }
  if (version != "2019-08-01") return app_service_error(400, "The api-version is missing or not supported.");
  Wish wish{.resource = std::string(value_of(query, "resource"))};
  if (wish.resource.empty()) return app_service_error(400, "The resource parameter is missing.");
  // msi_res_id is ignored: MicrosoftDocs/azure-docs#121176.
  const std::pair<const char*, SelectorKind> selectors[] = {{"client_id", SelectorKind::client_id},
                                                            {"principal_id", SelectorKind::object_id},
                                                            {"object_id", SelectorKind::object_id},
                                                            {"mi_res_id", SelectorKind::resource_id}};
  for (const auto& [parameter, kind] : selectors) {
    if (!has(query, parameter)) continue;
    if (wish.selector) {
      return app_service_error(400, "client_id, principal_id, object_id and mi_res_id are mutually exclusive.");
    }
    wish.selector = Selector{kind, std::string(value_of(query, parameter))};
  }
  return wish;
}

std::variant<const Identity*, Refusal> AppService::choose(const IdentitySet& identities, const Wish& wish) const {
  if (wish.selector) return Platform::choose(identities, wish);
  // An app with user-assigned identities only has to name one: the service looks for the system-assigned one and fails
  // (App Service documentation, overview-managed-identity.md).
  if (const auto* system = identities.system_assigned()) return system;
  return identities.all().empty() ? Refusal::no_identity : Refusal::several_identities;
}

HttpReply AppService::grant(const Grant& grant) {
  if (grant.wish.dialect == kDialect2017) return grant_2017(grant);
  auto body = Json::object();
  body.text("access_token", grant.token.value).text("expires_on", std::to_string(grant.token.expires_on_unix_s));
  body.text("resource", grant.token.resource).text("token_type", "Bearer").text("client_id", grant.identity->client_id);
  return json_reply(200, body, identity_note(grant));
}

HttpReply AppService::refuse(Refusal refusal, const Wish&, const std::string&) const {
  if (refusal == Refusal::unknown_resource) {
    return app_service_error(500, "An unexpected error occured while fetching the AAD Token.");
  }
  return app_service_error(400, "Unable to load the proper Managed Identity.");
}

HttpReply AppService::fail(int status) const {
  return app_service_error(status, status == 429 ? "Too many requests." : "An unexpected error occured.");
}

}  // namespace azcred::emulator
