// Azure Container Instances on Windows: an endpoint that resembles Service Fabric's, over http.
#pragma once
#include "emulator/platform.h"

namespace azcred::emulator {

class AciWindows : public Platform {
 public:
  explicit AciWindows(std::string secret) : secret_(std::move(secret)) {}
  const char* name() const override { return "aci-windows"; }
  Variables variables(const std::string& origin) const override;
  std::variant<Wish, HttpReply> judge(const HttpRequest& request) override;
  HttpReply grant(const Grant& grant) override;
  HttpReply refuse(Refusal refusal, const Wish& wish, const std::string& tenant_id) const override;
  HttpReply fail(int status) const override;

 private:
  std::string secret_;
};

}  // namespace azcred::emulator
