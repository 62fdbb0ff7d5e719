// Puts a failure where a caller of the C API looks for it.
#pragma once
#include "azcred/error.h"
#include "base/error.h"

namespace azcred::capi {

/// Whether an earlier failure is still there: then a call does nothing.
inline bool has_failed(azcred_error* const* error) noexcept { return error != nullptr && *error != nullptr; }

/// Stores the failure unless the caller does not want it. If there is no memory to store it in, the caller is told that.
void report(azcred_error** error, ErrorPtr reason) noexcept;
void report(azcred_error** error, Status status, Literal fact, Literal hint) noexcept;
void report_out_of_memory(azcred_error** error) noexcept;

/// "credential is NULL" or "credential is not a live azcred_credential".
void report_bad_handle(azcred_error** error, const void* handle, Literal parameter, Literal type) noexcept;

}  // namespace azcred::capi
