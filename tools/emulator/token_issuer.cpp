// Access tokens with the claims Entra puts into those of managed identities.
#include "emulator/token_issuer.h"

#include <ctime>

#include "guid/guid.h"

namespace azcred::emulator {

IssuedToken TokenIssuer::for_identity(const Identity& identity, const std::string& resource) const {
  auto claims = Json::object();
  claims.text("appid", identity.client_id).text("appidacr", "2").text("idtyp", "app");
  claims.text("oid", identity.object_id).text("sub", identity.object_id).text("xms_mirid", identity.resource_id);
  return issued(claims, resource);
}

IssuedToken TokenIssuer::for_user(const std::string& resource) const {
  const auto user = guid_of("azcred emulator/" + rules_.tenant_id + "/user");
  auto claims = Json::object();
  // The application id of the Azure portal's console, under which Cloud Shell signs its users in.
  claims.text("appid", "b677c290-cf4b-4a8e-a60e-91ba650a4abe").text("appidacr", "2").text("idtyp", "user");
  claims.text("oid", user).text("sub", user).text("upn", "user@emulator.example").text("scp", "user_impersonation");
  return issued(claims, resource);
}

IssuedToken TokenIssuer::issued(Json claims, const std::string& resource) const {
  const auto now = static_cast<std::int64_t>(std::time(nullptr));
  // Entra dates tokens five minutes back, so that a clock that is slow accepts them.
  const auto not_before = now - 300;
  const auto issuer = "https://sts.windows.net/" + rules_.tenant_id + "/";
  claims.text("aud", resource).text("iss", issuer).text("idp", issuer).text("tid", rules_.tenant_id).text("ver", "1.0");
  claims.number("iat", not_before).number("nbf", not_before).number("exp", now + rules_.lifetime_s);
  claims.text("uti", random_guid());
  return {.value = key_.sign(claims),
          .resource = resource,
          .not_before_unix_s = not_before,
          .expires_on_unix_s = now + rules_.lifetime_s,
          .expires_in_s = rules_.lifetime_s,
          .refresh_in_s = rules_.refresh_in_s};
}

}  // namespace azcred::emulator
