// The environment variables this library knows, read once when a credential is made.
#pragma once
#include <array>
#include <map>
#include <string>
#include <string_view>

namespace azcred {

/// Every variable the library ever reads. Nothing else of the environment is looked at.
inline constexpr std::array environment_names = {
    "AZCRED_LOG",
    "AZURE_CLIENT_ID",
    "AZURE_POD_IDENTITY_AUTHORITY_HOST",
    "AZURE_TOKEN_CREDENTIALS",
    "DEFAULT_IDENTITY_CLIENT_ID",
    "IDENTITY_API_VERSION",
    "IDENTITY_ENDPOINT",
    "IDENTITY_HEADER",
    "IDENTITY_SERVER_THUMBPRINT",
    "IMDS_ENDPOINT",
    "MSI_ENDPOINT",
    "MSI_SECRET",
    "PATH",
};

class Environment {
 public:
  Environment() = default;
  explicit Environment(std::map<std::string, std::string, std::less<>> variables);

  /// The value without surrounding white space; "" if the variable is unset, empty or blank: Azure's SDKs treat these alike.
  const std::string& get(std::string_view name) const noexcept;
  bool has(std::string_view name) const noexcept { return !get(name).empty(); }

 private:
  std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace azcred
