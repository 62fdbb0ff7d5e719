// Service Fabric: https with a certificate that is known by its thumbprint only.
#include "emulator/service_fabric.h"

#include "emulator/error_object_reply.h"
#include "emulator/oauth_reply.h"
#include "guid/guid.h"

namespace azcred::emulator {
namespace {

// Codes and their statuses: Service Fabric documentation, how-to-managed-identity-service-fabric-app-code.md.
HttpReply fabric_error(int status, const std::string& code, const std::string& message) {
  return error_object(status, code, message, Json::object().text("correlationId", random_guid()));
}

}  // namespace

Variables ServiceFabric::variables(const std::string& origin) const {
  return {{"IDENTITY_ENDPOINT", origin + "/metadata/identity/oauth2/token"},
          {"IDENTITY_HEADER", secret_},
          {"IDENTITY_SERVER_THUMBPRINT", thumbprint_},
          {"IDENTITY_API_VERSION", "2020-05-01"}};
}

std::variant<Wish, HttpReply> ServiceFabric::judge(const HttpRequest& request) {
  if (request.path != "/metadata/identity/oauth2/token" && request.path != "/metadata/identity/oauth2/token/") {
    return fabric_error(404, "NotFound", "Not found");
  }
  if (request.method != "GET") return fabric_error(405, "MethodNotAllowed", "Only GET is allowed");
  if (!request.has_header("secret")) {
    return fabric_error(400, "SecretHeaderNotFound", "Secret is not found in the request headers.");
  }
  if (request.header("secret") != secret_) {
    return fabric_error(404, "ManagedIdentityNotFound", "Managed identity not found for the specified application host.");
  }
  const auto version = std::string(value_of(request.query, "api-version"));
  if (version != "2019-07-01-preview" && version != "2020-05-01") {
    return fabric_error(400, "InvalidApiVersion",
                        "The api-version '" + version +
                            "' is not supported. Supported versions are '2019-07-01-preview' and "
                            "'2020-05-01'.");
  }
  Wish wish{.resource = std::string(value_of(request.query, "resource"))};
  if (wish.resource.empty()) {
    return fabric_error(400, "ArgumentNullOrEmpty", "The parameter 'resource' should not be null or empty string.");
  }
  const auto principal_id = value_of(request.query, "principalId");
  if (!principal_id.empty()) wish.selector = Selector{SelectorKind::object_id, std::string(principal_id)};
  return wish;
}

HttpReply ServiceFabric::grant(const Grant& grant) {
  auto body = Json::object().text("token_type", "Bearer").text("access_token", grant.token.value);
  body.number("expires_on", grant.token.expires_on_unix_s).text("resource", grant.token.resource);
  return json_reply(200, body, identity_note(grant));
}

HttpReply ServiceFabric::refuse(Refusal refusal, const Wish&, const std::string&) const {
  if (refusal == Refusal::unknown_resource) return fail(500);
  return fabric_error(404, "ManagedIdentityNotFound", "Managed identity not found for the specified application host.");
}

HttpReply ServiceFabric::fail(int status) const {
  if (status == 500) return fabric_error(500, "InternalServerError", "Internal server error.");
  return fabric_error(status, status == 429 ? "TooManyRequests" : "ServiceFailure", "Service failure.");
}

}  // namespace azcred::emulator
