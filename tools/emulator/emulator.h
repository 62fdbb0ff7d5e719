// From a request to its reply: the platform's rules, then the faults asked for, then the identity and its token.
#pragma once
#include <chrono>
#include <memory>
#include <set>
#include <string>

#include "emulator/fault_plan.h"
#include "emulator/pause.h"
#include "emulator/platform.h"

namespace azcred::emulator {

struct EmulatorOptions {
  IdentitySet identities{{}};
  TokenRules tokens;
  std::set<std::string> resources;  ///< empty: all that the platform knows
  std::vector<FaultStep> faults;
  std::int64_t latency_ms = 0;     ///< before every answer
  std::int64_t propagation_s = 0;  ///< from the start until identities are there
};

/// Any number of threads may ask.
class Emulator {
 public:
  Emulator(std::unique_ptr<Platform> platform, EmulatorOptions options);
  HttpReply answer(const HttpRequest& request);
  /// Requests that are being delayed are answered now.
  void end_delays() { pause_.end(); }
  const Platform& platform() const { return *platform_; }
  const EmulatorOptions& options() const { return options_; }

 private:
  HttpReply answer_wish(const Wish& wish);
  HttpReply answer_fault(const Fault& fault, const Wish& wish) const;
  bool knows(const std::string& resource) const;

  std::unique_ptr<Platform> platform_;
  EmulatorOptions options_;
  SigningKey key_;
  TokenIssuer issuer_;
  FaultPlan faults_;
  Pause pause_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace azcred::emulator
