// azcred_cancel as the other handles see it.
#pragma once
#include <memory>

#include "azcred/cancel.h"
#include "base/cancel.h"
#include "mark.h"

struct azcred_cancel {
  azcred::capi::MarkWord mark{azcred::capi::Mark::cancel};
  std::shared_ptr<azcred::Cancel> inner;
};
