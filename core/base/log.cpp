#include "base/log.h"

namespace azcred {

void Log::write(LogLevel level, std::string_view source, const Text& message) const noexcept {
  if (!enabled(level)) return;
  try {
    sink_(level, source, message.str());
  } catch (...) {
    // A sink that throws loses its line; the token matters more.
  }
}

}  // namespace azcred
