// The instance metadata service: virtual machines, scale sets, AKS nodes, Container Instances on Linux, and the stand-ins for
// it inside of pods.
#pragma once
#include "source/managed_identity/setup.h"

namespace azcred {

Result<std::shared_ptr<TokenSource>> make_imds_source(const Setup& setup);

}  // namespace azcred
