// OpenSSL's side of an ordinary TLS connection.
#pragma once
#include "base/text.h"

namespace azcred {

/// Makes the connections of an SSL_CTX overwrite what they decrypted as soon as it has been read.
void cleanse_plaintext(void* ssl_context) noexcept;

/// What is wrong with a server's certificate. `verify_result` is OpenSSL's number (X509_V_ERR_...); with X509_V_OK it is the
/// host name that does not fit.
Literal certificate_fault(long verify_result) noexcept;

}  // namespace azcred
