// Trusts exactly one certificate, by its SHA-1, instead of certificate authorities.
#pragma once
#include <array>
#include <optional>
#include <string_view>

namespace azcred {

/// For a server whose certificate is self-signed and named by its thumbprint, as Service Fabric's is.
class CertificatePin {
 public:
  /// Nothing unless it is 40 hexadecimal digits, of any case.
  static std::optional<CertificatePin> parse(std::string_view sha1_hex) noexcept;

  /// Makes the handshakes of an SSL_CTX succeed with the pinned certificate only. The pin must stay where it is for as long as
  /// the context lives.
  void install(void* ssl_context) noexcept;

  /// Whether a handshake since the last forget() met another certificate.
  bool mismatched() const noexcept { return mismatched_; }
  void forget() noexcept { mismatched_ = false; }

 private:
  struct Verifier;
  std::array<unsigned char, 20> sha1_{};
  bool mismatched_ = false;
};

}  // namespace azcred
