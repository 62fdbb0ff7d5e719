// The Instance Metadata Service of virtual machines, scale sets and Kubernetes nodes.
#pragma once
#include "emulator/platform.h"

namespace azcred::emulator {

class Imds : public Platform {
 public:
  const char* name() const override { return "imds"; }
  Variables variables(const std::string& origin) const override;
  std::variant<Wish, HttpReply> judge(const HttpRequest& request) override;
  HttpReply grant(const Grant& grant) override;
  HttpReply refuse(Refusal refusal, const Wish& wish, const std::string& tenant_id) const override;
  HttpReply fail(int status) const override;

 protected:
  /// What a request without "Metadata: true" is told.
  virtual HttpReply missing_metadata() const;
  /// IMDS reads mi_res_id too; Azure Container Instances do not (AzureAD/microsoft-authentication-library-for-dotnet#4911).
  virtual bool reads_mi_res_id() const { return true; }
};

/// The rules that IMDS shares with Azure Arc's agent: path, method, forwarding, api-version, repeated parameters. Nothing if
/// kept.
std::optional<HttpReply> judge_metadata_request(const HttpRequest& request);
/// The resource and the selector of a request that keeps the rules.
std::variant<Wish, HttpReply> read_metadata_wish(const HttpRequest& request, bool reads_mi_res_id);

}  // namespace azcred::emulator
