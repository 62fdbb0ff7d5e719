// Endpoints and secrets out of environment variables, judged before anything is sent.
#pragma once
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "base/url.h"
#include "host/environment.h"

namespace azcred {

/// A misconfigured error that names the variable: `source`: "`variable` `fact`".
ErrorPtr bad_variable(std::string_view source, std::string_view variable, const Text& fact, Text hint);

/// The URL in that variable. A misconfigured error unless it is an absolute http or https URL without user information, and,
/// over plain http, on this machine or its own network: whoever answers there gets the host's secret header.
Result<Url> endpoint_from(std::string_view source, const Environment& environment, std::string_view variable);

/// The value of that variable as a header can carry it; a misconfigured error if it cannot.
Result<Secret> secret_from(std::string_view source, const Environment& environment, std::string_view variable);

/// Whether `value` holds only characters that a header may carry and no space.
bool is_header_value(std::string_view value) noexcept;

}  // namespace azcred
