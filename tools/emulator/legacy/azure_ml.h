// Compute of Azure Machine Learning: api-version 2017-09-01 with rules of its own.
#pragma once
#include "emulator/platform.h"

namespace azcred::emulator {

class AzureMl : public Platform {
 public:
  AzureMl(std::string secret, std::string default_client_id)
      : secret_(std::move(secret)), default_client_id_(std::move(default_client_id)) {}
  const char* name() const override { return "azure-ml"; }
  Variables variables(const std::string& origin) const override;
  std::variant<Wish, HttpReply> judge(const HttpRequest& request) override;
  HttpReply grant(const Grant& grant) override;
  HttpReply refuse(Refusal refusal, const Wish& wish, const std::string& tenant_id) const override;
  HttpReply fail(int status) const override;

 private:
  std::string secret_;
  std::string default_client_id_;
};

}  // namespace azcred::emulator
