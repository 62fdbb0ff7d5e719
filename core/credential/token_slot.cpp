#include "credential/token_slot.h"

namespace azcred {

void TokenSlot::replace(const TokenHandle& token, ReaderLock* locks, unsigned lock_count) noexcept {
  SharedToken* const next = token.token();
  next->hold();
  SharedToken* const previous = token_.exchange(next, std::memory_order_acq_rel);
  if (previous == nullptr) return;
  for (unsigned i = 0; i < lock_count; ++i) {
    locks[i].lock();
    locks[i].unlock();
  }
  previous->let_go();
}

}  // namespace azcred
