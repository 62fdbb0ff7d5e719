// The order in which the default credential looks for an identity.
#pragma once
#include "credential/credential.h"
#include "credential/options.h"

namespace azcred {

/// What the default chain needs beside the options, all set.
struct ChainSurroundings {
  std::shared_ptr<Host> host;
  std::shared_ptr<Transport> transport;
  LogPtr log;
};

/// Honours AZURE_CLIENT_ID and AZURE_TOKEN_CREDENTIALS as the Azure SDKs do (Azure.Identity, "DefaultAzureCredential
/// overview").
Result<CredentialPtr> make_default_chain(const Options& options, const ChainSurroundings& surroundings);

}  // namespace azcred
