// Tells what a pointer that a caller hands in really is.
#pragma once
#include <atomic>
#include <cstdint>

namespace azcred::capi {

/// The first word of every handle. The values are unlikely in any other memory; `dead` is what a freed handle leaves behind.
enum class Mark : std::uint64_t {
  dead = 0,
  error = 0x617a'6372'6564'0e01,
  cancel = 0x617a'6372'6564'0e02,
  request = 0x617a'6372'6564'0e03,
  options = 0x617a'6372'6564'0e04,
  credential = 0x617a'6372'6564'0e05,
  chain = 0x617a'6372'6564'0e06,
  call = 0x617a'6372'6564'0e07,
  http_request = 0x617a'6372'6564'0e08,
  http_response = 0x617a'6372'6564'0e09,
  exhausted = 0x617a'6372'6564'0e0a,  ///< stands for a builder for which there was no memory
};

/// First member of every handle; a handle without it cannot be told from garbage.
class MarkWord {
 public:
  constexpr explicit MarkWord(Mark mark) noexcept : mark_(mark) {}
  ~MarkWord() = default;
  MarkWord(const MarkWord&) = delete;
  MarkWord& operator=(const MarkWord&) = delete;

  Mark read() const noexcept { return mark_.load(std::memory_order_relaxed); }
  void clear() noexcept { mark_.store(Mark::dead, std::memory_order_relaxed); }

 private:
  std::atomic<Mark> mark_;
};

inline bool has_mark(const void* handle, Mark mark) noexcept {
  return handle != nullptr && static_cast<const MarkWord*>(handle)->read() == mark;
}

/// Deletes a handle that is what it should be; anything else, a handle freed before included, is left alone.
template <class Handle>
void free_handle(Handle* handle, Mark mark) {
  if (!has_mark(handle, mark)) return;
  handle->mark.clear();
  delete handle;
}

}  // namespace azcred::capi
