// azcred_log_fn: log lines for the program.
#include "azcred/log.h"

#include "options_handle.h"
#include "user_data.h"

using azcred::operator""_t;
using azcred::LogLevel;
using azcred::capi::UserData;

void azcred_options_set_log(azcred_options* options, azcred_log_level level, azcred_log_fn log, void* user_data,
                            azcred_destroy_fn destroy) {
  UserData data(user_data, destroy);
  if (!azcred::capi::is_options(options)) return;
  azcred::LogPtr replaced;  // lives on until nothing here is half done: its end runs code of the program
  options->faults.watch([&] {
    if (level < AZCRED_LOG_ERROR || level > AZCRED_LOG_DEBUG) return options->faults.add("option log: no such level"_t);
    azcred::LogPtr made;
    if (log == nullptr) {
      made = std::make_shared<const azcred::Log>();
    } else {
      const auto shared = std::make_shared<UserData>(std::move(data));
      made = std::make_shared<const azcred::Log>(
          static_cast<LogLevel>(level), [log, shared](LogLevel of_line, std::string_view source, const std::string& message) {
            log(static_cast<azcred_log_level>(of_line), std::string(source).c_str(), message.c_str(), shared->get());
          });
    }
    replaced = std::exchange(options->content.log, std::move(made));
  });
}
