// JSON numbers, held against the double that strtod makes of them.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/json_number.h"
#include "base/json_scan.h"
#include "fuzz/expect.h"

using azcred::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string literal(reinterpret_cast<const char*>(data), size);
  const std::string json = "{\"x\":" + literal + "}";
  const bool is_number = !literal.empty() && literal.find_first_not_of("+-.0123456789eE") == std::string::npos;
  if (!is_number || azcred::scan_json(json)) return 0;
  const double nearest = std::strtod(literal.c_str(), nullptr);
  const auto integer = azcred::json_integer(literal);
  if (integer) {
    expect(static_cast<double>(*integer) >= nearest && static_cast<double>(*integer) <= nearest, "the value is that of strtod");
  } else {
    const bool could_be_integer = std::trunc(nearest) >= nearest && std::trunc(nearest) <= nearest &&
                                  std::fabs(nearest) < 4503599627370496.0 && literal.size() < 17;
    expect(!could_be_integer || literal.find_first_of("eE") != std::string::npos, "no integer is missed");
  }
  const auto respelled = azcred::respell_numbers(json);
  expect(!azcred::scan_json(respelled.reveal()), "respelled JSON is JSON");
  return 0;
}
