// The challenge of the Arc agent, and the key file that it names.
#include <cstdint>
#include <string>

#include "fuzz/expect.h"
#include "source/managed_identity/arc_challenge.h"

using azcred::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view directory = "/var/opt/azcmagent/tokens/";
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto path = azcred::arc_key_path(text)) {
    const std::string_view whole = path.value();
    expect(whole.starts_with(directory) && whole.ends_with(".key"), "the file is a key of the agent");
    const std::string_view name = whole.substr(directory.size());
    expect(name.find('/') == name.npos && name.find("..") == name.npos && name.find('\0') == name.npos,
           "the file is in the directory");
    expect(text.find(whole) != text.npos, "the file is the one that was named");
  }
  if (const auto key = azcred::arc_key(text)) {
    expect(!key.value().empty(), "a key is not empty");
    expect(key.value().find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos, "a key is one header value");
  }
  return 0;
}
