#include "source/managed_identity/imds_probe.h"

#include "base/ascii.h"
#include "oauth/service_error.h"

namespace azcred {

namespace {

// Half a second was too short on real machines: Azure/azure-sdk-for-net#9550.
constexpr std::int64_t connect_budget_ms = 1'000;
constexpr std::int64_t connect_budget_off_azure_ms = 300;
// The service may take seconds for its first answer once it is connected: Azure/go-autorest#660.
constexpr std::int64_t answer_budget_ms = 3'000;
// Nobody is believed to be probing any more after that.
constexpr std::int64_t promise_ms = answer_budget_ms + 500;
constexpr std::int64_t look_again_ms = 20;

/// What the firmware says under that name; "" if it cannot be read.
std::string firmware_says(Host& host, const char* path) {
  const auto content = host.read_file(path, {.most_bytes = 4'096});
  return content.ok() ? std::string(trim_ascii_space(content->reveal())) : std::string();
}

/// Azure gives every virtual machine this chassis asset tag, which cloud-init goes by as well; its vendor is shared by Hyper-V
/// everywhere.
bool is_surely_not_azure(Host& host) {
  const std::string tag = firmware_says(host, "/sys/class/dmi/id/chassis_asset_tag");
  if (!tag.empty()) return tag != "7783-7084-3265-9085-8269-3286-77";
  const std::string vendor = firmware_says(host, "/sys/class/dmi/id/sys_vendor");
  return !vendor.empty() && vendor != "Microsoft Corporation";
}

/// Docker Desktop and proxies answer in place of the service: Azure/azure-sdk-for-net#38218, #18362.
bool is_from_a_gateway(const Response& response) {
  if (response.status == 502 || response.status == 504) return true;
  return (response.status == 403 || response.status == 503) &&
         read_service_error(response).description == KnownDescription::address_unreachable;
}

}  // namespace

ImdsProbe::Finding ImdsProbe::recall(Instant now) const noexcept {
  if (present_.load()) return Finding::present;
  return now.ns < absent_until_ns_.load() ? Finding::absent : Finding::unknown;
}

ImdsProbe::Finding ImdsProbe::ask(Host& host, Transport& transport, const Limits& limits) {
  for (;;) {
    const Instant now = host.now();
    if (const Finding known = recall(now); known != Finding::unknown) return known;
    if (limits.cancelled() || limits.deadline.passed(now)) return Finding::unknown;
    auto promised_until = probing_until_ns_.load();
    const auto promise = later(now, promise_ms).ns;
    if (now.ns >= promised_until && probing_until_ns_.compare_exchange_strong(promised_until, promise)) {
      // Whoever kept the last promise may have found out since.
      const Finding known = recall(now);
      const Finding finding = known != Finding::unknown ? known : find_out(host, transport, limits);
      auto ours = promise;
      probing_until_ns_.compare_exchange_strong(ours, now.ns);
      return finding;
    }
    host.pause(look_again_ms, limits);
  }
}

ImdsProbe::Finding ImdsProbe::find_out(Host& host, Transport& transport, const Limits& limits) {
  const Finding finding = send(host, transport, limits);
  if (finding == Finding::present) present_.store(true);
  if (finding == Finding::absent) absent_until_ns_.store(later(host.now(), absence_remembered_ms).ns);
  return finding;
}

ImdsProbe::Finding ImdsProbe::send(Host& host, Transport& transport, const Limits& limits) const {
  Request request;
  request.url = url_;
  request.connect_timeout_ms = is_surely_not_azure(host) ? connect_budget_off_azure_ms : connect_budget_ms;
  request.try_timeout_ms = answer_budget_ms;
  const auto response = transport.send(request, limits);
  if (response.ok()) return is_from_a_gateway(response.value()) ? Finding::absent : Finding::present;
  const auto kind = response.error().kind;
  if (limits.cancelled() || kind == TransportFailure::Kind::cancelled) return Finding::unknown;
  const bool ran_out = kind == TransportFailure::Kind::timeout && limits.deadline.passed(host.now());
  return ran_out || kind == TransportFailure::Kind::resources ? Finding::unknown : Finding::absent;
}

}  // namespace azcred
