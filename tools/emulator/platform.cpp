// What one kind of Azure host does with a request for a token: its URL, its rules, its JSON.
#include "emulator/platform.h"

namespace azcred::emulator {

std::variant<const Identity*, Refusal> Platform::choose(const IdentitySet& identities, const Wish& wish) const {
  if (wish.selector) {
    const auto* named = identities.find(*wish.selector);
    if (named == nullptr) return Refusal::unknown_identity;
    return named;
  }
  if (const auto* system = identities.system_assigned()) return system;
  const auto user_assigned = identities.user_assigned();
  if (user_assigned.empty()) return Refusal::no_identity;
  if (user_assigned.size() > 1) return Refusal::several_identities;
  return user_assigned.front();
}

}  // namespace azcred::emulator
