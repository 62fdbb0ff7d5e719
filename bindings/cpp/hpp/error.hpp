// A failure as an exception.
#pragma once
#include <azcred/error.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace azcred {

/// What a caller might do about a failure. See the AZCRED_... values of error.h. Later versions may add values.
enum class Status : azcred_status {
  ok = AZCRED_OK,
  invalid_argument = AZCRED_INVALID_ARGUMENT,
  misconfigured = AZCRED_MISCONFIGURED,
  unavailable = AZCRED_UNAVAILABLE,
  authentication_failed = AZCRED_AUTHENTICATION_FAILED,
  wrong_identity = AZCRED_WRONG_IDENTITY,
  network = AZCRED_NETWORK,
  service = AZCRED_SERVICE,
  protocol = AZCRED_PROTOCOL,
  timeout = AZCRED_TIMEOUT,
  cancelled = AZCRED_CANCELLED,
  out_of_memory = AZCRED_OUT_OF_MEMORY,
  internal = AZCRED_INTERNAL,
};

/// The status in words, such as "authentication failed".
inline std::string_view status_name(Status status) noexcept { return azcred_status_name(static_cast<azcred_status>(status)); }

/// A failure. Copies share it; nothing in it is secret. Strings live as long as any copy.
class Error : public std::exception {
 public:
  /// Takes over what the C API stored.
  explicit Error(azcred_error* taken_over) : error_(taken_over, azcred_error_free) {}

  /// What happened and what to do about it, in one line; its wording is not API.
  const char* what() const noexcept override { return azcred_error_message(error_.get()); }
  /// The same as what().
  std::string_view message() const noexcept { return what(); }
  /// What a caller might do about it.
  Status status() const noexcept { return static_cast<Status>(azcred_error_status(error_.get())); }
  /// What to do next, already part of message(); empty if nothing is known.
  std::string_view hint() const noexcept { return azcred_error_hint(error_.get()); }
  /// Such as "ManagedIdentity/IMDS"; empty if no source was involved.
  std::string_view source() const noexcept { return azcred_error_source(error_.get()); }
  /// Such as "invalid_client"; empty if the service gave none that azcred knows.
  std::string_view service_code() const noexcept { return azcred_error_service_code(error_.get()); }
  /// 700016 for AADSTS700016; 0 if there is none.
  std::int32_t aadsts() const noexcept { return azcred_error_aadsts(error_.get()); }
  /// The GUID under which the service logged the request; may be empty.
  std::string_view correlation_id() const noexcept { return azcred_error_correlation_id(error_.get()); }
  /// For Request::claims() of the next request; may be empty.
  std::string_view claims() const noexcept { return azcred_error_claims(error_.get()); }
  /// Of the answer that the failure is about; 0 if there was none.
  std::int32_t http_status() const noexcept { return azcred_error_http_status(error_.get()); }
  /// Whether the same request may succeed later without anybody changing anything.
  bool is_retryable() const noexcept { return azcred_error_is_retryable(error_.get()) != 0; }
  /// How long the service asked to be left alone, if it said so.
  std::optional<std::chrono::milliseconds> retry_after() const noexcept {
    const std::int64_t after_ms = azcred_error_retry_after_ms(error_.get());
    if (after_ms < 0) return std::nullopt;
    return std::chrono::milliseconds(after_ms);
  }
  /// One for each link that a chain tried, in order.
  std::vector<Error> causes() const {
    std::vector<Error> causes;
    const std::size_t count = azcred_error_cause_count(error_.get());
    causes.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      causes.push_back(Error(std::shared_ptr<const azcred_error>(error_, azcred_error_cause(error_.get(), i))));
    }
    return causes;
  }

 private:
  explicit Error(std::shared_ptr<const azcred_error> shared) noexcept : error_(std::move(shared)) {}

  std::shared_ptr<const azcred_error> error_;
};

}  // namespace azcred
