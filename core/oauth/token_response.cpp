#include "oauth/token_response.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/ascii.h"
#include "base/json.h"
#include "base/timestamp.h"

namespace azcred {

namespace {

// 2001-01-01: AzureAD/microsoft-authentication-library-for-dotnet takes smaller numbers for a lifetime, as some mocks send it.
constexpr std::int64_t earliest_expires_on = 978'307'200;
constexpr std::int64_t two_hours_s = 7'200;
constexpr std::int64_t five_minutes_s = 300;

/// A table, because a token has thousands of characters.
constexpr auto token_characters = [] {
  std::array<bool, 256> table{};
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (const char c : std::string_view("._~+/=-")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_made_of_token_characters(std::string_view token) noexcept {
  return std::all_of(token.begin(), token.end(), [](char c) { return token_characters[static_cast<unsigned char>(c)]; });
}

bool is_whole_number(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_ascii_digit);
}

std::optional<std::int64_t> in_range(std::optional<std::int64_t> seconds) noexcept {
  if (seconds && *seconds >= 0 && *seconds <= last_unix_s) return seconds;
  return std::nullopt;
}

std::int64_t add_saturating(std::int64_t unix_s, std::int64_t seconds) noexcept {
  return seconds > last_unix_s - unix_s ? last_unix_s : unix_s + seconds;
}

/// A number of seconds, as a JSON number or in decimal digits.
std::optional<std::int64_t> seconds_of(const std::optional<JsonValue>& member) noexcept {
  if (!member) return std::nullopt;
  if (member->is_number()) return in_range(member->integer());
  const std::string_view text = trim_ascii_space(member->string());
  if (!is_whole_number(text)) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return in_range(seconds);
}

/// A point in time, as seconds since 1970 or as a date.
std::optional<std::int64_t> time_of(const std::optional<JsonValue>& member, std::int64_t sent_at_unix_s) noexcept {
  if (const auto number = seconds_of(member)) {
    return *number < earliest_expires_on ? add_saturating(sent_at_unix_s, *number) : *number;
  }
  if (!member || !member->is_string() || is_whole_number(trim_ascii_space(member->string()))) return std::nullopt;
  return parse_timestamp(member->string());
}

std::optional<std::int64_t> expiry_of(const JsonObject& object, std::int64_t sent_at_unix_s) noexcept {
  if (const auto at = time_of(object.find("expires_on"), sent_at_unix_s)) return at;
  if (const auto in = seconds_of(object.find("expires_in"))) return add_saturating(sent_at_unix_s, *in);
  return std::nullopt;
}

std::int64_t lifetime_of(const JsonObject& object, std::int64_t sent_at_unix_s, std::int64_t expires_at_unix_s) noexcept {
  const std::int64_t lifetime = expires_at_unix_s - sent_at_unix_s;
  const std::int64_t said = seconds_of(object.find("expires_in")).value_or(0);
  return said > 0 ? std::min(lifetime, said) : lifetime;
}

std::int64_t refresh_time_of(const JsonObject& object, std::int64_t sent_at_unix_s, std::int64_t expires_at_unix_s) noexcept {
  const std::int64_t latest = std::max(sent_at_unix_s, expires_at_unix_s - five_minutes_s);
  std::optional<std::int64_t> wanted;
  if (const auto in = seconds_of(object.find("refresh_in"))) wanted = add_saturating(sent_at_unix_s, *in);
  if (!wanted) wanted = time_of(object.find("refresh_on"), sent_at_unix_s);
  if (wanted && *wanted > sent_at_unix_s) return std::min(*wanted, latest);
  const std::int64_t lifetime = expires_at_unix_s - sent_at_unix_s;
  return lifetime > two_hours_s ? sent_at_unix_s + lifetime / 2 : latest;
}

/// The complaint about the member access_token, or nothing.
Text token_complaint(const JsonObject& object) {
  const auto member = object.find("access_token");
  if (!member) return "the answer holds no access_token"_t;
  if (!member->is_string()) return "the access_token of the answer is not a string"_t;
  const std::string_view token = member->string();
  if (token.empty()) return "the access_token of the answer is empty"_t;
  if (token.size() > longest_access_token) {
    return text("the access_token of the answer is longer than "_t, longest_access_token, " characters"_t);
  }
  if (!is_made_of_token_characters(token)) {
    return "the access_token of the answer holds a character that no token has"_t;
  }
  const auto type = object.find("token_type");
  // Service Fabric clusters and mocks leave it out.
  if (type && !equal_ignoring_case(type->string(), "Bearer")) return "the answer holds a token that is not a bearer token"_t;
  return {};
}

TokenResponseFault not_an_object(JsonFault fault, std::string_view body) {
  const std::string_view content = trim_ascii_space(body);
  TokenResponseFault result;
  result.is_json = !content.empty() && (content.front() == '{' || content.front() == '[' || content.front() == '\xef');
  result.fact = result.is_json ? text("the answer is not a JSON object as expected: "_t, json_fault_text(fault))
                               : Text("the answer is not JSON"_t);
  result.hint = "Look for a proxy, a sign-in page or another program that answers in place of the service"_t;
  return result;
}

}  // namespace

Result<TokenResponse, TokenResponseFault> parse_token_response(std::string_view body, std::int64_t sent_at_unix_s) {
  const auto parsed = JsonObject::parse(body);
  if (!parsed) return not_an_object(parsed.error(), body);
  const JsonObject& object = parsed.value();

  if (object.find("error")) {
    return TokenResponseFault{.fact = "the service answered with an error under a status of success"_t,
                              .says_error = true,
                              .service_error = read_service_error(body)};
  }
  if (Text complaint = token_complaint(object); !complaint.empty()) return TokenResponseFault{.fact = std::move(complaint)};
  const auto expires_at = expiry_of(object, sent_at_unix_s);
  if (!expires_at) return TokenResponseFault{.fact = "the answer does not say when the token expires"_t};
  if (*expires_at <= sent_at_unix_s) {
    return TokenResponseFault{.fact = "the token of the answer has expired already"_t,
                              .hint = "Check that the clock of this machine is right"_t};
  }

  TokenResponse response;
  response.access_token = Secret(object.string("access_token"));
  response.expires_at_unix_s = *expires_at;
  response.refresh_at_unix_s = refresh_time_of(object, sent_at_unix_s, *expires_at);
  response.lifetime_s = lifetime_of(object, sent_at_unix_s, *expires_at);
  response.client_id = object.string("client_id");
  response.object_id = object.string("object_id");
  response.msi_res_id = object.string("msi_res_id");
  response.mi_res_id = object.string("mi_res_id");
  response.resource = object.string("resource");
  return response;
}

}  // namespace azcred
