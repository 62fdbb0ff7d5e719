#include "call_done.h"

namespace azcred::capi {

bool CallDone::keep(azcred_call* call, azcred_call_done_fn done, UserData data) noexcept {
  State none = State::none;
  if (!state_.compare_exchange_strong(none, State::keeping)) return false;
  call_ = call;
  done_ = done;
  data_.emplace(std::move(data));
  state_.store(State::kept, std::memory_order_release);
  return true;
}

void CallDone::run() noexcept {
  State kept = State::kept;
  if (!state_.compare_exchange_strong(kept, State::running)) return;
  runner_.store(std::this_thread::get_id());
  try {
    done_(call_, data_->get());
  } catch (...) {
    // What a callback throws is its own.
  }
  data_.reset();
  state_.store(State::ran, std::memory_order_release);
  state_.notify_all();
}

void CallDone::wait_for_other_thread() const noexcept {
  if (runner_.load() == std::this_thread::get_id()) return;
  state_.wait(State::running, std::memory_order_acquire);
}

}  // namespace azcred::capi
