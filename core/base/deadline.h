// Points on the clock that sees suspend and does not see wall-clock steps, and the latest of them a call may use.
#pragma once
#include <compare>
#include <cstdint>
#include <limits>

namespace azcred {

/// Nanoseconds on the machine's steady clock (Host::now).
struct Instant {
  std::int64_t ns = 0;
  friend constexpr auto operator<=>(Instant, Instant) = default;
};

/// Saturates instead of overflowing, so that any number of milliseconds a caller names is safe.
constexpr Instant later(Instant instant, std::int64_t milliseconds) noexcept {
  constexpr std::int64_t ns_per_ms = 1'000'000;
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  if (milliseconds <= 0) return instant;
  if (milliseconds > (most - (instant.ns > 0 ? instant.ns : 0)) / ns_per_ms) return {most};
  return {instant.ns + milliseconds * ns_per_ms};
}

class Deadline {
 public:
  static constexpr Deadline never() noexcept { return Deadline({std::numeric_limits<std::int64_t>::max()}); }
  static constexpr Deadline at(Instant instant) noexcept { return Deadline(instant); }
  static constexpr Deadline after(Instant now, std::int64_t milliseconds) noexcept {
    return Deadline(later(now, milliseconds));
  }

  constexpr bool is_never() const noexcept { return at_ == never().at_; }
  constexpr bool passed(Instant now) const noexcept { return !is_never() && now >= at_; }
  constexpr Instant instant() const noexcept { return at_; }
  /// Milliseconds left, rounded up; 0 once passed; the largest number if there is no deadline.
  constexpr std::int64_t left_ms(Instant now) const noexcept {
    if (is_never()) return std::numeric_limits<std::int64_t>::max();
    return now >= at_ ? 0 : (at_.ns - now.ns + 999'999) / 1'000'000;
  }
  friend constexpr auto operator<=>(Deadline, Deadline) = default;

 private:
  constexpr explicit Deadline(Instant at) noexcept : at_(at) {}
  Instant at_;
};

}  // namespace azcred
