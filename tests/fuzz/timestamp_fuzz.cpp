// Times in every form that services use.
#include <cstdint>
#include <cstring>
#include <string>

#include "base/timestamp.h"
#include "fuzz/expect.h"

using azcred::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto unix_s = azcred::parse_timestamp(text)) {
    expect(*unix_s >= 0 && *unix_s <= azcred::last_unix_s, "a time is in range");
    expect(azcred::parse_timestamp(azcred::format_timestamp(*unix_s)) == *unix_s, "a time is read as it is written");
  }
  int fields[6] = {};
  std::memcpy(fields, data, std::min(size, sizeof fields));
  static_cast<void>(azcred::unix_s_from_civil(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]));
  std::int64_t any = 0;
  std::memcpy(&any, data, std::min(size, sizeof any));
  expect(azcred::parse_timestamp(azcred::format_timestamp(any)).has_value(), "whatever is written can be read");
  return 0;
}
