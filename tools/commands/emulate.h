// `azcred emulate`: an Azure host on this machine.
#pragma once
#include "commands/emulate_options.h"

namespace azcred::command {

/// The exit status of the command: that of the program, if one was given.
int emulate(const EmulateOptions& options);

}  // namespace azcred::command
