// From a request to its reply: the platform's rules, then the faults asked for, then the identity and its token.
#include "emulator/emulator.h"

namespace azcred::emulator {
namespace {

Refusal refusal_of(const std::string& name) {
  if (name == "several-identities") return Refusal::several_identities;
  return name == "unknown-resource" ? Refusal::unknown_resource : Refusal::unknown_identity;
}

}  // namespace

Emulator::Emulator(std::unique_ptr<Platform> platform, EmulatorOptions options)
    : platform_(std::move(platform)), options_(std::move(options)), issuer_(key_, options_.tokens), faults_(options_.faults) {}

HttpReply Emulator::answer(const HttpRequest& request) {
  if (request.path == "/emulator/keys" && request.method == "GET") return json_reply(200, key_.key_set(), "public keys");
  pause_.wait_ms(options_.latency_ms);
  auto judged = platform_->judge(request);
  if (auto* refused = std::get_if<HttpReply>(&judged)) return *refused;
  return answer_wish(std::get<Wish>(judged));
}

HttpReply Emulator::answer_wish(const Wish& wish) {
  const auto fault = faults_.next(wish.resource);
  pause_.wait_ms(fault.latency_ms);
  if (fault.status != 0 || !fault.refusal.empty()) return answer_fault(fault, wish);
  const auto refuse = [&](Refusal refusal) { return platform_->refuse(refusal, wish, options_.tokens.tenant_id); };
  if (std::chrono::steady_clock::now() < started_ + std::chrono::seconds(options_.propagation_s)) {
    auto reply = refuse(Refusal::not_yet_assigned);
    reply.note += " (still propagating)";
    return reply;
  }
  if (!knows(wish.resource)) return refuse(Refusal::unknown_resource);
  Grant grant{.tenant_id = options_.tokens.tenant_id, .wish = wish};
  if (wish.as_user) {
    grant.token = issuer_.for_user(wish.resource);
    return platform_->grant(grant);
  }
  const auto choice = platform_->choose(options_.identities, wish);
  if (const auto* refusal = std::get_if<Refusal>(&choice)) return refuse(*refusal);
  grant.identity = std::get<const Identity*>(choice);
  grant.token = issuer_.for_identity(*grant.identity, wish.resource);
  return platform_->grant(grant);
}

HttpReply Emulator::answer_fault(const Fault& fault, const Wish& wish) const {
  auto reply = fault.status != 0 ? platform_->fail(fault.status)
                                 : platform_->refuse(refusal_of(fault.refusal), wish, options_.tokens.tenant_id);
  if (fault.retry_after) reply.headers.emplace_back("Retry-After", *fault.retry_after);
  reply.note += " (fault)";
  return reply;
}

bool Emulator::knows(const std::string& resource) const {
  if (options_.resources.empty()) return platform_->knows(resource);
  return options_.resources.contains(resource);
}

}  // namespace azcred::emulator
