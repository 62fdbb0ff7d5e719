#include "host/reader_lock.h"

#include <pthread.h>

#include <ctime>

namespace azcred {

void ReaderLock::lock_contended() noexcept {
  constexpr int most_spins = 64;
  constexpr timespec short_sleep{.tv_sec = 0, .tv_nsec = 20'000};
  for (int spin = 0; spin < most_spins; ++spin) {
    if (held_.load(std::memory_order_relaxed) == 0 && held_.exchange(1, std::memory_order_acquire) == 0) return;
  }
  // Whoever reads the cache has not switched cancellation off, and nanosleep is where pthread_cancel takes effect.
  int state_before = PTHREAD_CANCEL_ENABLE;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state_before);
  while (held_.exchange(1, std::memory_order_acquire) != 0) nanosleep(&short_sleep, nullptr);
  pthread_setcancelstate(state_before, nullptr);
}

}  // namespace azcred
