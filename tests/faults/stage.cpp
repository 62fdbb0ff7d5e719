#include "faults/stage.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>

namespace azcred::test {

namespace {

constexpr const char* scope = "https://vault.azure.net/.default";

// What a call may take longer than it was allowed to: 100 ms, and time for the sanitizers on a busy machine.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::int64_t overshoot_ms = 600;
#else
constexpr std::int64_t overshoot_ms = 200;
#endif

/// Environment variables for as long as it lives.
class Variables {
 public:
  void set(const char* name, const std::string& value) {
    setenv(name, value.c_str(), 1);
    names_.push_back(name);
  }
  ~Variables() {
    for (const char* name : names_) unsetenv(name);
  }

 private:
  std::vector<const char*> names_;
};

void describe(HostKind host, const std::string& origin, const TestCertificate& certificate, Variables& variables) {
  switch (host) {
    case HostKind::imds: variables.set("AZURE_POD_IDENTITY_AUTHORITY_HOST", origin); break;
    case HostKind::service_fabric: variables.set("IDENTITY_SERVER_THUMBPRINT", certificate.sha1()); [[fallthrough]];
    case HostKind::app_service:
      variables.set("IDENTITY_ENDPOINT", origin + "/msi/token");
      variables.set("IDENTITY_HEADER", "CANARY-header");
      break;
    case HostKind::app_service_2017: variables.set("MSI_SECRET", "CANARY-secret"); [[fallthrough]];
    case HostKind::cloud_shell: variables.set("MSI_ENDPOINT", origin + "/oauth2/token"); break;
  }
}

}  // namespace

const char* name_of(HostKind host) {
  switch (host) {
    case HostKind::imds: return "IMDS";
    case HostKind::app_service: return "App Service";
    case HostKind::app_service_2017: return "App Service 2017";
    case HostKind::cloud_shell: return "Cloud Shell";
    case HostKind::service_fabric: return "Service Fabric";
  }
  return "";
}

Stage::Stage(HostKind host, StageWishes wishes) : host_(host) {
  const bool tls = host == HostKind::service_fabric;
  server_ = std::make_unique<FaultServer>(tls ? certificate_.channel() : FaultChannelFactory());
  Variables variables;
  describe(host, wishes.origin.empty() ? server_->origin() : wishes.origin, certificate_, variables);
  const Handle<azcred_options> options(azcred_options_new());
  azcred_options_set_max_retries(options.get(), wishes.max_retries);
  journal_.listen(options.get());
  azcred_error* error = nullptr;
  credential_.reset(azcred_credential_new_managed_identity(options.get(), &error));
  EXPECT_NE(credential_, nullptr) << azcred_error_message(error);
  azcred_error_free(error);
}

Stage::~Stage() {
  credential_.reset();
  EXPECT_TRUE(journal_.wait_until_closed());
  EXPECT_EQ(log().find(canary), std::string::npos) << log();
  server_.reset();
  expect_unchanged(before_);
}

Outcome Stage::ask(std::int64_t timeout_ms, azcred_cancel* cancel, bool forced) {
  const Handle<azcred_request> request(azcred_request_new(scope));
  azcred_request_set_timeout_ms(request.get(), timeout_ms);
  azcred_request_set_force_refresh(request.get(), forced ? 1 : 0);
  if (cancel != nullptr) azcred_request_set_cancel(request.get(), cancel);
  azcred_error* raw_error = nullptr;
  const auto start = std::chrono::steady_clock::now();
  const Handle<azcred_token> token(azcred_credential_request_token(credential_.get(), request.get(), &raw_error));
  const auto took = std::chrono::steady_clock::now() - start;
  const Handle<azcred_error> error(raw_error);

  Outcome outcome;
  outcome.took_ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
  EXPECT_LE(outcome.took_ms, timeout_ms + overshoot_ms);
  EXPECT_NE(token == nullptr, error == nullptr);
  if (token != nullptr) outcome.token = azcred_token_value(token.get());
  if (error == nullptr) return outcome;
  outcome.status = azcred_error_status(error.get());
  outcome.message = azcred_error_message(error.get());
  outcome.http_status = azcred_error_http_status(error.get());
  outcome.retryable = azcred_error_is_retryable(error.get()) != 0;
  const std::string everything = outcome.message + azcred_error_hint(error.get()) + azcred_error_service_code(error.get()) +
                                 azcred_error_claims(error.get()) + azcred_error_correlation_id(error.get());
  EXPECT_EQ(everything.find(canary), std::string::npos) << everything;
  EXPECT_NE(outcome.status, AZCRED_INTERNAL) << outcome.message;
  return outcome;
}

Outcome Stage::fetch(std::int64_t timeout_ms, azcred_cancel* cancel) { return ask(timeout_ms, cancel, true); }
Outcome Stage::get(std::int64_t timeout_ms) { return ask(timeout_ms, nullptr, false); }

void Stage::play(FaultServer::Script script) {
  server_->script(std::move(script));
  server_->close_connections();
}

void Stage::expect_recovery() {
  play(answers(token_answer("CANARY-recovered")));
  const Outcome outcome = fetch();
  EXPECT_EQ(outcome.token, "CANARY-recovered") << outcome.message;
}

void on_every_host(const std::function<void(Stage& stage)>& row, StageWishes wishes) {
  for (const HostKind host : every_host) {
    SCOPED_TRACE(name_of(host));
    Stage stage(host, wishes);
    row(stage);
  }
}

std::string token_body(std::string_view token) {
  const std::string expires_on = std::to_string(std::time(nullptr) + 86'400);
  return R"({"access_token":")" + std::string(token) + R"(","expires_in":"86400","expires_on":")" + expires_on +
         R"(","not_before":"0","resource":"https://vault.azure.net","token_type":"Bearer"})";
}

std::string token_answer(std::string_view token) { return http_answer(200, token_body(token)); }

}  // namespace azcred::test
