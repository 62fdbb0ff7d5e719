// Service Fabric: https with a certificate that is known by its thumbprint only.
#pragma once
#include "emulator/platform.h"

namespace azcred::emulator {

class ServiceFabric : public Platform {
 public:
  ServiceFabric(std::string secret, std::string thumbprint) : secret_(std::move(secret)), thumbprint_(std::move(thumbprint)) {}
  const char* name() const override { return "service-fabric"; }
  bool uses_tls() const override { return true; }
  Variables variables(const std::string& origin) const override;
  std::variant<Wish, HttpReply> judge(const HttpRequest& request) override;
  HttpReply grant(const Grant& grant) override;
  HttpReply refuse(Refusal refusal, const Wish& wish, const std::string& tenant_id) const override;
  HttpReply fail(int status) const override;

 private:
  std::string secret_;
  std::string thumbprint_;
};

}  // namespace azcred::emulator
