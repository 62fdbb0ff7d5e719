// What a caller might do about a failure: one value per remedy.
#pragma once
#include <cstdint>

namespace azcred {

/// The numbers are those of azcred_status in the C ABI and never change.
enum class Status : std::int32_t {
  ok = 0,
  invalid_argument = 1,
  misconfigured = 2,
  unavailable = 3,
  authentication_failed = 4,
  wrong_identity = 5,
  network = 6,
  service = 7,
  protocol = 8,
  timeout = 9,
  cancelled = 10,
  out_of_memory = 11,
  internal = 12,
};

/// The status in words, such as "unavailable"; "unknown" for a number that is no status. Never null.
const char* status_name(Status status) noexcept;

}  // namespace azcred
