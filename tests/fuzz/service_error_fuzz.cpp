// Answers that say what went wrong.
#include <cstdint>
#include <string>

#include "base/guid.h"
#include "fuzz/expect.h"
#include "oauth/service_code.h"
#include "oauth/service_error.h"

namespace {

using azcred::test::expect;

void check(const azcred::ServiceError& error) {
  expect(error.code.empty() || azcred::known_service_code(error.code).data() == error.code.data(),
         "a code is from the table of known codes");
  expect(error.aadsts >= 0, "an AADSTS number is none or positive");
  expect(error.correlation_id.empty() || azcred::is_guid(error.correlation_id), "a correlation id is a GUID");
}

}  // namespace

// The first line is the reason phrase, the second a header value; the rest is the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto next_line = [&rest] {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    return std::string(line);
  };
  azcred::Response response;
  response.status = 400;
  response.reason = next_line();
  response.headers = {{"Content-Type", "application/json"}, {"x-ms-request-id", next_line()}};
  response.body = azcred::Secret(rest);
  check(azcred::read_service_error(response));
  check(azcred::read_service_error(rest));
  return 0;
}
