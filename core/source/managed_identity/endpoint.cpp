#include "source/managed_identity/endpoint.h"

#include <algorithm>

namespace azcred {

ErrorPtr bad_variable(std::string_view source, std::string_view variable, const Text& fact, Text hint) {
  return fail({.status = Status::misconfigured,
               .source = std::string(source),
               .fact = text(known(variable), " "_t, fact),
               .hint = std::move(hint)});
}

Result<Url> endpoint_from(std::string_view source, const Environment& environment, std::string_view variable) {
  auto url = Url::parse(environment.get(variable));
  if (!url) {
    return bad_variable(source, variable, "is not an absolute http or https URL without user information"_t,
                        "Leave the variable as the host sets it, or unset it"_t);
  }
  if (url->scheme() == "http" && !url->is_local()) {
    return bad_variable(source, variable, text("leads to "_t, shown(url->origin()), ", which is neither local nor encrypted"_t),
                        "Use a loopback, link-local or private address, or https"_t);
  }
  return std::move(*url);
}

bool is_header_value(std::string_view value) noexcept {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<Secret> secret_from(std::string_view source, const Environment& environment, std::string_view variable) {
  const std::string& value = environment.get(variable);
  if (is_header_value(value)) return Secret(value);
  return bad_variable(source, variable, "holds a character that a header cannot carry"_t,
                      "Leave the variable as the host sets it"_t);
}

}  // namespace azcred
