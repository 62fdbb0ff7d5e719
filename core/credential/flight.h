// One request to a source that many callers wait for.
#pragma once
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "credential/credential.h"
#include "credential/token_key.h"

namespace azcred {

/// Made by the caller who asks the source (the leader) and ended by it exactly once. Everybody else waits, each until its own
/// limits end.
class Flight {
 public:
  Flight(const TokenRequest& request, Credential::Wants wants);
  ~Flight();
  Flight(const Flight&) = delete;
  Flight& operator=(const Flight&) = delete;

  /// Whether it asks for the token of that key at all.
  bool is_for(const TokenKey& key) const noexcept { return key == key_.view(); }
  /// Whether its outcome answers that request too: a forced request needs a token asked for with its own claims, and one that
  /// is not chained a source that was given its full time.
  bool answers(const TokenRequest& request, Credential::Wants wants) const noexcept;

  /// What became of it. Nothing: the leader gave up for reasons of its own (its deadline, its cancel), so somebody else should
  /// ask.
  struct Outcome {
    TokenHandle token;
    ErrorPtr error;
    bool gave_up() const noexcept { return !token && error == nullptr; }
  };
  /// The calling thread is about to ask the source.
  void lead() noexcept { leader_.store(std::this_thread::get_id(), std::memory_order_relaxed); }
  /// Then waiting would be for itself: a hook of the program has asked for the token that it is part of getting.
  bool is_led_by_this_thread() const noexcept { return leader_.load(std::memory_order_relaxed) == std::this_thread::get_id(); }
  void land(const TokenHandle& token) noexcept;
  void fail(ErrorPtr error) noexcept;
  void give_up() noexcept;

  /// The outcome, or nothing if the limits ended first.
  std::optional<Outcome> wait(const Limits& limits, Host& host);

 private:
  void end() noexcept;
  bool wait_on_descriptors(const Limits& limits, Host& host);

  OwnedTokenKey key_;
  std::string claims_;
  bool forced_;
  bool chained_;
  std::atomic<std::thread::id> leader_{};

  std::mutex mutex_;
  std::condition_variable ended_changed_;
  bool ended_ = false;
  TokenHandle token_;
  ErrorPtr error_;
  std::unique_ptr<Cancel> ended_signal_;  ///< made by the first waiter that must also watch a cancel
};
using FlightPtr = std::shared_ptr<Flight>;

}  // namespace azcred
