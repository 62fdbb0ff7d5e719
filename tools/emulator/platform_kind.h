// The hosts that can be emulated, by the names users give.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "emulator/key_directory.h"
#include "emulator/platform.h"

namespace azcred::emulator {

struct PlatformSettings {
  std::string secret;             ///< what IDENTITY_HEADER or MSI_SECRET hold
  std::string thumbprint;         ///< of the certificate, for Service Fabric
  std::string default_client_id;  ///< of the identity Azure Machine Learning names to its programs; "" if there is none
  KeyDirectory* keys = nullptr;   ///< where Azure Arc writes its key files; outlives the platform
  bool legacy_agent = false;      ///< an Azure Arc agent that knows no user-assigned identities
};

/// "imds", "app-service" and so on, in the order of the documentation.
const std::vector<std::string>& platform_names();
/// The type of Azure resource that such a host is, such as "Microsoft.Compute/virtualMachines".
std::string resource_type_of(const std::string& name);
/// Null for a name that is not in the list.
std::unique_ptr<Platform> make_platform(const std::string& name, const PlatformSettings& settings);
/// Every variable by which any of the hosts is recognised: programs under the emulator see only those of their host.
const std::vector<std::string>& host_variable_names();

}  // namespace azcred::emulator
