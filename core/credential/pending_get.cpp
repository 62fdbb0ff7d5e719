#include "credential/pending_get.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "credential/cached_credential.h"

namespace azcred {

namespace {
// The clock of a condition variable stands still while the machine is suspended; deadlines do not. The caller's own cancel does
// not wake it either, if no worker has come to it yet.
constexpr std::int64_t longest_wait_ms = 1'000;
}  // namespace

/// Shared with the worker that waits for the token.
struct PendingGet::State {
  CredentialPtr credential;
  OwnedRequest request;
  Cancel cancelled;
  Cancel done_signal;

  std::mutex mutex;
  std::condition_variable done_changed;
  bool done = false;
  bool taken = false;
  std::optional<Result<TokenHandle>> outcome;
  std::function<void()> when_done;
  /// Made while there still is memory.
  const ErrorPtr without_memory = fail({.status = Status::out_of_memory, .fact = "there was no memory for this call"_t});

  State(CredentialPtr from, OwnedRequest what) : credential(std::move(from)), request(std::move(what)) {}

  Limits limits() const noexcept { return {request.deadline, {request.cancel.get(), &cancelled}}; }
  bool ran_out() const noexcept { return limits().cancelled() || request.deadline.passed(credential->host()->now()); }

  /// The first outcome counts.
  void finish(Result<TokenHandle> result) noexcept {
    std::function<void()> callback;
    {
      const std::lock_guard lock(mutex);
      if (done) return;
      done = true;
      outcome.emplace(std::move(result));
      callback = std::move(when_done);
      when_done = nullptr;
      done_signal.trigger();
      done_changed.notify_all();
    }
    if (callback) callback();
  }

  void run() noexcept {
    try {
      TokenRequest asked{.scopes = {request.scopes.begin(), request.scopes.end()},
                         .tenant_id = request.tenant_id,
                         .claims = request.claims,
                         .cae_enabled = request.cae_enabled};
      finish(credential->get(asked, request.wants, limits()));
    } catch (const std::exception&) {
      finish(without_memory);
    }
  }

  void finish_by_limits(const Limits& ended) noexcept {
    try {
      finish(limits_ended(ended, {}));
    } catch (const std::bad_alloc&) {
      finish(without_memory);
    }
  }
};

PendingGet::PendingGet(CredentialPtr credential, OwnedRequest request)
    : state_(std::make_shared<State>(std::move(credential), std::move(request))) {
  const OwnedRequest& asked = state_->request;
  if (asked.wants == Credential::Wants::cached_only) {
    state_->run();
    return;
  }
  const bool simple = asked.wants == Credential::Wants::fresh && asked.scopes.size() == 1 && asked.tenant_id.empty();
  if (simple && !asked.cae_enabled) {
    if (TokenHandle token = state_->credential->cached(asked.scopes[0])) {
      state_->finish(std::move(token));
      return;
    }
  }
  const bool runs = state_->credential->workers().run([state = state_] { state->run(); });
  if (!runs) {
    state_->finish(fail({.status = Status::out_of_memory,
                         .fact = "the process may not start another thread, which an asynchronous call needs"_t,
                         .hint = "Raise the limit on threads, or ask without azcred_credential_start"_t,
                         .retryable = true}));
  }
}

PendingGet::~PendingGet() { cancel(); }

int PendingGet::fd() const noexcept { return state_->done_signal.fd(); }

bool PendingGet::wait_ms(std::int64_t milliseconds) noexcept {
  State& state = *state_;
  Host& host = *state.credential->host();
  const Deadline until = milliseconds < 0 ? Deadline::never() : Deadline::after(host.now(), milliseconds);
  std::unique_lock lock(state.mutex);
  while (!state.done) {
    const Instant now = host.now();
    if (state.ran_out()) {
      // Nobody may be left to say so: the worker may be queued behind others, or belong to a parent process.
      lock.unlock();
      state.finish_by_limits(state.limits());
      return true;
    }
    const std::int64_t left_ms = std::min({until.left_ms(now), state.request.deadline.left_ms(now), longest_wait_ms});
    if (until.passed(now)) return false;
    state.done_changed.wait_for(lock, std::chrono::milliseconds(left_ms));
  }
  return true;
}

Result<TokenHandle> PendingGet::take() {
  wait_ms(-1);
  const std::lock_guard lock(state_->mutex);
  if (state_->taken) {
    return fail({.status = Status::invalid_argument,
                 .fact = "the outcome of this call was taken before"_t,
                 .hint = "Take it once, or start another call"_t});
  }
  state_->taken = true;
  return std::move(*state_->outcome);
}

void PendingGet::cancel() noexcept {
  state_->cancelled.trigger();
  state_->finish_by_limits({.cancels = {&state_->cancelled}});
}

bool PendingGet::when_done(std::function<void()> done) {
  {
    const std::lock_guard lock(state_->mutex);
    if (!state_->done) {
      if (state_->when_done) return false;
      state_->when_done = std::move(done);
      return true;
    }
  }
  done();
  return true;
}

}  // namespace azcred
