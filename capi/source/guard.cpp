// Turns an exception into an azcred_error.
#include "guard.h"

#include <new>
#include <system_error>

#include "report.h"

namespace azcred::capi {

void report_current_exception(azcred_error** error) noexcept {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    report_out_of_memory(error);
  } catch (const std::system_error&) {
    // Only threads and descriptors are made with functions that throw this.
    report(error, Status::out_of_memory, "the process has no thread or file descriptor left"_t,
           "Raise the limits of the process, or close what it does not need"_t);
  } catch (...) {
    report(error, Status::internal, "something happened that cannot happen"_t, "Please report this as a defect of azcred"_t);
  }
}

}  // namespace azcred::capi
