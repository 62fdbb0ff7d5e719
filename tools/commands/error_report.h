// A failure of the library, told to a person.
#pragma once
#include <azcred/error.h>

#include <string>

namespace azcred::command {

/// The message, the hint and the causes with theirs, one per line, each line ended.
std::string as_text(const azcred_error* error);

}  // namespace azcred::command
