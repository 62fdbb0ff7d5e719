#include "http/retry.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/ascii.h"
#include "base/timestamp.h"
#include "http/transport_failure.h"

namespace azcred {

namespace {

using Outcome = Result<Response, TransportFailure>;
using Kind = TransportFailure::Kind;

constexpr std::int64_t longest_own_delay_ms = 60'000;
// "If IMDS is updating, 410 for up to 70 seconds": Microsoft Learn, "How to use managed identities for Azure resources on an
// Azure VM to acquire an access token", error handling.
constexpr std::int64_t gone_delay_ms = 10'000;
constexpr std::int64_t most_said_ms = 1'000'000'000'000;  // some 30 years: more than anybody waits, far from overflow

/// A whole number of units, saturating; nothing for anything else, signs included.
std::optional<std::int64_t> digits(std::string_view text, std::int64_t unit_ms) noexcept {
  text = trim_ascii_space(text);
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_ascii_digit)) return std::nullopt;
  std::int64_t number = 0;
  const auto error = std::from_chars(text.data(), text.data() + text.size(), number).ec;
  if (error != std::errc() || number > most_said_ms / unit_ms) return most_said_ms;
  return number * unit_ms;
}

/// Which tries are worth another one, and when.
class Schedule {
 public:
  Schedule(const RetryPolicy& policy, Host& host) : policy_(policy), host_(host) {}

  /// How long to wait before the next try; nothing if there should be none.
  std::optional<std::int64_t> delay_after(const Outcome& outcome, const Limits& limits) {
    const bool gone = policy_.gone_for_ms > 0 && outcome.ok() && outcome.value().status == 410;
    if (gone && !was_gone_) first_gone_ = host_.now();
    was_gone_ = was_gone_ || gone;
    if (!gone && !may_succeed_later(outcome, limits)) return std::nullopt;
    auto delay = own_delay();
    if (!delay || !outcome.ok()) return delay;
    const std::int64_t said = retry_after_ms(outcome.value(), host_.unix_s());
    if (said > policy_.longest_retry_after_ms) return std::nullopt;
    return std::max(*delay, said);
  }

 private:
  bool may_succeed_later(const Outcome& outcome, const Limits& limits) noexcept {
    if (outcome.ok()) return worth_another_try(outcome.value());
    switch (outcome.error().kind) {
      case Kind::connect: return policy_.retries_connect;
      case Kind::interrupted: return true;
      case Kind::timeout:
        if (!outcome.error().connected && !policy_.retries_connect) return false;
        return !limits.deadline.passed(host_.now()) && timeouts_++ == 0;
      default: return false;
    }
  }

  bool worth_another_try(const Response& response) noexcept {
    if (policy_.retries_status != nullptr && policy_.retries_status(response.status)) return true;
    return policy_.retries_answer != nullptr && policy_.retries_answer(response);
  }

  std::optional<std::int64_t> own_delay() noexcept {
    if (was_gone_) {
      const bool over = host_.now() >= later(first_gone_, policy_.gone_for_ms);
      return over ? std::nullopt : std::optional(gone_delay_ms);
    }
    if (retries_ >= policy_.most_retries) return std::nullopt;
    std::int64_t delay = std::clamp<std::int64_t>(policy_.first_delay_ms, 0, longest_own_delay_ms);
    for (std::uint32_t i = 0; i < retries_ && delay < longest_own_delay_ms; ++i) delay *= 2;
    ++retries_;
    const auto permille = static_cast<std::int64_t>(800 + host_.random() % 401);
    return std::min(delay, longest_own_delay_ms) * permille / 1'000;
  }

  const RetryPolicy& policy_;
  Host& host_;
  std::uint32_t retries_ = 0;
  std::uint32_t timeouts_ = 0;
  bool was_gone_ = false;
  Instant first_gone_;
};

Text reason(const Outcome& outcome) {
  return outcome.ok() ? text("HTTP status "_t, outcome.value().status) : outcome.error().fact;
}

}  // namespace

std::int64_t retry_after_ms(const Response& response, std::int64_t unix_now) noexcept {
  for (const std::string_view name : {"retry-after-ms", "x-ms-retry-after-ms"}) {
    if (const auto value = digits(response.header(name).value_or(""), 1)) return *value;
  }
  const std::string_view value = response.header("Retry-After").value_or("");
  if (const auto delay = digits(value, 1'000)) return *delay;
  if (const auto date = parse_timestamp(value)) return std::max<std::int64_t>(*date - unix_now, 0) * 1'000;
  return -1;
}

Outcome send_with_retries(Transport& transport, Host& host, const Request& request, const RetryPolicy& policy,
                          const Limits& limits, const Log& log, std::string_view source) {
  Schedule schedule(policy, host);
  for (;;) {
    auto outcome = transport.send(request, limits);
    const auto delay = schedule.delay_after(outcome, limits);
    if (!delay || limits.cancelled()) return outcome;
    const Instant now = host.now();
    if (*delay >= limits.deadline.left_ms(now)) {
      if (!outcome.ok()) {
        TransportFailure failure = std::move(outcome).error();
        failure.untried_at = later(now, *delay);
        return failure;
      }
      outcome.value().untried_at = later(now, *delay);
      return outcome;
    }
    if (log.enabled(LogLevel::info)) {
      log.write(LogLevel::info, source, text(reason(outcome), "; trying again in "_t, *delay, " ms"_t));
    }
    host.pause(*delay, limits);
    if (limits.cancelled()) return cancellation();
    if (limits.deadline.passed(host.now())) return outcome;
  }
}

}  // namespace azcred
