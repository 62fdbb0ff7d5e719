// What a program may set before it makes a credential.
#pragma once
#include <azcred/log.h>
#include <azcred/options.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "detail.hpp"
#include "transport.hpp"

namespace azcred {

enum class LogLevel : azcred_log_level {
  error = AZCRED_LOG_ERROR,
  warn = AZCRED_LOG_WARN,
  info = AZCRED_LOG_INFO,
  debug = AZCRED_LOG_DEBUG,
};

/// Takes a log line. What it throws is dropped. Called by any thread that uses the credential, by several at once.
using WriteLog = std::function<void(LogLevel level, std::string_view source, std::string_view message)>;

/// A builder, reusable. What is wrong with a value is reported when a credential is made. An empty string unsets an option.
/// Move-only.
class Options {
 public:
  Options() : options_(azcred_options_new()) {}

  /// Names a user-assigned managed identity; at most one of client id, object id and resource id. Default: the system-assigned
  /// one, or for the default chain that of AZURE_CLIENT_ID.
  Options& client_id(const std::string& client_id) {
    azcred_options_set_client_id(options_.get(), detail::c_string(client_id));
    return *this;
  }
  /// The object id of the identity's service principal (also called principal id).
  Options& object_id(const std::string& object_id) {
    azcred_options_set_object_id(options_.get(), detail::c_string(object_id));
    return *this;
  }
  /// "/subscriptions/.../userAssignedIdentities/..."
  Options& resource_id(const std::string& resource_id) {
    azcred_options_set_resource_id(options_.get(), detail::c_string(resource_id));
    return *this;
  }
  /// How often a request that failed for a passing reason is sent again, at most 100. Default: what the host's documentation
  /// asks for.
  Options& max_retries(std::uint32_t max_retries) {
    azcred_options_set_max_retries(options_.get(), max_retries);
    return *this;
  }
  /// Refreshes tokens before anybody asks, on a thread of the library's own. Default: off.
  Options& background_refresh(bool enabled) {
    azcred_options_set_background_refresh(options_.get(), enabled ? 1 : 0);
    return *this;
  }
  /// Refuses tokens of any other client id with Status::wrong_identity.
  Options& expected_client_id(const std::string& client_id) {
    azcred_options_set_expected_client_id(options_.get(), detail::c_string(client_id));
    return *this;
  }
  /// Refuses tokens of any other object id with Status::wrong_identity.
  Options& expected_object_id(const std::string& object_id) {
    azcred_options_set_expected_object_id(options_.get(), detail::c_string(object_id));
    return *this;
  }
  /// Refuses tokens of any other tenant with Status::wrong_identity.
  Options& expected_tenant_id(const std::string& tenant_id) {
    azcred_options_set_expected_tenant_id(options_.get(), detail::c_string(tenant_id));
    return *this;
  }
  /// Sends log lines down to `level` to the program. Nothing in `write` means silence, whatever AZCRED_LOG says.
  Options& log(LogLevel level, WriteLog write) {
    if (write == nullptr) {
      azcred_options_set_log(options_.get(), static_cast<azcred_log_level>(level), nullptr, nullptr, nullptr);
      return *this;
    }
    auto kept = std::make_unique<WriteLog>(std::move(write));
    azcred_options_set_log(
        options_.get(), static_cast<azcred_log_level>(level),
        [](azcred_log_level of_line, const char* source, const char* message, void* user_data) {
          (*static_cast<WriteLog*>(user_data))(static_cast<LogLevel>(of_line), source, message);
        },
        kept.release(), [](void* user_data) { delete static_cast<WriteLog*>(user_data); });
    return *this;
  }
  /// Sends all requests through the program instead of libcurl.
  Options& transport(SendHttp send) {
    if (send == nullptr) {
      azcred_options_set_transport(options_.get(), nullptr, nullptr, nullptr);
      return *this;
    }
    auto kept = std::make_unique<SendHttp>(std::move(send));
    azcred_options_set_transport(
        options_.get(),
        [](const azcred_http_request* request, azcred_http_response* response, void* user_data) {
          HttpResponse filled(response);
          return static_cast<azcred_status>((*static_cast<SendHttp*>(user_data))(HttpRequest(request), filled));
        },
        kept.release(), [](void* user_data) { delete static_cast<SendHttp*>(user_data); });
    return *this;
  }

  /// The handle of the C API, borrowed.
  const azcred_options* c_handle() const noexcept { return options_.get(); }

 private:
  detail::Owner<azcred_options, azcred_options_free> options_;
};

}  // namespace azcred
