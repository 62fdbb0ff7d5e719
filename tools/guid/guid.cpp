// GUIDs: made from a name, so that two runs agree, or at random.
#include "guid/guid.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <cctype>
#include <stdexcept>

namespace azcred {
namespace {

std::string written(std::array<unsigned char, 32> bytes, unsigned version) {
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0fU) | (version << 4U));
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3fU) | 0x80U);
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t index = 0; index < 16; ++index) {
    if (index == 4 || index == 6 || index == 8 || index == 10) text += '-';
    text += digits[bytes[index] >> 4U];
    text += digits[bytes[index] & 0x0fU];
  }
  return text;
}

}  // namespace

std::string guid_of(std::string_view name) {
  std::array<unsigned char, 32> digest{};
  if (EVP_Digest(name.data(), name.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL has no SHA-256");
  }
  return written(digest, 8);
}

std::string random_guid() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), 16) != 1) throw std::runtime_error("OpenSSL has no random numbers");
  return written(bytes, 4);
}

bool looks_like_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const bool hyphen = index == 8 || index == 13 || index == 18 || index == 23;
    if (hyphen ? text[index] != '-' : std::isxdigit(static_cast<unsigned char>(text[index])) == 0) return false;
  }
  return true;
}

}  // namespace azcred
