// The claims of a token, and the base64 they are written in.
#include <cstdint>
#include <string>

#include "base/base64.h"
#include "fuzz/expect.h"
#include "oauth/token_identity.h"

using azcred::test::expect;

namespace {

std::string encode_base64url(std::string_view bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  unsigned bits = 0;
  int held = 0;
  for (const char byte : bytes) {
    bits = (bits << 8 | static_cast<unsigned char>(byte)) & 0xffff;
    for (held += 8; held >= 6; held -= 6) text += alphabet[bits >> (held - 6) & 63];
  }
  if (held > 0) text += alphabet[bits << (6 - held) & 63];
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto decoded = azcred::decode_base64url(encode_base64url(bytes));
  expect(decoded.has_value() && decoded->reveal() == bytes, "what is encoded can be decoded");
  if (const auto taken = azcred::decode_base64url(bytes)) {
    expect(taken->size() <= size, "decoding makes nothing longer");
  }
  static_cast<void>(azcred::read_token_identity(bytes));
  static_cast<void>(azcred::read_token_identity("e30." + encode_base64url(bytes) + ".c2ln"));
  return 0;
}
