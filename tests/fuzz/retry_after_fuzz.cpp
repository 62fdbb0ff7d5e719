// How long a service asks us to wait. One line per header that says it.
#include <cstdint>
#include <string>

#include "fuzz/expect.h"
#include "http/retry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  azcred::Response response;
  for (const char* name : {"Retry-After", "retry-after-ms", "x-ms-retry-after-ms"}) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!line.empty()) response.headers.push_back({name, std::string(line)});
  }
  azcred::test::expect(azcred::retry_after_ms(response, 1'800'000'000) >= -1, "a wait is none or not negative");
  return 0;
}
