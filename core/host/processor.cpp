#include "host/processor.h"

#include <sched.h>

namespace azcred {

unsigned current_processor() noexcept {
  const int processor = sched_getcpu();
  return processor < 0 ? 0 : static_cast<unsigned>(processor);
}

}  // namespace azcred
