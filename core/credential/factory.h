// Makes credentials out of options; judges the options.
#pragma once
#include <vector>

#include "credential/credential.h"
#include "credential/options.h"

namespace azcred {

Result<CredentialPtr> make_managed_identity_credential(const Options& options);
/// The default chain, which honours AZURE_CLIENT_ID and AZURE_TOKEN_CREDENTIALS.
Result<CredentialPtr> make_default_credential(const Options& options);
/// Asks the links in order; of the options only the log and the expected identity apply, the rest belongs to the links.
Result<CredentialPtr> make_chain_credential(std::vector<CredentialPtr> links, const Options& options);

}  // namespace azcred
