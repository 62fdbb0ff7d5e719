#include "host/waiting.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

#include "host/suspend_clock.h"

namespace azcred {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

/// The clock of ppoll stands still while the machine is suspended; deadlines do not. So no single wait is longer than this.
constexpr std::int64_t longest_wait_ns = ns_per_s;

constexpr std::size_t cancel_count = std::tuple_size_v<decltype(Limits::cancels)>;

timespec timespec_of(std::int64_t ns) noexcept { return {.tv_sec = ns / ns_per_s, .tv_nsec = ns % ns_per_s}; }

}  // namespace

bool wait_until(std::span<pollfd> watched, Instant until, const Limits& limits) noexcept {
  until = std::min(until, limits.deadline.instant());
  std::array<pollfd, cancel_count + most_watched> all;
  std::transform(limits.cancels.begin(), limits.cancels.end(), all.begin(), [](const Cancel* cancel) {
    return pollfd{.fd = cancel == nullptr ? -1 : cancel->fd(), .events = POLLIN, .revents = 0};
  });
  const auto ours = all.begin() + cancel_count;
  std::copy(watched.begin(), watched.end(), ours);
  while (!limits.cancelled()) {
    const Instant now = SteadyClock::fine();
    if (now >= until) return false;
    const std::int64_t left_ns = std::min(until.ns - now.ns, longest_wait_ns);
    const timespec wait = timespec_of(left_ns);
    const int ready = ppoll(all.data(), cancel_count + watched.size(), &wait, nullptr);
    // Out of kernel memory, or past a descriptor limit: still no reason to spin.
    if (ready < 0 && errno != EINTR) {
      const timespec nap = timespec_of(std::min(left_ns, ns_per_s / 100));
      nanosleep(&nap, nullptr);
    }
    if (ready <= 0) continue;
    for (std::size_t i = 0; i < cancel_count; ++i) {
      if (all[i].revents == 0 || limits.cancels[i]->is_triggered()) continue;
      limits.cancels[i]->absorb_foreign_wake();
      if ((all[i].revents & POLLIN) == 0) all[i].fd = -1;
    }
    std::copy_n(ours, watched.size(), watched.begin());
    const bool is_ready = std::any_of(watched.begin(), watched.end(), [](const pollfd& each) { return each.revents != 0; });
    if (is_ready && !limits.cancelled()) return true;
  }
  return false;
}

}  // namespace azcred
