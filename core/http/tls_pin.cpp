#include "http/tls_pin.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/ascii.h"

namespace azcred {

struct CertificatePin::Verifier {
  static int verify(X509_STORE_CTX* store, void* argument) {
    auto& pin = *static_cast<CertificatePin*>(argument);
    X509* const leaf = X509_STORE_CTX_get0_cert(store);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (leaf == nullptr || X509_digest(leaf, EVP_sha1(), digest.data(), &size) != 1 || size != pin.sha1_.size()) return 0;
    const bool match = CRYPTO_memcmp(digest.data(), pin.sha1_.data(), size) == 0;
    X509_STORE_CTX_set_error(store, match ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
    pin.mismatched_ = !match;
    return match ? 1 : 0;
  }
};

std::optional<CertificatePin> CertificatePin::parse(std::string_view sha1_hex) noexcept {
  CertificatePin pin;
  if (sha1_hex.size() != 2 * pin.sha1_.size()) return std::nullopt;
  const auto value = [](char c) { return is_ascii_digit(c) ? c - '0' : to_ascii_lower(c) - 'a' + 10; };
  for (std::size_t i = 0; i < pin.sha1_.size(); ++i) {
    const char high = sha1_hex[2 * i];
    const char low = sha1_hex[2 * i + 1];
    if (!is_ascii_hex_digit(high) || !is_ascii_hex_digit(low)) return std::nullopt;
    pin.sha1_[i] = static_cast<unsigned char>(value(high) * 16 + value(low));
  }
  return pin;
}

void CertificatePin::install(void* ssl_context) noexcept {
  auto* const context = static_cast<SSL_CTX*>(ssl_context);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  // Replaces the whole of the usual verification. A resumed session would not ask, so there must be none.
  SSL_CTX_set_cert_verify_callback(context, &Verifier::verify, this);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

}  // namespace azcred
