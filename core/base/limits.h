// How long one call may go on: its deadline and the switches that stop it.
#pragma once
#include <array>

#include "base/cancel.h"
#include "base/deadline.h"

namespace azcred {

struct Limits {
  Deadline deadline = Deadline::never();
  /// The caller's own switch and that of the asynchronous call it runs in; either may be null.
  std::array<const Cancel*, 2> cancels{};

  bool cancelled() const noexcept {
    return (cancels[0] != nullptr && cancels[0]->is_triggered()) || (cancels[1] != nullptr && cancels[1]->is_triggered());
  }
  Limits until(Deadline sooner) const noexcept { return {sooner < deadline ? sooner : deadline, cancels}; }
};

}  // namespace azcred
