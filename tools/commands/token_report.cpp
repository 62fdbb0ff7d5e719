// What `azcred token` says about a token.
#include "commands/token_report.h"

#include <array>
#include <ctime>

#include "json/json.h"

namespace azcred::command {
namespace {

std::string local_time(std::int64_t unix_s) {
  const auto moment = static_cast<std::time_t>(unix_s);
  std::tm parts{};
  std::array<char, 64> written{};
  localtime_r(&moment, &parts);
  std::strftime(written.data(), written.size(), "%Y-%m-%d %H:%M:%S %z", &parts);
  return written.data();
}

std::string utc_time(std::int64_t unix_s) {
  const auto moment = static_cast<std::time_t>(unix_s);
  std::tm parts{};
  std::array<char, 64> written{};
  gmtime_r(&moment, &parts);
  std::strftime(written.data(), written.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return written.data();
}

std::string line(const char* label, const std::string& value) {
  const std::string name = label;
  return value.empty() ? "" : name + std::string(12 - name.size(), ' ') + value + "\n";
}

std::string moment(std::int64_t unix_s, std::int64_t now_unix_s) {
  return local_time(unix_s) + " (" + relative_time(unix_s - now_unix_s) + ")";
}

void add(Json& object, const char* name, const std::string& value) {
  if (!value.empty()) object.text(name, value);
}

}  // namespace

std::string relative_time(std::int64_t seconds) {
  const auto amount = seconds < 0 ? -seconds : seconds;
  std::string text;
  if (amount >= 86'400) {
    text = std::to_string(amount / 86'400) + " d " + std::to_string(amount % 86'400 / 3'600) + " h";
  } else if (amount >= 3'600) {
    text = std::to_string(amount / 3'600) + " h " + std::to_string(amount % 3'600 / 60) + " min";
  } else if (amount >= 60) {
    text = std::to_string(amount / 60) + " min";
  } else {
    text = std::to_string(amount) + " s";
  }
  return seconds < 0 ? text + " ago" : "in " + text;
}

TokenReport describe(const azcred_token* token, const std::string& scope) {
  return {.scope = scope,
          .source = azcred_token_source(token),
          .type = azcred_token_type(token),
          .expires_at_unix_s = azcred_token_expires_at_unix_s(token),
          .refresh_at_unix_s = azcred_token_refresh_at_unix_s(token),
          .now_unix_s = static_cast<std::int64_t>(std::time(nullptr)),
          .claims = read_claims({azcred_token_value(token), azcred_token_value_size(token)})};
}

std::string as_text(const TokenReport& report) {
  std::string text = line("scope", report.scope);
  if (report.claims) {
    text += line("client id", report.claims->client_id) + line("object id", report.claims->object_id);
    text += line("tenant", report.claims->tenant_id) + line("resource id", report.claims->resource_id);
  } else {
    text += line("identity", "not to be seen: the token is not a JSON web token");
  }
  text += line("expires", moment(report.expires_at_unix_s, report.now_unix_s));
  text += line("refreshes", moment(report.refresh_at_unix_s, report.now_unix_s));
  return text + line("source", report.source);
}

std::string as_json(const TokenReport& report, const azcred_token* token) {
  auto document = Json::object().text("scope", report.scope).text("source", report.source).text("token_type", report.type);
  document.text("expires_at", utc_time(report.expires_at_unix_s)).number("expires_at_unix_s", report.expires_at_unix_s);
  document.text("refresh_at", utc_time(report.refresh_at_unix_s)).number("refresh_at_unix_s", report.refresh_at_unix_s);
  if (report.claims) {
    auto claims = Json::object();
    add(claims, "audience", report.claims->audience);
    add(claims, "client_id", report.claims->client_id);
    add(claims, "object_id", report.claims->object_id);
    add(claims, "tenant_id", report.claims->tenant_id);
    add(claims, "resource_id", report.claims->resource_id);
    document.member("unverified_claims", claims);
  }
  if (token != nullptr) document.text("access_token", {azcred_token_value(token), azcred_token_value_size(token)});
  return document.print_pretty();
}

}  // namespace azcred::command
