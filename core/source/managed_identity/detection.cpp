#include "source/managed_identity/detection.h"

#include "base/url.h"

namespace azcred {

namespace {
// Linux has no variables for Arc: Azure/azure-powershell#13618. Its presence counts, not whether we may read it.
constexpr const char* arc_agent = "/opt/azcmagent/bin/himds";
}  // namespace

HostKind detect_host(const Environment& environment, Host& host) {
  // IDENTITY_HEADER alone says nothing: Container Instances on Linux sets it, and IMDS answers there
  // (MicrosoftDocs/azure-docs#122273).
  if (environment.has("IDENTITY_ENDPOINT") && environment.has("IDENTITY_HEADER")) {
    // Before MSI_ENDPOINT: App Service sets both pairs (AzureAD/microsoft-authentication-library-for-dotnet#5077).
    if (!environment.has("IDENTITY_SERVER_THUMBPRINT")) return HostKind::app_service;
    const auto url = Url::parse(environment.get("IDENTITY_ENDPOINT"));
    return url && url->scheme() == "http" ? HostKind::container_instances : HostKind::service_fabric;
  }
  if (environment.has("MSI_ENDPOINT")) {
    return environment.has("MSI_SECRET") ? HostKind::app_service_2017 : HostKind::cloud_shell;
  }
  if (environment.has("IDENTITY_ENDPOINT") && environment.has("IMDS_ENDPOINT")) return HostKind::azure_arc;
  return host.file_exists(arc_agent) ? HostKind::azure_arc : HostKind::imds;
}

}  // namespace azcred
