// Room on the stack for bytes on their way into a Secret.
#pragma once
#include <array>

#include "base/secret.h"

namespace azcred {

/// Wiped however its scope is left, also when there is no memory for what was read.
template <std::size_t size>
struct WipedBlock : std::array<char, size> {
  WipedBlock() = default;  // leaves the bytes as they are
  ~WipedBlock() { wipe(this->data(), size); }
  WipedBlock(const WipedBlock&) = delete;
  WipedBlock& operator=(const WipedBlock&) = delete;
};

}  // namespace azcred
