// The Instance Metadata Service of virtual machines, scale sets and Kubernetes nodes.
#include "emulator/imds.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "emulator/oauth_reply.h"

namespace azcred::emulator {
namespace {

constexpr std::string_view kPath = "/metadata/identity/oauth2/token";

/// The versions IMDS lists for itself since it hands out tokens (azure-compute-docs, instance-metadata-service.md).
constexpr std::array<std::string_view, 33> kVersions = {
    "2018-02-01", "2018-04-02", "2018-10-01", "2019-02-01", "2019-03-11", "2019-04-30", "2019-06-01",
    "2019-06-04", "2019-08-01", "2019-08-15", "2019-11-01", "2020-06-01", "2020-07-15", "2020-09-01",
    "2020-10-01", "2020-12-01", "2021-01-01", "2021-02-01", "2021-03-01", "2021-05-01", "2021-10-01",
    "2021-11-01", "2021-11-15", "2021-12-13", "2022-03-01", "2023-03-01", "2023-07-01", "2023-11-15",
    "2024-03-15", "2024-07-17", "2024-10-01", "2025-04-07", "2025-07-01"};

HttpReply routing_error(int status, const std::string& text) {
  return json_reply(status, Json::object().text("error", text), text);
}

HttpReply version_error(const std::string& text) {
  auto newest = Json::array();
  std::for_each_n(kVersions.rbegin(), 3, [&newest](std::string_view version) { newest.append(version); });
  auto body = Json::object().text("error", text).member("newest-versions", newest);
  return json_reply(400, body, text);
}

}  // namespace

std::optional<HttpReply> judge_metadata_request(const HttpRequest& request) {
  // A trailing slash is accepted: librdkafka and others send one.
  if (request.path != kPath && request.path != std::string(kPath) + "/") return routing_error(404, "Not found");
  if (request.method != "GET") return routing_error(405, "Method not allowed");
  // Requests that came through a proxy are refused (azure-compute-docs, instance-metadata-service.md, "Security").
  if (request.has_header("X-Forwarded-For")) return routing_error(400, "Bad request. X-Forwarded-For is not allowed");
  return std::nullopt;
}

std::variant<Wish, HttpReply> read_metadata_wish(const HttpRequest& request, bool reads_mi_res_id) {
  const auto& query = request.query;
  if (const auto repeated = repeated_name(query); !repeated.empty()) {
    return routing_error(400, "Bad request. Query parameter '" + std::string(repeated) + "' occurs more than once");
  }
  const auto version = value_of(query, "api-version");
  if (version.empty()) return version_error("Bad request. api-version was not specified in the request");
  if (std::find(kVersions.begin(), kVersions.end(), version) == kVersions.end()) {
    return version_error("Bad request. api-version is invalid or was not found");
  }
  Wish wish{.resource = std::string(value_of(query, "resource"))};
  if (wish.resource.empty()) return oauth_error(400, "invalid_request", "Required query variable 'resource' is missing");
  const auto select = [&](const char* parameter, SelectorKind kind) {
    if (value_of(query, parameter).empty()) return true;
    if (wish.selector) return false;
    wish.selector = Selector{kind, std::string(value_of(query, parameter))};
    return true;
  };
  const bool one = select("client_id", SelectorKind::client_id) && select("object_id", SelectorKind::object_id) &&
                   select("msi_res_id", SelectorKind::resource_id) &&
                   (!reads_mi_res_id || select("mi_res_id", SelectorKind::resource_id));
  if (!one) return oauth_error(400, "invalid_request", "client_id, object_id and msi_res_id exclude each other");
  return wish;
}

Variables Imds::variables(const std::string& origin) const { return {{"AZURE_POD_IDENTITY_AUTHORITY_HOST", origin}}; }

HttpReply Imds::missing_metadata() const {
  return oauth_error(400, "invalid_request", "Required metadata header not specified");
}

std::variant<Wish, HttpReply> Imds::judge(const HttpRequest& request) {
  if (auto refused = judge_metadata_request(request)) return *refused;
  if (request.header("Metadata") != "true") return missing_metadata();
  return read_metadata_wish(request, reads_mi_res_id());
}

HttpReply Imds::grant(const Grant& grant) {
  auto reply = oauth_token(grant, Json::object().text("client_id", grant.identity->client_id));
  reply.headers.emplace_back("Server", "IMDS/150.870.65.1854");
  return reply;
}

HttpReply Imds::refuse(Refusal refusal, const Wish& wish, const std::string& tenant_id) const {
  switch (refusal) {
    case Refusal::several_identities:
      return oauth_error(400, "invalid_request",
                         "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in "
                         "the token request");
    case Refusal::unknown_resource: return unknown_resource_error(wish.resource, tenant_id);
    // An identity that was assigned seconds ago is not there yet, and clients retry 404.
    case Refusal::not_yet_assigned: return oauth_error(404, "invalid_request", "Identity not found");
    case Refusal::no_identity:
    case Refusal::unknown_identity: break;
  }
  return oauth_error(400, "invalid_request", "Identity not found");
}

HttpReply Imds::fail(int status) const {
  switch (status) {
    case 404: return routing_error(404, "Not found");
    case 410: return routing_error(410, "Gone. The service is being updated, try again within 70 seconds");
    case 429: return oauth_error(429, "invalid_request", "Temporarily throttled, too many requests");
    case 500: return oauth_error(500, "unknown", "Failed to retrieve token from the Active Directory");
    default: return oauth_error(status, "unknown", "Service failure");
  }
}

}  // namespace azcred::emulator
