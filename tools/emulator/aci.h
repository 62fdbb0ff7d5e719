// Azure Container Instances on Linux: IMDS with differences.
#pragma once
#include "emulator/imds.h"

namespace azcred::emulator {

class Aci : public Imds {
 public:
  explicit Aci(std::string secret) : secret_(std::move(secret)) {}
  const char* name() const override { return "aci"; }
  Variables variables(const std::string& origin) const override;

 protected:
  HttpReply missing_metadata() const override;
  bool reads_mi_res_id() const override { return false; }

 private:
  std::string secret_;
};

}  // namespace azcred::emulator
