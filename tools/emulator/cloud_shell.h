// Azure Cloud Shell, which hands out tokens of the person at the keyboard.
#pragma once
#include "emulator/platform.h"

namespace azcred::emulator {

class CloudShell : public Platform {
 public:
  const char* name() const override { return "cloud-shell"; }
  Variables variables(const std::string& origin) const override;
  std::variant<Wish, HttpReply> judge(const HttpRequest& request) override;
  HttpReply grant(const Grant& grant) override;
  HttpReply refuse(Refusal refusal, const Wish& wish, const std::string& tenant_id) const override;
  HttpReply fail(int status) const override;
  bool knows(const std::string& resource) const override;
};

}  // namespace azcred::emulator
