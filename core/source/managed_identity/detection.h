// Which kind of host the process runs on.
#pragma once
#include <string_view>

#include "host/host.h"

namespace azcred {

enum class HostKind {
  imds,
  app_service,
  app_service_2017,  ///< also Azure Machine Learning, which sets the same variables
  cloud_shell,
  azure_arc,
  service_fabric,
  container_instances,  ///< on Windows; on Linux these are plain IMDS
};

/// Looks at variables, and for the Azure Arc agent's program if none decides: nothing is read or sent.
/// In this order, because hosts set more variables than they need and those of the process say more than those of the machine:
///   IDENTITY_ENDPOINT and IDENTITY_HEADER, with IDENTITY_SERVER_THUMBPRINT: Service Fabric, Container Instances over plain
///   http; IDENTITY_ENDPOINT and IDENTITY_HEADER: App Service, Functions, Container Apps, Automation; MSI_ENDPOINT and
///   MSI_SECRET: App Service before 2019, Azure Machine Learning; MSI_ENDPOINT: Cloud Shell; IDENTITY_ENDPOINT and
///   IMDS_ENDPOINT, or the agent's program: Azure Arc; otherwise IMDS.
HostKind detect_host(const Environment& environment, Host& host);

}  // namespace azcred
