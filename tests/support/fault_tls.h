// Lets a fault server speak TLS, with certificates made on the spot.
#pragma once
#include <memory>
#include <string>

#include "support/fault_server.h"

namespace azcred::test {

struct CertificateWishes {
  std::string dns_name = "localhost";
  std::string ip_address = "127.0.0.1";
  long valid_from_s = -3'600;  ///< relative to now
  long valid_until_s = 3'600;
};

/// Self-signed, with a fresh key.
class TestCertificate {
 public:
  explicit TestCertificate(const CertificateWishes& wishes = {});
  /// 40 upper-case hexadecimal digits.
  std::string sha1() const;

  /// One TLS connection with this certificate. `answers_handshake` off: accepts the connection and says nothing.
  FaultChannelFactory channel(bool answers_handshake = true) const;

 private:
  std::shared_ptr<void> certificate_;  // X509
  std::shared_ptr<void> context_;      // SSL_CTX
};

}  // namespace azcred::test
