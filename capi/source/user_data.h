// What a program gave with a hook, with the way to release it.
#pragma once
#include <utility>

#include "azcred/options.h"
#include "cancellation_off.h"

namespace azcred::capi {

/// Releases the data exactly once, when the last owner goes.
class UserData {
 public:
  UserData(void* data, azcred_destroy_fn destroy) noexcept : data_(data), destroy_(destroy) {}
  UserData(UserData&& other) noexcept : data_(other.data_), destroy_(std::exchange(other.destroy_, nullptr)) {}
  UserData& operator=(UserData&&) = delete;
  UserData(const UserData&) = delete;
  UserData& operator=(const UserData&) = delete;
  ~UserData() {
    if (destroy_ == nullptr) return;
    const CancellationOff cancellation_off;
    try {
      destroy_(data_);
    } catch (...) {
      // Nobody is left to be told.
    }
  }

  void* get() const noexcept { return data_; }

 private:
  void* data_;
  azcred_destroy_fn destroy_;
};

}  // namespace azcred::capi
