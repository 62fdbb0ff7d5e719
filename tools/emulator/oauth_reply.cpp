// Replies in the shape of OAuth 2.0, which IMDS, Azure Arc and Cloud Shell share.
#include "emulator/oauth_reply.h"

#include <array>
#include <ctime>

#include "guid/guid.h"

namespace azcred::emulator {

HttpReply oauth_error(int status, const std::string& code, const std::string& description) {
  return json_reply(status, Json::object().text("error", code).text("error_description", description),
                    code + ": " + description);
}

std::string unknown_resource_text(const std::string& resource, const std::string& tenant_id) {
  return "AADSTS500011: The resource principal named " + resource + " was not found in the tenant named " + tenant_id +
         ". This can happen if the application has not been installed by the administrator of the tenant or consented to by "
         "any user in the tenant. You might have sent your authentication request to the wrong tenant.";
}

HttpReply unknown_resource_error(const std::string& resource, const std::string& tenant_id) {
  std::array<char, 32> written{};
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::strftime(written.data(), written.size(), "%Y-%m-%d %H:%M:%SZ", &parts);
  const auto trace_id = random_guid();
  const auto correlation_id = random_guid();
  auto body = Json::object();
  body.text("error", "invalid_resource");
  body.text("error_description", unknown_resource_text(resource, tenant_id) + " Trace ID: " + trace_id +
                                     " Correlation ID: " + correlation_id + " Timestamp: " + written.data());
  body.member("error_codes", Json::array().append(std::int64_t{500011}));
  body.text("timestamp", written.data()).text("trace_id", trace_id).text("correlation_id", correlation_id);
  body.text("error_uri", "https://login.microsoftonline.com/error?code=500011");
  return json_reply(400, body, "invalid_resource: AADSTS500011, not in --resource");
}

HttpReply oauth_token(const Grant& grant, Json identity_members) {
  const auto& token = grant.token;
  const auto lifetime = std::to_string(token.expires_in_s);
  auto body = std::move(identity_members);
  body.text("access_token", token.value).text("refresh_token", "");
  body.text("expires_in", lifetime).text("expires_on", std::to_string(token.expires_on_unix_s));
  body.text("ext_expires_in", lifetime).text("not_before", std::to_string(token.not_before_unix_s));
  if (token.refresh_in_s) body.text("refresh_in", std::to_string(*token.refresh_in_s));
  body.text("resource", token.resource).text("token_type", "Bearer");
  return json_reply(200, body, identity_note(grant));
}

std::string identity_note(const Grant& grant) {
  if (grant.identity == nullptr) return "token for the signed-in user";
  return "token for " + grant.identity->name + ", client id " + grant.identity->client_id;
}

}  // namespace azcred::emulator
