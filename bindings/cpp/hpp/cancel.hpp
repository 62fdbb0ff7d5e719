// A one-way switch that stops waiting calls.
#pragma once
#include <azcred/cancel.h>

#include <new>

#include "detail.hpp"

namespace azcred {

/// Shared by any number of requests: once it is triggered, every call made with one of them ends with Status::cancelled.
/// Move-only.
class Cancel {
 public:
  /// Throws std::bad_alloc if the process is out of memory or file descriptors.
  Cancel() : cancel_(azcred_cancel_new()) {
    if (cancel_ == nullptr) throw std::bad_alloc();
  }

  /// Safe in any thread and in a signal handler. Cannot be undone.
  void trigger() const noexcept { azcred_cancel_trigger(cancel_.get()); }
  /// Safe in a signal handler, too.
  bool is_triggered() const noexcept { return azcred_cancel_is_triggered(cancel_.get()) != 0; }

  /// The handle of the C API, borrowed.
  azcred_cancel* c_handle() const noexcept { return cancel_.get(); }

 private:
  detail::Owner<azcred_cancel, azcred_cancel_free> cancel_;
};

}  // namespace azcred
