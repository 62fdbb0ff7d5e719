// Bytes that must not be seen: tokens, keys, headers that prove who we are.
#pragma once
#include <cstddef>
#include <cstring>
#include <string_view>

namespace azcred {

/// Overwrites memory in a way that the compiler does not remove.
void wipe(void* memory, std::size_t size) noexcept;

/// Wiped before it is freed, never copied by accident, and without any way to print it. Always followed by a NUL byte, which
/// is not counted in size().
class Secret {
 public:
  Secret() noexcept = default;
  explicit Secret(std::string_view bytes);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  Secret clone() const { return Secret(reveal()); }

  /// The bytes, valid until the secret changes. What is done with them is on the caller.
  std::string_view reveal() const noexcept { return {c_str(), size_}; }
  const char* c_str() const noexcept { return bytes_ == nullptr ? "" : bytes_; }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }

  /// Makes room for `capacity` bytes, so that appends up to there move nothing. A move wipes what it leaves behind.
  void reserve(std::size_t capacity);
  void append(std::string_view bytes);
  /// Forgets everything after `size` bytes. Does nothing if there are fewer.
  void truncate(std::size_t size) noexcept;

 private:
  char* bytes_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace azcred
