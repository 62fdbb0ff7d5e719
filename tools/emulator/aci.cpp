// Azure Container Instances on Linux: IMDS with differences.
#include "emulator/aci.h"

namespace azcred::emulator {

Variables Aci::variables(const std::string& origin) const {
  auto variables = Imds::variables(origin);
  // Set without an IDENTITY_ENDPOINT to go with it: MicrosoftDocs/azure-docs#122273.
  variables.emplace_back("IDENTITY_HEADER", secret_);
  variables.emplace_back("IDENTITY_SERVER_THUMBPRINT", "0000000000000000000000000000000000000000");
  variables.emplace_back("IDENTITY_API_VERSION", "2019-07-01-preview");
  return variables;
}

HttpReply Aci::missing_metadata() const {
  // No JSON: azure-sdk-for-go, azidentity changelog 1.8.1.
  const std::string text = "Required metadata header not specified or not correct";
  return {.status = 400, .content_type = "text/plain; charset=utf-8", .body = text, .note = text};
}

}  // namespace azcred::emulator
