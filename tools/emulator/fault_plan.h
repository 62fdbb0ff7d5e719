// Which of the coming requests fail, and how.
#pragma once
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace azcred::emulator {

/// What happens to one request in place of an ordinary answer.
struct Fault {
  int status = 0;       ///< 0: answered as usual
  std::string refusal;  ///< "identity-not-found", "several-identities" or "unknown-resource" instead of a status
  std::optional<std::string> retry_after;  ///< the header as sent
  std::int64_t latency_ms = 0;             ///< before the answer
};

/// One entry of a plan: a fault and how often it strikes.
struct FaultStep {
  Fault fault;
  std::int64_t times = 1;         ///< 0: for ever
  std::string only_for_resource;  ///< requests for other resources pass by and are not counted; "" is any
};

/// Steps strike in their order, one after the other is used up. Any number of threads may ask.
class FaultPlan {
 public:
  explicit FaultPlan(std::vector<FaultStep> steps) : steps_(std::move(steps)) {}
  /// What happens to this request.
  Fault next(const std::string& resource);

 private:
  std::mutex mutex_;
  std::vector<FaultStep> steps_;
  std::size_t current_ = 0;
};

/// "429,429,ok,500" as steps; nothing, with the reason in `problem`, if an item is neither "ok" nor a status of 400 to 599.
std::optional<std::vector<FaultStep>> parse_statuses(const std::string& text, const std::optional<std::string>& retry_after,
                                                     std::string& problem);
/// A JSON document {"faults": [...]}; see azcred(1) for its members.
std::optional<std::vector<FaultStep>> parse_fault_script(const std::string& text, std::string& problem);

}  // namespace azcred::emulator
