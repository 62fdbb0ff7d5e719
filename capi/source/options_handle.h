// azcred_options as the credential sees them.
#pragma once
#include <optional>

#include "azcred/options.h"
#include "credential/options.h"
#include "faults.h"
#include "mark.h"

struct azcred_options {
  azcred::capi::MarkWord mark{azcred::capi::Mark::options};
  azcred::capi::Faults faults;
  azcred::Options content;
};

namespace azcred::capi {

inline bool is_options(const azcred_options* options) noexcept { return has_mark(options, Mark::options); }

/// The options for the core, with the real machine and a log; defaults for null. Nothing, and a report, if something is wrong
/// with them. Throws std::bad_alloc.
std::optional<Options> judge(const azcred_options* options, azcred_error** error);

}  // namespace azcred::capi
