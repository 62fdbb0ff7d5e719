// The key that signs the emulator's tokens: made at start, never leaves the process.
#include "emulator/signing_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace azcred::emulator {
namespace {

EVP_PKEY* pkey(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

void check(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot sign with RSA and SHA-256");
}

std::string number_of(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  check(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  std::vector<unsigned char> bytes(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, bytes.data());
  BN_free(number);
  return base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

std::string base64url(std::string_view bytes) {
  static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  unsigned pending = 0;
  unsigned bits = 0;
  for (const char byte : bytes) {
    pending = (pending << 8U) | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 6; bits -= 6) text += alphabet[(pending >> (bits - 6)) & 0x3fU];
  }
  if (bits > 0) text += alphabet[(pending << (6 - bits)) & 0x3fU];
  return text;
}

SigningKey::SigningKey() {
  key_ = {EVP_RSA_gen(2048), [](void* key) { EVP_PKEY_free(static_cast<EVP_PKEY*>(key)); }};
  check(key_ != nullptr);
  const auto modulus = number_of(pkey(key_), OSSL_PKEY_PARAM_RSA_N);
  std::array<unsigned char, 32> digest{};
  check(EVP_Digest(modulus.data(), modulus.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
  id_ = base64url({reinterpret_cast<const char*>(digest.data()), 20});
}

std::string SigningKey::sign(const Json& claims) const {
  const auto header = Json::object().text("typ", "JWT").text("alg", "RS256").text("kid", id_);
  const auto signed_part = base64url(header.print()) + "." + base64url(claims.print());
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  check(context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, pkey(key_)) == 1);
  const auto* text = reinterpret_cast<const unsigned char*>(signed_part.data());
  std::size_t size = 0;
  check(EVP_DigestSign(context.get(), nullptr, &size, text, signed_part.size()) == 1);
  std::vector<unsigned char> signature(size);
  check(EVP_DigestSign(context.get(), signature.data(), &size, text, signed_part.size()) == 1);
  return signed_part + "." + base64url({reinterpret_cast<const char*>(signature.data()), size});
}

Json SigningKey::key_set() const {
  auto key = Json::object();
  key.text("kty", "RSA").text("use", "sig").text("alg", "RS256").text("kid", id_);
  key.text("n", number_of(pkey(key_), OSSL_PKEY_PARAM_RSA_N)).text("e", number_of(pkey(key_), OSSL_PKEY_PARAM_RSA_E));
  return Json::object().member("keys", Json::array().append(key));
}

}  // namespace azcred::emulator
