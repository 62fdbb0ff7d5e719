// Times as the services write them, and as people read them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace azcred {

/// 9999-12-31T23:59:59Z: the last second any service can mean.
inline constexpr std::int64_t last_unix_s = 253'402'300'799;

/// Seconds since 1970 of a date in the proleptic Gregorian calendar, UTC.
std::int64_t unix_s_from_civil(int year, int month, int day, int hour, int minute, int second) noexcept;

/// Every form in which an `expires_on` has been seen; nothing if it is none of them or not a date that exists:
///   decimal digits (seconds since 1970);
///   ISO 8601 / RFC 3339, with or without fraction and zone (no zone means UTC);
///   "M/d/yyyy h:mm:ss AM|PM +hh:mm" and "M/d/yyyy H:mm:ss +hh:mm" (App Service 2017-09-01 on Windows and Linux);
///   "yyyy-MM-dd HH:mm:ss" with optional fraction and zone;
///   RFC 1123 ("Sun, 06 Nov 1994 08:49:37 GMT").
/// Surrounding white space is ignored. Never negative, never after last_unix_s.
std::optional<std::int64_t> parse_timestamp(std::string_view text) noexcept;

/// "2026-11-20T16:16:32Z". A time before 1970 or after last_unix_s is shown as the one or the other.
std::string format_timestamp(std::int64_t unix_s);

}  // namespace azcred
