// `azcred token`: one token, or whose it would be.
#pragma once
#include "commands/token_options.h"

namespace azcred::command {

/// The exit status of the command: 0, or the number of the failure's status.
int token(const TokenOptions& options);

}  // namespace azcred::command
