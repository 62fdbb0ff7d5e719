// Asks quickly whether there is an instance metadata service at all.
#pragma once
#include <atomic>
#include <cstdint>
#include <limits>
#include <string>

#include "host/host.h"
#include "http/transport.h"

namespace azcred {

/// How long "there is none" is believed. Never for good: pods whose first probe came too early never recovered
/// (Azure/azure-sdk-for-net#18312, #23028).
inline constexpr std::int64_t absence_remembered_ms = 5'000;

/// Safe for any number of threads, which share one probe, and for use after a fork.
class ImdsProbe {
 public:
  enum class Finding {
    present,
    absent,
    unknown,  ///< the limits of the call ended the probe or the wait for it
  };
  /// `url` is the token endpoint, bare: some services take anything more for a real request.
  explicit ImdsProbe(std::string url) : url_(std::move(url)) {}

  /// Present is remembered for good, absent for absence_remembered_ms, unknown not at all.
  Finding ask(Host& host, Transport& transport, const Limits& limits);

 private:
  Finding recall(Instant now) const noexcept;
  Finding find_out(Host& host, Transport& transport, const Limits& limits);
  Finding send(Host& host, Transport& transport, const Limits& limits) const;

  std::string url_;
  std::atomic<bool> present_{false};
  std::atomic<std::int64_t> absent_until_ns_{std::numeric_limits<std::int64_t>::min()};
  /// Whoever probes does so until then at the latest. A promise with an end instead of a lock, because in a forked child the
  /// thread that made it does not exist.
  std::atomic<std::int64_t> probing_until_ns_{std::numeric_limits<std::int64_t>::min()};
};

}  // namespace azcred
