// Where the library says what it does, if anybody wants to know.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/text.h"

namespace azcred {

enum class LogLevel : std::int32_t { off = 0, error = 1, warn = 2, info = 3, debug = 4 };

/// Shared by everything made from one set of options. Lines can only be made of Text, so nothing secret gets in.
class Log {
 public:
  using Sink = std::function<void(LogLevel level, std::string_view source, const std::string& message)>;

  Log() = default;
  Log(LogLevel level, Sink sink) : level_(level), sink_(std::move(sink)) {}

  bool enabled(LogLevel level) const noexcept { return level <= level_ && sink_ != nullptr; }
  /// An exception of the sink ends here.
  void write(LogLevel level, std::string_view source, const Text& message) const noexcept;

 private:
  LogLevel level_ = LogLevel::off;
  Sink sink_;
};
using LogPtr = std::shared_ptr<const Log>;

}  // namespace azcred
