// A self-signed certificate for platforms that speak https on the machine itself.
#pragma once
#include <memory>
#include <string>

struct x509_st;
struct evp_pkey_st;

namespace azcred::emulator {

/// Made at start, kept in memory, valid for "localhost" and 127.0.0.1.
class Certificate {
 public:
  Certificate();
  x509_st* x509() const { return certificate_.get(); }
  evp_pkey_st* key() const { return key_.get(); }
  /// SHA-1 over the DER form in upper-case hexadecimal digits, as IDENTITY_SERVER_THUMBPRINT holds it.
  std::string thumbprint() const;

 private:
  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<x509_st> certificate_;
};

}  // namespace azcred::emulator
