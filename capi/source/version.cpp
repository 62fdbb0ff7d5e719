// Which azcred this is.
#include "azcred/version.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "http/curl_transport.h"

#define AZCRED_STRINGIFY_VALUE(value) #value
#define AZCRED_STRINGIFY(value) AZCRED_STRINGIFY_VALUE(value)

namespace {

constexpr std::int32_t built_version = AZCRED_BUILT_MAJOR * 10000 + AZCRED_BUILT_MINOR * 100 + AZCRED_BUILT_PATCH;
static_assert(built_version == AZCRED_VERSION_NUMBER, "version.h and the version of the CMake project differ");

#ifdef __clang__
constexpr const char* compiler = __VERSION__;
#else
constexpr const char* compiler = "GCC " __VERSION__;
#endif

/// Composed once; has no destructor, so that nothing runs when the process ends.
class Details {
 public:
  Details() noexcept {
    try {
      const std::string line = std::string("azcred " AZCRED_STRINGIFY(AZCRED_BUILT_MAJOR) "." AZCRED_STRINGIFY(
                                   AZCRED_BUILT_MINOR) "." AZCRED_STRINGIFY(AZCRED_BUILT_PATCH) " (") +
                               compiler + ") " + azcred::transport_versions();
      std::memcpy(line_, line.c_str(), std::min(line.size(), sizeof line_ - 1));
    } catch (const std::exception&) {
      std::memcpy(line_, "azcred", sizeof "azcred");
    }
  }
  const char* line() const noexcept { return line_; }

 private:
  char line_[256] = {};
};

}  // namespace

std::int32_t azcred_version_number() noexcept { return built_version; }

const char* azcred_version_details() noexcept {
  static const Details details;
  return details.line();
}
