#include "host/fork_mark.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>

namespace azcred {

namespace {
constexpr pid_t being_wiped = -1;
}

ForkMark::ForkMark() : process_id_(getpid()) {
  void* const memory = mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  page_ = new (memory) Page{};
  wiped_by_kernel_ = madvise(memory, sizeof(Page), MADV_WIPEONFORK) == 0;
}

ForkMark::~ForkMark() { munmap(page_, sizeof(Page)); }

std::uint64_t ForkMark::renewed_generation() noexcept {
  if (!wiped_by_kernel_) wipe_by_hand_if_forked();
  std::uint64_t generation = page_->generation.load(std::memory_order_acquire);
  if (generation != 0) return generation;
  const std::uint64_t next = last_generation_.fetch_add(1, std::memory_order_relaxed) + 1;
  return page_->generation.compare_exchange_strong(generation, next, std::memory_order_acq_rel) ? next : generation;
}

void ForkMark::wipe_by_hand_if_forked() noexcept {
  const pid_t process_id = getpid();
  for (;;) {
    pid_t seen = process_id_.load(std::memory_order_acquire);
    if (seen == process_id) return;
    if (seen != being_wiped && process_id_.compare_exchange_strong(seen, being_wiped, std::memory_order_acq_rel)) {
      std::memset(page_->lock_memory, 0, lock_memory_size);
      page_->generation.store(0, std::memory_order_release);
      process_id_.store(process_id, std::memory_order_release);
      return;
    }
    // Another thread of this child is wiping: a few instructions.
  }
}

}  // namespace azcred
