// A one-way switch that stops waiting calls.
#pragma once
#include <atomic>

namespace azcred {

/// Any thread, and any signal handler, may trigger it. Whoever waits does so on fd(), or asks is_triggered().
class Cancel {
 public:
  /// Throws std::system_error when the process is out of descriptors.
  Cancel();
  ~Cancel();
  Cancel(const Cancel&) = delete;
  Cancel& operator=(const Cancel&) = delete;

  void trigger() noexcept;
  bool is_triggered() const noexcept { return triggered_.load(std::memory_order_acquire); }
  /// Readable once triggered. A forked process shares the descriptor but not the switch: a reader that is woken without
  /// is_triggered() calls absorb_foreign_wake() and waits on.
  int fd() const noexcept { return fd_; }
  void absorb_foreign_wake() const noexcept;

 private:
  std::atomic<bool> triggered_{false};
  int fd_;
};

}  // namespace azcred
