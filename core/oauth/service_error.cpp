#include "oauth/service_error.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/guid.h"
#include "base/json.h"
#include "oauth/service_code.h"

namespace azcred {

namespace {

struct Phrase {
  std::string_view part;
  KnownDescription meaning;
};

// Azure/azure-sdk-for-python#25127.
constexpr std::string_view not_ready_yet_phrase = "Received invalid token. Please try again";

// Microsoft warns that descriptions may change: they choose words and advice here, and whether a chain goes on where no code
// says it. The first match counts.
constexpr std::array phrases = {
    // Hexadite/acs-keyvault-agent#43.
    Phrase{"Multiple user assigned identities exist", KnownDescription::several_identities},
    Phrase{"Identity not found", KnownDescription::identity_not_found},
    // Azure/azure-sdk-for-net#43691.
    Phrase{"Unable to load the proper Managed Identity", KnownDescription::identity_not_loaded},
    Phrase{"is not a supported MSI token audience", KnownDescription::audience_not_supported},
    Phrase{"Required metadata header not specified", KnownDescription::metadata_header_missing},
    Phrase{not_ready_yet_phrase, KnownDescription::not_ready_yet},
    // Azure/azure-sdk-for-net#38218; the address also appears where Windows speaks another language: #42134.
    Phrase{"unreachable", KnownDescription::address_unreachable},
    Phrase{"169.254.169.254:80", KnownDescription::address_unreachable},
};

KnownDescription recognise(std::string_view text) noexcept {
  for (const Phrase& phrase : phrases) {
    if (contains_ignoring_case(text, phrase.part)) return phrase.meaning;
  }
  return KnownDescription::none;
}

/// The number after the first "AADSTS"; 0 if there is none of 4 to 9 digits.
std::int32_t find_aadsts(std::string_view text) noexcept {
  constexpr std::string_view prefix = "AADSTS";
  for (auto at = text.find(prefix); at != std::string_view::npos; at = text.find(prefix, at + 1)) {
    std::size_t end = at + prefix.size();
    std::int64_t number = 0;
    while (end < text.size() && is_ascii_digit(text[end]) && number <= 99'999'999) number = number * 10 + (text[end++] - '0');
    const std::size_t digits = end - at - prefix.size();
    const bool ends_here = end == text.size() || !is_ascii_digit(text[end]);
    if (digits >= 4 && ends_here) return static_cast<std::int32_t>(number);
  }
  return 0;
}

std::string guid_or_nothing(std::string_view text) { return is_guid(text) ? std::string(text) : std::string(); }

void take_code(ServiceError& error, std::string_view code) noexcept {
  if (error.code.empty()) error.code = known_service_code(code);
}

void take_description(ServiceError& error, std::string_view text) noexcept {
  if (error.aadsts == 0) error.aadsts = find_aadsts(text);
  if (error.description == KnownDescription::none) error.description = recognise(text);
}

void take_correlation_id(ServiceError& error, std::string_view id) {
  if (error.correlation_id.empty()) error.correlation_id = guid_or_nothing(id);
}

/// {"code", "message", "correlationId"} in the nested shape; {"error", "error_description", "message", "correlation_id"} flat.
void take_members(ServiceError& error, const JsonObject& object) {
  for (const auto* name : {"error", "code"}) take_code(error, object.string(name));
  for (const auto* name : {"error_description", "message", "error"}) take_description(error, object.string(name));
  for (const auto* name : {"correlation_id", "correlationId"}) take_correlation_id(error, object.string(name));
}

/// What a code alone says, whatever the language of the description.
void conclude(ServiceError& error) noexcept {
  using enum KnownDescription;
  const auto is = [&error](std::string_view code) { return error.code == code; };
  if (error.aadsts == 500011 || error.aadsts == 50001 || is("invalid_resource")) error.description = unknown_resource;
  if (error.description != none) return;
  if (is("identity_not_found") || is("ManagedIdentityNotFound") || is("DefaultIdentityNotDefined")) {
    error.description = identity_not_found;
  } else if (is("AudienceNotSupported")) {
    error.description = audience_not_supported;
  } else if (is("bad_request_102")) {
    error.description = metadata_header_missing;
  }
}

}  // namespace

ServiceError read_service_error(std::string_view body) {
  ServiceError error;
  const auto object = JsonObject::parse(body);
  if (object.ok()) {
    if (const auto nested = object->object("error")) take_members(error, *nested);
    take_members(error, object.value());
  } else {
    take_description(error, body);
  }
  conclude(error);
  return error;
}

ServiceError read_service_error(const Response& response) {
  ServiceError error = read_service_error(response.body.reveal());
  if (error.description == KnownDescription::none) error.description = recognise(response.reason);
  // App Service sends the first, Azure's gateways the second.
  for (const auto* name : {"x-correlation-id", "x-ms-correlation-request-id"}) {
    if (const auto id = response.header(name)) take_correlation_id(error, trim_ascii_space(*id));
  }
  return error;
}

bool says_not_ready_yet(const Response& response) noexcept {
  const std::string_view body = trim_ascii_space(response.body.reveal());
  return equal_ignoring_case(body.substr(0, not_ready_yet_phrase.size()), not_ready_yet_phrase);
}

}  // namespace azcred
