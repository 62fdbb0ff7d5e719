// JSON of any service.
#include <cstdint>
#include <string>

#include "base/json.h"
#include "base/json_number.h"
#include "fuzz/expect.h"

namespace {

using azcred::JsonObject;
using azcred::test::expect;

void look_at(const JsonObject& object, int depth) {
  expect(depth <= 16, "no object is nested deeper than 16");
  for (const char* name : {"access_token", "expires_in", "error", "a", "b", ""}) {
    if (const auto value = object.find(name)) {
      const auto integer = value->integer();
      expect(!integer || value->is_number(), "only numbers are integers");
      expect(!integer || (*integer <= azcred::largest_json_integer && *integer >= -azcred::largest_json_integer),
             "integers are in range");
      expect(object.string(name) == value->string(), "both ways to a string lead to the same");
    }
    if (const auto inside = object.object(name)) look_at(*inside, depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = JsonObject::parse(text);
  if (!parsed) return 0;
  look_at(parsed.value(), 1);
  const std::size_t end = text.rfind('}');
  expect(end != std::string_view::npos, "an object ends with a brace");
  expect(!JsonObject::parse(text.substr(0, end)), "an object without its end is none");
  expect(!JsonObject::parse(std::string(text) + "x"), "nothing may follow an object");
  expect(JsonObject::parse(std::string(text) + " \r\n\t").ok() || size > 1'048'000, "white space may follow an object");
  return 0;
}
