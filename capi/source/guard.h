// The one place where exceptions end.
#pragma once
#include <cxxabi.h>

#include <utility>

#include "azcred/error.h"
#include "cancellation_off.h"

namespace azcred::capi {

/// Reports the exception that is being handled: no memory, or a defect. Only inside a catch block.
void report_current_exception(azcred_error** error) noexcept;

/// Runs what may throw or wait, and returns what it returns, or null after it has thrown.
template <class Work>
auto guard(azcred_error** error, Work&& work) -> decltype(work()) {
  const CancellationOff cancellation_off;
  try {
    return std::forward<Work>(work)();
  } catch (const abi::__forced_unwind&) {
    throw;  // pthread_exit in a hook: glibc aborts the process if this is swallowed
  } catch (...) {
    report_current_exception(error);
    return nullptr;
  }
}

}  // namespace azcred::capi
