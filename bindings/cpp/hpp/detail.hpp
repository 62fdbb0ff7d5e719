// How handles and arguments of the C API are held and passed; not for programs.
#pragma once
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>

namespace azcred::detail {

template <auto free_function>
struct Free {
  template <class Handle>
  void operator()(Handle* handle) const {
    free_function(handle);
  }
};

template <class Handle, auto free_function>
using Owner = std::unique_ptr<Handle, Free<free_function>>;

inline const char* c_string(const std::string& text) {
  if (text.find('\0') != std::string::npos) throw std::invalid_argument("azcred: a string with a NUL in it");
  return text.c_str();
}

/// Rounded up, so that a wait of half a millisecond is not none; never negative; saturates.
template <class Rep, class Period>
std::int64_t milliseconds(std::chrono::duration<Rep, Period> duration) {
  const auto approximately = std::chrono::duration<double, std::milli>(duration).count();
  if (approximately <= 0) return 0;
  if (approximately >= static_cast<double>(std::numeric_limits<std::int64_t>::max())) {
    return std::numeric_limits<std::int64_t>::max();
  }
  return std::chrono::ceil<std::chrono::duration<std::int64_t, std::milli>>(duration).count();
}

/// Saturates: a clock of nanoseconds ends in 2262, tokens of some emulators do not.
inline std::chrono::system_clock::time_point time_point(std::int64_t unix_s) {
  using Clock = std::chrono::system_clock;
  if (unix_s > std::chrono::duration_cast<std::chrono::seconds>(Clock::duration::max()).count())
    return Clock::time_point::max();
  return std::chrono::system_clock::time_point(std::chrono::seconds(unix_s));
}

}  // namespace azcred::detail
