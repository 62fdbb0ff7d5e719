// Azure Cloud Shell, which hands out tokens of the person at the keyboard.
#include "emulator/cloud_shell.h"

#include <algorithm>
#include <array>

#include "emulator/error_object_reply.h"
#include "emulator/oauth_reply.h"

namespace azcred::emulator {
namespace {

/// Compared byte by byte, slashes at the end too; as listed by the service in
/// AzureAD/microsoft-authentication-library-for-dotnet#4402 and Azure/CloudShell#477.
constexpr std::array<std::string_view, 21> kAudiences = {"https://management.core.windows.net/",
                                                         "https://management.azure.com/",
                                                         "https://graph.windows.net/",
                                                         "https://vault.azure.net",
                                                         "https://datalake.azure.net/",
                                                         "https://outlook.office365.com/",
                                                         "https://graph.microsoft.com/",
                                                         "https://batch.core.windows.net/",
                                                         "https://analysis.windows.net/powerbi/api",
                                                         "https://storage.azure.com/",
                                                         "https://rest.media.azure.net",
                                                         "https://api.loganalytics.io",
                                                         "https://ossrdbms-aad.database.windows.net",
                                                         "https://www.yammer.com",
                                                         "https://digitaltwins.azure.net",
                                                         "0b07f429-9f4b-4714-9392-cc5e8e80c8b0",
                                                         "822c8694-ad95-4735-9c55-256f7db2f9b4",
                                                         "https://dev.azuresynapse.net",
                                                         "https://database.windows.net",
                                                         "https://quantum.microsoft.com",
                                                         "https://iothubs.azure.net"};

}  // namespace

Variables CloudShell::variables(const std::string& origin) const { return {{"MSI_ENDPOINT", origin + "/oauth2/token"}}; }

std::variant<Wish, HttpReply> CloudShell::judge(const HttpRequest& request) {
  if (request.path != "/oauth2/token" && request.path != "/oauth2/token/") return error_object(404, "NotFound", "Not found");
  if (request.method != "POST") return error_object(405, "MethodNotAllowed", "Only POST is allowed");
  if (request.header("Metadata") != "true") {
    return error_object(400, "BadRequest", "Required metadata header not specified");
  }
  if (request.header("Content-Type").substr(0, 33) != "application/x-www-form-urlencoded") {
    return error_object(400, "BadRequest", "The request body must be a form");
  }
  const auto form = parse_parameters(request.body);
  Wish wish{.resource = std::string(value_of(form, "resource")), .as_user = true};
  if (wish.resource.empty()) return error_object(400, "BadRequest", "The resource is missing");
  return wish;
}

HttpReply CloudShell::grant(const Grant& grant) { return oauth_token(grant, Json::object()); }

HttpReply CloudShell::refuse(Refusal refusal, const Wish& wish, const std::string&) const {
  if (refusal != Refusal::unknown_resource) return error_object(400, "InvalidRequest", "No user is signed in");
  std::string supported;
  for (const auto audience : kAudiences) supported += (supported.empty() ? "" : ",") + std::string(audience);
  return error_object(
      400, "AudienceNotSupported",
      "Audience " + wish.resource + " is not a supported MSI token audience. Supported audiences: " + supported);
}

HttpReply CloudShell::fail(int status) const { return error_object(status, "ServiceFailure", "Service failure"); }

bool CloudShell::knows(const std::string& resource) const {
  return std::find(kAudiences.begin(), kAudiences.end(), resource) != kAudiences.end();
}

}  // namespace azcred::emulator
