#include "support/scripted_source.h"

namespace azcred::test {

AccessToken ScriptedSource::token(std::string value, std::int64_t lifetime_s, std::int64_t refresh_in_s) const {
  if (refresh_in_s < 0) refresh_in_s = lifetime_s;
  AccessToken token;
  token.value = Secret(value);
  token.expires_at_unix_s = host_.unix_s() + lifetime_s;
  token.refresh_at_unix_s = host_.unix_s() + refresh_in_s;
  token.expires_at = later(host_.now(), lifetime_s * 1000);
  token.refresh_at = later(host_.now(), refresh_in_s * 1000);
  token.source = "Scripted";
  return token;
}

void ScriptedSource::give_tokens(std::int64_t lifetime_s, std::int64_t refresh_in_s) {
  answer = [=, this](const TokenRequest&, const Limits&) -> Result<AccessToken> {
    return token("token " + std::to_string(asked.load()), lifetime_s, refresh_in_s);
  };
}

void ScriptedSource::give_error(Status status) {
  answer = [=](const TokenRequest&, const Limits&) -> Result<AccessToken> {
    return fail({.status = status, .source = "Scripted", .fact = "scripted failure"_t});
  };
}

}  // namespace azcred::test
