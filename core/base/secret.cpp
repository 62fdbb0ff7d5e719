#include "base/secret.h"

#include <algorithm>
#include <utility>

namespace azcred {

void wipe(void* memory, std::size_t size) noexcept {
  if (size != 0) explicit_bzero(memory, size);
}

Secret::Secret(std::string_view bytes) { append(bytes); }

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
  return *this;
}

Secret::~Secret() {
  if (bytes_ == nullptr) return;
  wipe(bytes_, capacity_ + 1);
  delete[] bytes_;
}

void Secret::reserve(std::size_t capacity) {
  if (bytes_ != nullptr && capacity <= capacity_) return;
  char* const bytes = new char[capacity + 1];
  if (bytes_ != nullptr) {
    std::memcpy(bytes, bytes_, size_);
    wipe(bytes_, capacity_ + 1);
    delete[] bytes_;
  }
  bytes[size_] = '\0';
  bytes_ = bytes;
  capacity_ = capacity;
}

void Secret::append(std::string_view bytes) {
  if (bytes.empty()) return;
  const std::size_t needed = size_ + bytes.size();
  if (bytes_ == nullptr) {
    reserve(needed);
  } else if (needed > capacity_) {
    reserve(std::max(needed, capacity_ * 2));
  }
  std::memcpy(bytes_ + size_, bytes.data(), bytes.size());
  size_ = needed;
  bytes_[size_] = '\0';
}

void Secret::truncate(std::size_t size) noexcept {
  if (size >= size_) return;
  wipe(bytes_ + size, size_ - size);
  size_ = size;
  bytes_[size_] = '\0';
}

}  // namespace azcred
