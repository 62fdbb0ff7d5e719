// A get that goes on while the program does something else.
#pragma once
#include <azcred/call.h>

#include <chrono>
#include <functional>
#include <memory>

#include "detail.hpp"
#include "result.hpp"
#include "token.hpp"

namespace azcred {

/// Made by Credential::start(). A call that is not done when it is destroyed is cancelled. Move-only.
class Call {
 public:
  /// Takes over what the C API returned.
  explicit Call(azcred_call* taken_over) noexcept : call_(taken_over) {}

  /// Becomes and stays readable once the call is done; lives as long as the call.
  int fd() const noexcept { return azcred_call_fd(call_.get()); }
  /// Asks, without waiting.
  bool is_done() const { return azcred_call_wait_ms(call_.get(), 0) != 0; }
  /// Waits for the end, which is by the timeout of the request.
  void wait() const { azcred_call_wait_ms(call_.get(), -1); }
  /// Whether the call was done by then.
  template <class Rep, class Period>
  bool wait_for(std::chrono::duration<Rep, Period> longest) const {
    return azcred_call_wait_ms(call_.get(), detail::milliseconds(longest)) != 0;
  }

  /// The outcome, once. Waits if the call is not done yet.
  Result<Token> try_take() {
    azcred_error* error = nullptr;
    if (azcred_token* const token = azcred_call_take_token(call_.get(), &error)) return Token(token);
    return Error(error);
  }
  /// As try_take(), but throws the failure.
  Token take() { return try_take().value(); }

  /// Unless the call is done already, it is done now, with Status::cancelled.
  void cancel() { azcred_call_cancel(call_.get()); }

  /// Runs `done` exactly once: when the call is done, on the thread that finishes it, or here and now if it is done already.
  /// What it throws is dropped. A call has at most one.
  void on_done(std::function<void()> done) {
    if (done == nullptr) return;
    auto kept = std::make_unique<std::function<void()>>(std::move(done));
    azcred_call_set_done(
        call_.get(), [](azcred_call*, void* user_data) { (*static_cast<std::function<void()>*>(user_data))(); }, kept.release(),
        [](void* user_data) { delete static_cast<std::function<void()>*>(user_data); });
  }

  /// The handle of the C API, borrowed.
  azcred_call* c_handle() const noexcept { return call_.get(); }

 private:
  detail::Owner<azcred_call, azcred_call_free> call_;
};

}  // namespace azcred
