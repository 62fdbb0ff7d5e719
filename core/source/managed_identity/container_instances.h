// Azure Container Instances on Windows.
#pragma once
#include "source/managed_identity/setup.h"

namespace azcred {

/// Judges the selector too: these hosts know object ids only.
Result<std::shared_ptr<TokenSource>> make_container_instances_source(const Setup& setup);

}  // namespace azcred
