#include "http/tls_context.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace azcred {

void cleanse_plaintext(void* ssl_context) noexcept {
  SSL_CTX_set_options(static_cast<SSL_CTX*>(ssl_context), SSL_OP_CLEANSE_PLAINTEXT);
}

Literal certificate_fault(long verify_result) noexcept {
  switch (verify_result) {
    case X509_V_OK:
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return "the server's certificate is for another host name"_t;
    case X509_V_ERR_CERT_HAS_EXPIRED: return "the server's certificate has expired, or this machine's clock is wrong"_t;
    case X509_V_ERR_CERT_NOT_YET_VALID: return "the server's certificate is not valid yet, or this machine's clock is wrong"_t;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return "the server's certificate is self-signed"_t;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "the server's certificate does not come from an authority that this machine trusts"_t;
    case X509_V_ERR_CERT_REVOKED: return "the server's certificate was revoked"_t;
    default: return "the server's certificate is not acceptable"_t;
  }
}

}  // namespace azcred
