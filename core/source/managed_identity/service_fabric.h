// Service Fabric, over TLS to a certificate that is known by its thumbprint.
#pragma once
#include "source/managed_identity/setup.h"

namespace azcred {

/// Judges the selector too: the cluster's configuration chooses the identity.
Result<std::shared_ptr<TokenSource>> make_service_fabric_source(const Setup& setup);

}  // namespace azcred
