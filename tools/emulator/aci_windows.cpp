// Azure Container Instances on Windows: an endpoint that resembles Service Fabric's, over http.
#include "emulator/aci_windows.h"

#include "emulator/error_object_reply.h"
#include "emulator/oauth_reply.h"

namespace azcred::emulator {
namespace {

constexpr const char* kPath = "/metadata/identity/oauth2/token";
constexpr const char* kVersion = "2019-07-01-preview";

// The shape of Azure/azure-sdk-for-net#45547.
HttpReply container_error(int status, const std::string& code, const std::string& message) {
  return error_object(status, code, message, Json::object().member("details", Json::array()));
}

}  // namespace

Variables AciWindows::variables(const std::string& origin) const {
  // The endpoint already carries its api-version; requests add the resource only (container-instances-managed-identity.md).
  return {{"IDENTITY_ENDPOINT", origin + kPath + "?api-version=" + kVersion},
          {"IDENTITY_HEADER", secret_},
          {"IDENTITY_SERVER_THUMBPRINT", "0000000000000000000000000000000000000000"}};
}

std::variant<Wish, HttpReply> AciWindows::judge(const HttpRequest& request) {
  if (request.path != kPath) return container_error(404, "NotFound", "Not found");
  if (request.method != "GET") return container_error(405, "MethodNotAllowed", "Only GET is allowed");
  if (!request.has_header("secret")) {
    return container_error(400, "SecretHeaderNotFound", "Secret is not found in the request headers.");
  }
  if (request.header("secret") != secret_) return container_error(404, "ManagedIdentityNotFound", "ManagedIdentityNotFound ");
  if (value_of(request.query, "api-version") != kVersion) {
    return container_error(400, "InvalidApiVersion", "The api-version is missing or not supported.");
  }
  Wish wish{.resource = std::string(value_of(request.query, "resource"))};
  if (wish.resource.empty()) {
    return container_error(400, "ArgumentNullOrEmpty", "The parameter 'resource' should not be null or empty string.");
  }
  const auto principal_id = value_of(request.query, "principalId");
  if (!principal_id.empty()) wish.selector = Selector{SelectorKind::object_id, std::string(principal_id)};
  return wish;
}

HttpReply AciWindows::grant(const Grant& grant) {
  auto body = Json::object().text("token_type", "Bearer").text("access_token", grant.token.value);
  body.number("expires_on", grant.token.expires_on_unix_s).text("resource", grant.token.resource);
  return json_reply(200, body, identity_note(grant));
}

HttpReply AciWindows::refuse(Refusal refusal, const Wish& wish, const std::string&) const {
  if (refusal == Refusal::unknown_resource) return fail(500);
  // The blank at the end is the service's.
  if (!wish.selector) return container_error(404, "DefaultIdentityNotDefined", "DefaultIdentityNotDefined ");
  return container_error(404, "ManagedIdentityNotFound", "ManagedIdentityNotFound ");
}

HttpReply AciWindows::fail(int status) const { return container_error(status, "ServiceFailure", "Service failure."); }

}  // namespace azcred::emulator
