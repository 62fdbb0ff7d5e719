// A failure of the library, told to a person.
#pragma once
#include <azcred/error.h>

#include <string>

namespace azcred::command {

/// The message, and what it does not say itself of the hint, the causes with theirs, and the correlation id; every line ended.
std::string as_text(const azcred_error* error);

}  // namespace azcred::command
