// Tells a forked child from its parent in one memory read.
#pragma once
#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace azcred {

/// A page of memory that is all zero again in a forked child (MADV_WIPEONFORK). Locks that live in it are open after a fork,
/// whichever thread of the parent held them, and its generation number tells state of this process from inherited state.
/// No handler is registered anywhere, so nothing of this library needs to be mapped when a process forks.
class ForkMark {
 public:
  /// Throws std::bad_alloc.
  ForkMark();
  ~ForkMark();
  ForkMark(const ForkMark&) = delete;
  ForkMark& operator=(const ForkMark&) = delete;

  /// Never 0; another one in each forked child. One load, plus a look at the process id where the kernel cannot wipe (before
  /// Linux 4.14).
  std::uint64_t generation() noexcept {
    const std::uint64_t generation = page_->generation.load(std::memory_order_acquire);
    if (wiped_by_kernel_ && generation != 0) [[likely]] {
      return generation;
    }
    return renewed_generation();
  }

  /// Memory in the page: zero at first and again after a fork. For locks whose open state is zero.
  static constexpr std::size_t lock_memory_size = 4096 - 64;
  std::byte* lock_memory() noexcept { return page_->lock_memory; }

 private:
  struct Page {
    std::atomic<std::uint64_t> generation;
    alignas(64) std::byte lock_memory[lock_memory_size];
  };
  static_assert(sizeof(Page) == 4096);

  std::uint64_t renewed_generation() noexcept;
  void wipe_by_hand_if_forked() noexcept;

  Page* page_;
  bool wiped_by_kernel_;
  std::atomic<pid_t> process_id_;
  std::atomic<std::uint64_t> last_generation_{0};
};

}  // namespace azcred
