// azcred_cancel: a one-way switch.
#include <exception>

#include "cancel_handle.h"

using azcred::capi::has_mark;
using azcred::capi::Mark;

azcred_cancel* azcred_cancel_new() noexcept {
  try {
    return new azcred_cancel{.inner = std::make_shared<azcred::Cancel>()};
  } catch (const std::exception&) {
    return nullptr;
  }
}

void azcred_cancel_free(azcred_cancel* cancel) noexcept { azcred::capi::free_handle(cancel, Mark::cancel); }

void azcred_cancel_trigger(azcred_cancel* cancel) noexcept {
  if (has_mark(cancel, Mark::cancel)) cancel->inner->trigger();
}

int azcred_cancel_is_triggered(const azcred_cancel* cancel) noexcept {
  return has_mark(cancel, Mark::cancel) && cancel->inner->is_triggered() ? 1 : 0;
}
