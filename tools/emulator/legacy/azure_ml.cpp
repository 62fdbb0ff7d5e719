// Compute of Azure Machine Learning: api-version 2017-09-01 with rules of its own.
#include "emulator/legacy/azure_ml.h"

#include "emulator/app_service.h"
#include "emulator/app_service_2017.h"
#include "emulator/oauth_reply.h"
#include "guid/guid.h"

namespace azcred::emulator {

Variables AzureMl::variables(const std::string& origin) const {
  return {{"MSI_ENDPOINT", origin + "/MSI/auth"},
          {"MSI_SECRET", secret_},
          // Without an identity the platform writes this very word: Azure/azure-sdk-for-python#36047.
          {"DEFAULT_IDENTITY_CLIENT_ID", default_client_id_.empty() ? "clientid" : default_client_id_}};
}

std::variant<Wish, HttpReply> AzureMl::judge(const HttpRequest& request) {
  if (request.path != "/MSI/auth" && request.path != "/MSI/auth/") return app_service_error(404, "Not Found");
  if (request.method != "GET") return app_service_error(405, "Method Not Allowed");
  if (value_of(request.query, "api-version") != kDialect2017) {
    return app_service_error(400, "The api-version is missing or not supported.");
  }
  auto judged = judge_2017(request, secret_);
  auto* wish = std::get_if<Wish>(&judged);
  if (wish == nullptr) return judged;
  // Without a client id, or with a word that is none, the endpoint answers for whoever is signed in:
  // Azure/azure-sdk-for-python#31032.
  wish->as_user = !wish->selector || !looks_like_guid(wish->selector->value);
  return judged;
}

HttpReply AzureMl::grant(const Grant& grant) {
  auto body = Json::object().text("access_token", grant.token.value).number("expires_on", grant.token.expires_on_unix_s);
  body.text("resource", grant.token.resource).text("token_type", "Bearer");
  return json_reply(200, body, identity_note(grant));
}

HttpReply AzureMl::refuse(Refusal refusal, const Wish&, const std::string&) const {
  if (refusal == Refusal::unknown_resource) return app_service_error(500, "Failed to acquire a token for the resource.");
  return app_service_error(400, "No identity with this client id is assigned to the compute.");
}

HttpReply AzureMl::fail(int status) const { return app_service_error(status, "An unexpected error occured."); }

}  // namespace azcred::emulator
