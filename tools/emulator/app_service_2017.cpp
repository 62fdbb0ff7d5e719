// api-version 2017-09-01 of App Service, which old plans and programs still speak.
#include "emulator/app_service_2017.h"

#include <array>
#include <ctime>

#include "emulator/app_service.h"
#include "emulator/oauth_reply.h"

namespace azcred::emulator {

std::variant<Wish, HttpReply> judge_2017(const HttpRequest& request, const std::string& secret) {
  if (request.header("secret") != secret) {
    return app_service_error(
        401, request.has_header("secret") ? "The secret header is not valid." : "The secret header is missing.");
  }
  Wish wish{.resource = std::string(value_of(request.query, "resource")), .dialect = kDialect2017};
  if (wish.resource.empty()) return app_service_error(400, "The resource parameter is missing.");
  // Only this spelling selects an identity; all others are ignored (App Service documentation, overview-managed-identity.md).
  const auto client_id = value_of(request.query, "clientid");
  if (!client_id.empty()) wish.selector = Selector{SelectorKind::client_id, std::string(client_id)};
  return wish;
}

HttpReply grant_2017(const Grant& grant) {
  std::array<char, 40> written{};
  const auto moment = static_cast<std::time_t>(grant.token.expires_on_unix_s);
  std::tm parts{};
  gmtime_r(&moment, &parts);
  std::strftime(written.data(), written.size(), "%m/%d/%Y %H:%M:%S +00:00", &parts);
  auto body = Json::object().text("access_token", grant.token.value).text("expires_on", written.data());
  body.text("resource", grant.token.resource).text("token_type", "Bearer");
  return json_reply(200, body, identity_note(grant));
}

}  // namespace azcred::emulator
