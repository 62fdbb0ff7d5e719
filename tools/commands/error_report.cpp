// A failure of the library, told to a person.
#include "commands/error_report.h"

namespace azcred::command {
namespace {

/// Adds a line unless its words stand in the text already: messages of the library end with the remedy, those of a chain hold
/// their causes.
void add_line(std::string& text, const std::string& label, const std::string& words) {
  if (words.empty() || text.find(words) != std::string::npos) return;
  text += label + words + "\n";
}

void add(std::string& text, const azcred_error* error, std::size_t depth) {
  const std::string indent(depth * 2, ' ');
  add_line(text, indent + "  hint: ", azcred_error_hint(error));
  for (std::size_t index = 0; index < azcred_error_cause_count(error); ++index) {
    const auto* cause = azcred_error_cause(error, index);
    add_line(text, indent + "  because: ", azcred_error_message(cause));
    add(text, cause, depth + 1);
  }
}

}  // namespace

std::string as_text(const azcred_error* error) {
  std::string text = std::string(azcred_error_message(error)) + "\n";
  add(text, error, 0);
  add_line(text, "  correlation id: ", azcred_error_correlation_id(error));
  return text;
}

}  // namespace azcred::command
