#include "support/fault_tls.h"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <stdexcept>

namespace azcred::test {

namespace {

template <class T>
T* made(T* object) {
  if (object == nullptr) throw std::runtime_error("OpenSSL made nothing");
  return object;
}
void done(int result) {
  if (result <= 0) throw std::runtime_error("OpenSSL failed");
}

std::shared_ptr<EVP_PKEY> new_key() { return {made(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")), EVP_PKEY_free}; }

void add_extension(X509* certificate, int nid, const std::string& value) {
  const std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> extension(
      made(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str())), X509_EXTENSION_free);
  done(X509_add_ext(certificate, extension.get(), -1));
}

std::shared_ptr<X509> new_certificate(const CertificateWishes& wishes, EVP_PKEY* key) {
  std::shared_ptr<X509> certificate(made(X509_new()), X509_free);
  done(X509_set_version(certificate.get(), 2));
  done(ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1));
  made(X509_gmtime_adj(X509_getm_notBefore(certificate.get()), wishes.valid_from_s));
  made(X509_gmtime_adj(X509_getm_notAfter(certificate.get()), wishes.valid_until_s));
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  const auto* const text = reinterpret_cast<const unsigned char*>(wishes.dns_name.c_str());
  done(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0));
  done(X509_set_issuer_name(certificate.get(), name));
  done(X509_set_pubkey(certificate.get(), key));
  add_extension(certificate.get(), NID_subject_alt_name, "DNS:" + wishes.dns_name + ",IP:" + wishes.ip_address);
  done(X509_sign(certificate.get(), key, EVP_sha256()));
  return certificate;
}

class TlsChannel : public FaultChannel {
 public:
  explicit TlsChannel(SSL_CTX* context) : ssl_(made(SSL_new(context)), SSL_free) {}
  bool open(int descriptor) override { return SSL_set_fd(ssl_.get(), descriptor) == 1 && SSL_accept(ssl_.get()) == 1; }
  long read(char* bytes, std::size_t size) override { return SSL_read(ssl_.get(), bytes, static_cast<int>(size)); }
  long write(const char* bytes, std::size_t size) override { return SSL_write(ssl_.get(), bytes, static_cast<int>(size)); }
  void close() override { SSL_shutdown(ssl_.get()); }

 private:
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
};

/// Takes everything in and never says a word.
class SilentChannel : public FaultChannel {
 public:
  bool open(int descriptor) override {
    descriptor_ = descriptor;
    return true;
  }
  long read(char* bytes, std::size_t size) override { return recv(descriptor_, bytes, size, 0); }
  long write(const char*, std::size_t) override { return 0; }
  void close() override {}

 private:
  int descriptor_ = -1;
};

}  // namespace

TestCertificate::TestCertificate(const CertificateWishes& wishes) {
  const auto key = new_key();
  const auto certificate = new_certificate(wishes, key.get());
  const std::shared_ptr<SSL_CTX> context(made(SSL_CTX_new(TLS_server_method())), SSL_CTX_free);
  done(SSL_CTX_use_certificate(context.get(), certificate.get()));
  done(SSL_CTX_use_PrivateKey(context.get(), key.get()));
  certificate_ = certificate;
  context_ = context;
}

std::string TestCertificate::sha1() const {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  done(X509_digest(static_cast<X509*>(certificate_.get()), EVP_sha1(), digest, &size));
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    hex += "0123456789ABCDEF"[digest[i] >> 4];
    hex += "0123456789ABCDEF"[digest[i] & 15];
  }
  return hex;
}

FaultChannelFactory TestCertificate::channel(bool answers_handshake) const {
  if (!answers_handshake) return [] { return std::make_unique<SilentChannel>(); };
  return [context = context_] { return std::make_unique<TlsChannel>(static_cast<SSL_CTX*>(context.get())); };
}

}  // namespace azcred::test
