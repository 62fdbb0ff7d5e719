#include "credential/flight.h"

#include <algorithm>
#include <chrono>

namespace azcred {

namespace {
// The clock of a condition variable stands still while the machine is suspended; deadlines do not.
constexpr std::int64_t longest_wait_ms = 1'000;
}  // namespace

Flight::Flight(const TokenRequest& request, Credential::Wants wants)
    : key_(request), claims_(request.claims), forced_(wants == Credential::Wants::forced), chained_(request.chained) {}

Flight::~Flight() = default;

bool Flight::answers(const TokenRequest& request, Credential::Wants wants) const noexcept {
  if (chained_ && !request.chained) return false;
  if (wants != Credential::Wants::forced) return true;
  return forced_ && claims_ == request.claims;
}

void Flight::land(const TokenHandle& token) noexcept {
  {
    const std::lock_guard lock(mutex_);
    token_ = token.share();
  }
  end();
}

void Flight::fail(ErrorPtr error) noexcept {
  {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
  }
  end();
}

void Flight::give_up() noexcept { end(); }

void Flight::end() noexcept {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  if (ended_signal_ != nullptr) ended_signal_->trigger();
  ended_changed_.notify_all();
}

std::optional<Flight::Outcome> Flight::wait(const Limits& limits, Host& host) {
  const bool watches_cancel = limits.cancels[0] != nullptr || limits.cancels[1] != nullptr;
  if (watches_cancel) {
    if (!wait_on_descriptors(limits, host)) return std::nullopt;
  }
  std::unique_lock lock(mutex_);
  while (!ended_) {
    const std::int64_t left_ms = std::min(limits.deadline.left_ms(host.now()), longest_wait_ms);
    if (left_ms == 0) return std::nullopt;
    ended_changed_.wait_for(lock, std::chrono::milliseconds(left_ms));
  }
  return Outcome{token_.share(), error_};
}

bool Flight::wait_on_descriptors(const Limits& limits, Host& host) {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return true;
    if (ended_signal_ == nullptr) ended_signal_ = std::make_unique<Cancel>();
  }
  while (!ended_signal_->is_triggered()) {
    const std::int64_t left_ms = std::min(limits.deadline.left_ms(host.now()), longest_wait_ms);
    if (left_ms == 0 || limits.cancelled()) return false;
    host.pause(left_ms, {limits.deadline, {limits.cancels[0], limits.cancels[1], ended_signal_.get()}});
  }
  return true;
}

}  // namespace azcred
