// The token endpoint of App Service and of the hosts that copied it: Functions, Container Apps, Logic Apps.
#pragma once
#include "emulator/app_service_2017.h"
#include "emulator/platform.h"

namespace azcred::emulator {

/// Which of the hosts; they differ in their endpoint.
enum class AppServiceKind { app_service, functions, container_apps };

class AppService : public Platform {
 public:
  AppService(AppServiceKind kind, std::string secret) : kind_(kind), secret_(std::move(secret)) {}
  const char* name() const override;
  Variables variables(const std::string& origin) const override;
  std::variant<Wish, HttpReply> judge(const HttpRequest& request) override;
  std::variant<const Identity*, Refusal> choose(const IdentitySet& identities, const Wish& wish) const override;
  HttpReply grant(const Grant& grant) override;
  HttpReply refuse(Refusal refusal, const Wish& wish, const std::string& tenant_id) const override;
  HttpReply fail(int status) const override;

 private:
  AppServiceKind kind_;
  std::string secret_;
};

/// {"statusCode": status, "message": message, "correlationId": a fresh GUID}
HttpReply app_service_error(int status, const std::string& message);

}  // namespace azcred::emulator
