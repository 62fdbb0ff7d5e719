// azcred_error: a failure in the form that C programs read.
#include "azcred/error.h"

#include <new>
#include <vector>

#include "mark.h"
#include "report.h"

using azcred::ErrorPtr;
using azcred::Literal;
using azcred::Status;
using azcred::capi::has_mark;
using azcred::capi::Mark;

/// Plain, so that the one for lack of memory can be there before it is needed.
struct azcred_error {
  azcred::capi::MarkWord mark{Mark::error};
  bool is_freed_by_caller = false;
  azcred_status status = AZCRED_INTERNAL;
  const char* message = "";
  const char* hint = "";
  const azcred::Error* reason = nullptr;
  azcred_error* causes = nullptr;
  std::size_t cause_count = 0;
};

namespace {

constinit azcred_error out_of_memory_error{
    .status = AZCRED_OUT_OF_MEMORY, .message = "the process is out of memory", .hint = "Free memory, then try again"};

void describe(azcred_error& error, const azcred::Error& reason) noexcept {
  error.status = static_cast<azcred_status>(reason.status);
  error.message = reason.message.c_str();
  error.hint = reason.hint.str().c_str();
  error.reason = &reason;
}

void delete_causes(azcred_error& error) noexcept {
  for (std::size_t i = 0; i < error.cause_count; ++i) {
    error.causes[i].mark.clear();
    delete_causes(error.causes[i]);
  }
  delete[] error.causes;
}

/// The causes are part of `reason`, which outlives them.
void add_causes(azcred_error& error, const azcred::Error& reason) {
  if (reason.causes.empty()) return;
  error.causes = new azcred_error[reason.causes.size()];
  for (const ErrorPtr& cause : reason.causes) {
    azcred_error& next = error.causes[error.cause_count++];
    describe(next, *cause);
    add_causes(next, *cause);
  }
}

/// An error that keeps alive what it points to.
struct OwnedError : azcred_error {
  explicit OwnedError(ErrorPtr reason_to_keep) : kept(std::move(reason_to_keep)) {
    is_freed_by_caller = true;
    describe(*this, *kept);
  }
  ErrorPtr kept;
};

bool is_error(const azcred_error* error) noexcept { return has_mark(error, Mark::error); }

/// The reason behind `error`, null if there is none or `error` is no error.
const azcred::Error* reason_of(const azcred_error* error) noexcept { return is_error(error) ? error->reason : nullptr; }

}  // namespace

namespace azcred::capi {

void report_out_of_memory(azcred_error** error) noexcept {
  if (error != nullptr) *error = &out_of_memory_error;
}

void report(azcred_error** error, ErrorPtr reason) noexcept {
  if (error == nullptr) return;
  OwnedError* owned = nullptr;
  try {
    owned = new OwnedError(std::move(reason));
    add_causes(*owned, *owned->kept);
    *error = owned;
  } catch (const std::bad_alloc&) {
    azcred_error_free(owned);
    report_out_of_memory(error);
  }
}

void report(azcred_error** error, Status status, Literal fact, Literal hint) noexcept {
  if (error == nullptr) return;
  try {
    report(error, fail({.status = status, .fact = fact, .hint = hint}));
  } catch (const std::bad_alloc&) {
    report_out_of_memory(error);
  }
}

void report_bad_handle(azcred_error** error, const void* handle, Literal parameter, Literal type) noexcept {
  if (error == nullptr) return;
  try {
    Text fact = handle == nullptr ? text(parameter, " is NULL"_t)
                                  : text(parameter, " is not a live "_t, type, ": it was freed or is something else"_t);
    report(error, fail({.status = Status::invalid_argument, .fact = std::move(fact)}));
  } catch (const std::bad_alloc&) {
    report_out_of_memory(error);
  }
}

}  // namespace azcred::capi

void azcred_error_free(azcred_error* error) noexcept {
  if (!is_error(error) || !error->is_freed_by_caller) return;
  error->mark.clear();
  delete_causes(*error);
  delete static_cast<OwnedError*>(error);
}

azcred_status azcred_error_status(const azcred_error* error) noexcept {
  if (error == nullptr) return AZCRED_OK;
  return is_error(error) ? error->status : AZCRED_INVALID_ARGUMENT;
}

const char* azcred_status_name(azcred_status status) noexcept { return azcred::status_name(static_cast<Status>(status)); }

const char* azcred_error_message(const azcred_error* error) noexcept { return is_error(error) ? error->message : ""; }

const char* azcred_error_hint(const azcred_error* error) noexcept { return is_error(error) ? error->hint : ""; }

const char* azcred_error_source(const azcred_error* error) noexcept {
  const auto* const reason = reason_of(error);
  return reason == nullptr ? "" : reason->source.c_str();
}

const char* azcred_error_service_code(const azcred_error* error) noexcept {
  const auto* const reason = reason_of(error);
  return reason == nullptr ? "" : reason->service_code.c_str();
}

std::int32_t azcred_error_aadsts(const azcred_error* error) noexcept {
  const auto* const reason = reason_of(error);
  return reason == nullptr ? 0 : reason->aadsts;
}

const char* azcred_error_correlation_id(const azcred_error* error) noexcept {
  const auto* const reason = reason_of(error);
  return reason == nullptr ? "" : reason->correlation_id.c_str();
}

const char* azcred_error_claims(const azcred_error* error) noexcept {
  const auto* const reason = reason_of(error);
  return reason == nullptr ? "" : reason->claims.c_str();
}

std::int32_t azcred_error_http_status(const azcred_error* error) noexcept {
  const auto* const reason = reason_of(error);
  return reason == nullptr ? 0 : reason->http_status;
}

int azcred_error_is_retryable(const azcred_error* error) noexcept {
  const auto* const reason = reason_of(error);
  return reason != nullptr && reason->retryable ? 1 : 0;
}

std::int64_t azcred_error_retry_after_ms(const azcred_error* error) noexcept {
  const auto* const reason = reason_of(error);
  return reason == nullptr ? -1 : reason->retry_after_ms;
}

std::size_t azcred_error_cause_count(const azcred_error* error) noexcept { return is_error(error) ? error->cause_count : 0; }

const azcred_error* azcred_error_cause(const azcred_error* error, std::size_t index) noexcept {
  return index < azcred_error_cause_count(error) ? &error->causes[index] : nullptr;
}
