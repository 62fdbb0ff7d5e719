// The hosts that can be emulated, by the names users give.
#include "emulator/platform_kind.h"

#include "emulator/aci.h"
#include "emulator/aci_windows.h"
#include "emulator/app_service.h"
#include "emulator/arc.h"
#include "emulator/cloud_shell.h"
#include "emulator/imds.h"
#include "emulator/legacy/azure_ml.h"
#include "emulator/service_fabric.h"

namespace azcred::emulator {

const std::vector<std::string>& platform_names() {
  static const std::vector<std::string> names = {"imds",     "app-service", "functions", "container-apps",
                                                 "azure-ml", "cloud-shell", "arc",       "service-fabric",
                                                 "aci",      "aci-windows"};
  return names;
}

std::string resource_type_of(const std::string& name) {
  if (name == "app-service" || name == "functions") return "Microsoft.Web/sites";
  if (name == "container-apps") return "Microsoft.App/containerApps";
  if (name == "azure-ml") return "Microsoft.MachineLearningServices/workspaces";
  if (name == "arc") return "Microsoft.HybridCompute/machines";
  if (name == "service-fabric") return "Microsoft.ServiceFabric/managedClusters";
  if (name == "aci" || name == "aci-windows") return "Microsoft.ContainerInstance/containerGroups";
  return "Microsoft.Compute/virtualMachines";
}

std::unique_ptr<Platform> make_platform(const std::string& name, const PlatformSettings& settings) {
  if (name == "imds") return std::make_unique<Imds>();
  if (name == "app-service") return std::make_unique<AppService>(AppServiceKind::app_service, settings.secret);
  if (name == "functions") return std::make_unique<AppService>(AppServiceKind::functions, settings.secret);
  if (name == "container-apps") return std::make_unique<AppService>(AppServiceKind::container_apps, settings.secret);
  if (name == "azure-ml") return std::make_unique<AzureMl>(settings.secret, settings.default_client_id);
  if (name == "cloud-shell") return std::make_unique<CloudShell>();
  if (name == "arc") return std::make_unique<Arc>(*settings.keys, settings.legacy_agent);
  if (name == "service-fabric") return std::make_unique<ServiceFabric>(settings.secret, settings.thumbprint);
  if (name == "aci") return std::make_unique<Aci>(settings.secret);
  if (name == "aci-windows") return std::make_unique<AciWindows>(settings.secret);
  return nullptr;
}

const std::vector<std::string>& host_variable_names() {
  static const std::vector<std::string> names = {"AZURE_POD_IDENTITY_AUTHORITY_HOST",
                                                 "IDENTITY_ENDPOINT",
                                                 "IDENTITY_HEADER",
                                                 "IDENTITY_SERVER_THUMBPRINT",
                                                 "IDENTITY_API_VERSION",
                                                 "IMDS_ENDPOINT",
                                                 "MSI_ENDPOINT",
                                                 "MSI_SECRET",
                                                 "DEFAULT_IDENTITY_CLIENT_ID",
                                                 "AZURE_FEDERATED_TOKEN_FILE"};
  return names;
}

}  // namespace azcred::emulator
