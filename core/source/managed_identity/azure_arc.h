// Servers outside of Azure that the Azure Arc agent connects to it.
#pragma once
#include "source/managed_identity/setup.h"

namespace azcred {

Result<std::shared_ptr<TokenSource>> make_azure_arc_source(const Setup& setup);

}  // namespace azcred
