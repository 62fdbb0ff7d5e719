// A self-signed certificate for platforms that speak https on the machine itself.
#include "emulator/certificate.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <stdexcept>

namespace azcred::emulator {
namespace {

void check(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot make a self-signed certificate");
}

}  // namespace

Certificate::Certificate()
    : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free), certificate_(X509_new(), X509_free) {
  auto* made = certificate_.get();
  check(key_ != nullptr && made != nullptr);
  check(X509_set_version(made, X509_VERSION_3) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(made), 1) == 1);
  check(X509_gmtime_adj(X509_getm_notBefore(made), -3600) != nullptr);
  check(X509_gmtime_adj(X509_getm_notAfter(made), 30L * 86'400) != nullptr);
  auto* subject = X509_get_subject_name(made);
  const auto* host = reinterpret_cast<const unsigned char*>("localhost");
  check(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, host, -1, -1, 0) == 1);
  check(X509_set_issuer_name(made, subject) == 1 && X509_set_pubkey(made, key_.get()) == 1);
  auto* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  check(names != nullptr);
  const bool added = X509_add_ext(made, names, -1) == 1;
  X509_EXTENSION_free(names);
  check(added && X509_sign(made, key_.get(), EVP_sha256()) > 0);
}

std::string Certificate::thumbprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  check(X509_digest(certificate_.get(), EVP_sha1(), digest.data(), &size) == 1);
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string text;
  for (unsigned index = 0; index < size; ++index) {
    text += digits[digest[index] >> 4U];
    text += digits[digest[index] & 0x0fU];
  }
  return text;
}

}  // namespace azcred::emulator
