// Azure Cloud Shell, whose tokens are those of the person at the portal.
#pragma once
#include "source/managed_identity/setup.h"

namespace azcred {

/// Judges the selector too: there is nothing to choose.
Result<std::shared_ptr<TokenSource>> make_cloud_shell_source(const Setup& setup);

}  // namespace azcred
