#include "faults/allocation/failing_allocator.h"

#include <atomic>
#include <cerrno>
#include <cstddef>

// glibc's own allocator under the names that stay when a program replaces malloc().
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void __libc_free(void* block);
}

namespace {

thread_local std::int64_t allocations_left = -1;  // until the one that fails; -1: none fails
thread_local bool fails_from_then_on = false;
thread_local bool has_failed = false;
std::atomic<std::int64_t> live{0};

bool fails_now() noexcept {
  if (allocations_left < 0) return false;
  if (allocations_left > 0) --allocations_left;
  if (allocations_left > 0) return false;
  has_failed = true;
  if (!fails_from_then_on) allocations_left = -1;
  errno = ENOMEM;
  return true;
}

void* counted(void* block) noexcept {
  if (block != nullptr) ++live;
  return block;
}

}  // namespace

#define AZCRED_REPLACES extern "C" [[gnu::visibility("default")]]

AZCRED_REPLACES void* malloc(std::size_t size) noexcept { return fails_now() ? nullptr : counted(__libc_malloc(size)); }

AZCRED_REPLACES void* calloc(std::size_t count, std::size_t size) noexcept {
  return fails_now() ? nullptr : counted(__libc_calloc(count, size));
}

AZCRED_REPLACES void* realloc(void* block, std::size_t size) noexcept {
  if (size != 0 && fails_now()) return nullptr;
  void* const moved = __libc_realloc(block, size);
  if (block == nullptr && moved != nullptr) ++live;
  if (block != nullptr && size == 0) --live;
  return moved;
}

AZCRED_REPLACES void free(void* block) noexcept {
  if (block != nullptr) --live;
  __libc_free(block);
}

namespace azcred::test {

void fail_allocation(std::int64_t number, Failing failing) noexcept {
  has_failed = false;
  fails_from_then_on = failing == Failing::from_then_on;
  allocations_left = number;
}

bool stop_failing() noexcept {
  allocations_left = -1;
  return has_failed;
}

std::int64_t live_blocks() noexcept { return live; }

}  // namespace azcred::test
