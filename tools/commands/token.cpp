// `azcred token`: one token, or whose it would be.
#include "commands/token.h"

#include <azcred/azcred.h>

#include <cstdio>
#include <memory>
#include <string_view>

#include "commands/error_report.h"
#include "commands/token_report.h"

namespace azcred::command {
namespace {

template <auto Free>
struct Freed {
  template <typename Handle>
  void operator()(Handle* handle) const {
    Free(handle);
  }
};
using OptionsHandle = std::unique_ptr<azcred_options, Freed<azcred_options_free>>;
using RequestHandle = std::unique_ptr<azcred_request, Freed<azcred_request_free>>;
using CredentialHandle = std::unique_ptr<azcred_credential, Freed<azcred_credential_free>>;
using TokenHandle = std::unique_ptr<azcred_token, Freed<azcred_token_free>>;
using ErrorHandle = std::unique_ptr<azcred_error, Freed<azcred_error_free>>;

constexpr const char* kLevels[] = {"", "error", "warn", "info", "debug"};

void write_log(azcred_log_level level, const char* source, const char* message, void*) {
  std::fprintf(stderr, "%s %s: %s\n", kLevels[level], source, message);
}

OptionsHandle make_options(const TokenOptions& options) {
  OptionsHandle made(azcred_options_new());
  azcred_options_set_client_id(made.get(), options.client_id.c_str());
  azcred_options_set_object_id(made.get(), options.object_id.c_str());
  azcred_options_set_resource_id(made.get(), options.resource_id.c_str());
  azcred_options_set_expected_client_id(made.get(), options.expected_client_id.c_str());
  azcred_options_set_expected_object_id(made.get(), options.expected_object_id.c_str());
  azcred_options_set_expected_tenant_id(made.get(), options.expected_tenant_id.c_str());
  for (azcred_log_level level = AZCRED_LOG_ERROR; level <= AZCRED_LOG_DEBUG; ++level) {
    if (options.log_level == kLevels[level]) azcred_options_set_log(made.get(), level, write_log, nullptr, nullptr);
  }
  return made;
}

TokenHandle get(const TokenOptions& options, azcred_error** error) {
  const auto made = make_options(options);
  const CredentialHandle credential(options.credential == "default"
                                        ? azcred_credential_new_default(made.get(), error)
                                        : azcred_credential_new_managed_identity(made.get(), error));
  const RequestHandle request(azcred_request_new(options.scope.c_str()));
  if (options.timeout_ms) azcred_request_set_timeout_ms(request.get(), *options.timeout_ms);
  azcred_request_set_force_refresh(request.get(), options.force_refresh ? 1 : 0);
  return TokenHandle(azcred_credential_request_token(credential.get(), request.get(), error));
}

bool print(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

bool report(const TokenOptions& options, const azcred_token* token) {
  if (options.format == "raw") return print({azcred_token_value(token), azcred_token_value_size(token)}) && print("\n");
  const auto described = describe(token, options.scope);
  if (options.format == "json") return print(as_json(described, options.include_token ? token : nullptr));
  return print(as_text(described));
}

}  // namespace

int token(const TokenOptions& options) {
  if (options.include_token && options.format != "json") {
    std::fputs("azcred token: --include-token needs --format json; the token alone is --format raw\n", stderr);
    return AZCRED_INVALID_ARGUMENT;
  }
  azcred_error* failure = nullptr;
  const auto token = get(options, &failure);
  const ErrorHandle error(failure);
  if (!token) {
    std::fprintf(stderr, "azcred token: %s", as_text(error.get()).c_str());
    return azcred_error_status(error.get());
  }
  if (report(options, token.get())) return 0;
  std::fputs("azcred token: cannot write to stdout\n", stderr);
  return AZCRED_INTERNAL;
}

}  // namespace azcred::command
