// The real machine.
#pragma once
#include <memory>

#include "host/host.h"

namespace azcred {

/// One for the whole process; holds nothing but code. Throws std::bad_alloc.
std::shared_ptr<Host> system_host();

}  // namespace azcred
