// How long one call may go on: its deadline and the switches that stop it.
#pragma once
#include <array>

#include "base/cancel.h"
#include "base/deadline.h"

namespace azcred {

struct Limits {
  Deadline deadline = Deadline::never();
  /// Up to three switches that end the call: the caller's own, that of the asynchronous call it runs in, and, for waiters, the
  /// one that says that there is nothing left to wait for. Any may be null.
  std::array<const Cancel*, 3> cancels{};

  bool cancelled() const noexcept {
    for (const Cancel* cancel : cancels) {
      if (cancel != nullptr && cancel->is_triggered()) return true;
    }
    return false;
  }
  Limits until(Deadline sooner) const noexcept { return {sooner < deadline ? sooner : deadline, cancels}; }
};

}  // namespace azcred
