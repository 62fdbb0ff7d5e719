// azcred_options: a builder for what a program may set.
#include "exhausted.h"
#include "host/system_host.h"
#include "options_handle.h"
#include "stderr_log.h"

using azcred::operator""_t;
using azcred::text;
using azcred::capi::is_options;
using azcred::capi::longest_setting;
using azcred::capi::Mark;

namespace {

// Beyond any use; keeps a negative number that became unsigned from meaning "for ever".
constexpr std::uint32_t most_retries = 100;

void copy(azcred_options* options, std::string azcred::Options::*field, const char* value, azcred::Literal name) noexcept {
  if (is_options(options)) options->faults.copy(options->content.*field, value, name, longest_setting);
}

}  // namespace

namespace azcred::capi {

std::optional<Options> judge(const azcred_options* options, azcred_error** error) {
  Options content;
  if (options != nullptr) {
    if (!is_options(options)) {
      report_bad_builder(error, options, "options"_t, "azcred_options"_t);
      return std::nullopt;
    }
    if (options->faults.tell(error)) return std::nullopt;
    content = options->content;
  }
  content.host = system_host();
  if (content.log == nullptr) content.log = stderr_log(content.host->environment().get("AZCRED_LOG"));
  return content;
}

}  // namespace azcred::capi

azcred_options* azcred_options_new() noexcept {
  auto* const options = new (std::nothrow) azcred_options;
  return options == nullptr ? azcred::capi::exhausted<azcred_options>() : options;
}

void azcred_options_free(azcred_options* options) { azcred::capi::free_handle(options, Mark::options); }

void azcred_options_set_client_id(azcred_options* options, const char* client_id) noexcept {
  copy(options, &azcred::Options::client_id, client_id, "option client_id"_t);
}

void azcred_options_set_object_id(azcred_options* options, const char* object_id) noexcept {
  copy(options, &azcred::Options::object_id, object_id, "option object_id"_t);
}

void azcred_options_set_resource_id(azcred_options* options, const char* resource_id) noexcept {
  copy(options, &azcred::Options::resource_id, resource_id, "option resource_id"_t);
}

void azcred_options_set_max_retries(azcred_options* options, std::uint32_t max_retries) noexcept {
  if (!is_options(options)) return;
  options->content.max_retries = max_retries;
  if (max_retries <= most_retries) return;
  options->faults.watch([&] { options->faults.add(text("option max_retries is more than "_t, most_retries)); });
}

void azcred_options_set_background_refresh(azcred_options* options, int enabled) noexcept {
  if (is_options(options)) options->content.background_refresh = enabled != 0;
}

void azcred_options_set_expected_client_id(azcred_options* options, const char* client_id) noexcept {
  copy(options, &azcred::Options::expected_client_id, client_id, "option expected_client_id"_t);
}

void azcred_options_set_expected_object_id(azcred_options* options, const char* object_id) noexcept {
  copy(options, &azcred::Options::expected_object_id, object_id, "option expected_object_id"_t);
}

void azcred_options_set_expected_tenant_id(azcred_options* options, const char* tenant_id) noexcept {
  copy(options, &azcred::Options::expected_tenant_id, tenant_id, "option expected_tenant_id"_t);
}
