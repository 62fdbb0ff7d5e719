// Which of the coming requests fail, and how.
#include "emulator/fault_plan.h"

#include <charconv>
#include <string_view>

#include "json/json.h"

namespace azcred::emulator {
namespace {

bool is_failure(std::int64_t status) { return status >= 400 && status <= 599; }

bool read_number(const Json& value, std::int64_t most, std::int64_t& number) {
  const auto read = value.as_integer();
  if (!read || *read < 0 || *read > most) return false;
  number = *read;
  return true;
}

/// Stores one member of a step; false if the name or the value is not known.
bool read_member(const std::string& name, const Json& value, FaultStep& step) {
  std::int64_t number = 0;
  if (name == "times") return read_number(value, 1'000'000, step.times);
  if (name == "latency_ms") return read_number(value, 3'600'000, step.fault.latency_ms);
  if (name == "status") {
    if (!read_number(value, 599, number) || !is_failure(number)) return false;
    step.fault.status = static_cast<int>(number);
    return true;
  }
  if (name == "retry_after") {
    if (read_number(value, 1'000'000, number)) {
      step.fault.retry_after = std::to_string(number);
    } else {
      step.fault.retry_after = value.as_text();
    }
    return step.fault.retry_after && step.fault.retry_after->find_first_of("\r\n") == std::string::npos;
  }
  const auto text = value.as_text().value_or("");
  if (name == "resource") {
    step.only_for_resource = text;
    return !text.empty();
  }
  if (name == "refusal") {
    step.fault.refusal = text;
    return text == "identity-not-found" || text == "several-identities" || text == "unknown-resource";
  }
  return false;
}

}  // namespace

Fault FaultPlan::next(const std::string& resource) {
  const std::lock_guard lock(mutex_);
  if (current_ == steps_.size()) return {};
  auto& step = steps_[current_];
  if (!step.only_for_resource.empty() && step.only_for_resource != resource) return {};
  const Fault fault = step.fault;
  if (step.times > 0 && --step.times == 0) ++current_;
  return fault;
}

std::optional<std::vector<FaultStep>> parse_statuses(const std::string& text, const std::optional<std::string>& retry_after,
                                                     std::string& problem) {
  std::vector<FaultStep> steps;
  std::string_view rest = text;
  while (true) {
    const auto comma = rest.find(',');
    const auto item = rest.substr(0, comma);
    int status = 0;
    const auto end = std::from_chars(item.data(), item.data() + item.size(), status);
    const bool number = end.ec == std::errc{} && end.ptr == item.data() + item.size() && is_failure(status);
    if (!number && item != "ok") {
      problem = "'" + std::string(item) + "' is neither ok nor an HTTP status of 400 to 599";
      return std::nullopt;
    }
    FaultStep step;
    if (number) step.fault = {.status = status, .retry_after = retry_after};
    steps.push_back(step);
    if (comma == std::string_view::npos) return steps;
    rest = rest.substr(comma + 1);
  }
}

std::optional<std::vector<FaultStep>> parse_fault_script(const std::string& text, std::string& problem) {
  const auto document = Json::parse(text);
  const auto faults = document ? document->find("faults") : std::nullopt;
  if (!faults || !faults->is_array()) {
    problem = "not a JSON object with an array \"faults\"";
    return std::nullopt;
  }
  std::vector<FaultStep> steps;
  for (const auto& entry : faults->elements()) {
    const auto number = std::to_string(steps.size() + 1);
    if (!entry.is_object()) {
      problem = "fault " + number + " is not an object";
      return std::nullopt;
    }
    FaultStep step;
    for (const auto& name : entry.names()) {
      if (read_member(name, *entry.find(name.c_str()), step)) continue;
      problem = "fault " + number + ": \"" + name + "\" is unknown or has a value it cannot have";
      return std::nullopt;
    }
    steps.push_back(step);
  }
  return steps;
}

}  // namespace azcred::emulator
