// A failure of the library, told to a person.
#include "commands/error_report.h"

namespace azcred::command {
namespace {

void add(std::string& text, const azcred_error* error, std::size_t depth) {
  const std::string indent(depth * 2, ' ');
  const std::string hint = azcred_error_hint(error);
  // Messages of the library end with the remedy where there is one.
  const bool told = std::string(azcred_error_message(error)).find(hint) != std::string::npos;
  if (!told) text += indent + "  hint: " + hint + "\n";
  for (std::size_t index = 0; index < azcred_error_cause_count(error); ++index) {
    const auto* cause = azcred_error_cause(error, index);
    text += indent + "  because: " + azcred_error_message(cause) + "\n";
    add(text, cause, depth + 1);
  }
}

}  // namespace

std::string as_text(const azcred_error* error) {
  std::string text = std::string(azcred_error_message(error)) + "\n";
  add(text, error, 0);
  const std::string correlation_id = azcred_error_correlation_id(error);
  if (!correlation_id.empty()) text += "  correlation id: " + correlation_id + "\n";
  return text;
}

}  // namespace azcred::command
