// Keeps pthread_cancel away from a stretch of code.
#pragma once
#include <pthread.h>

namespace azcred::capi {

/// A thread that is cancelled while it waits in C++ code called from C unwinds through frames that cannot be unwound: glibc
/// aborts the process. So a cancellation that comes now takes effect after the call.
class CancellationOff {
 public:
  CancellationOff() noexcept { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state_before_); }
  ~CancellationOff() { pthread_setcancelstate(state_before_, nullptr); }
  CancellationOff(const CancellationOff&) = delete;
  CancellationOff& operator=(const CancellationOff&) = delete;

 private:
  int state_before_ = PTHREAD_CANCEL_ENABLE;
};

}  // namespace azcred::capi
