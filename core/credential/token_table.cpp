#include "credential/token_table.h"

#include <algorithm>
#include <new>
#include <stdexcept>

namespace azcred {

namespace {
constexpr std::size_t first_size = 8;
// Sources refuse scopes and tenants long before this.
constexpr std::size_t longest_text = 65'535;
}  // namespace

TokenEntry::TokenEntry(const TokenKey& key, std::uint64_t hash) noexcept
    : hash_(hash),
      scope_size_(static_cast<std::uint32_t>(key.scope.size())),
      tenant_id_size_(static_cast<std::uint16_t>(key.tenant_id.size())),
      cae_enabled_(key.cae_enabled) {
  char* const text = reinterpret_cast<char*>(this + 1);
  std::copy(key.tenant_id.begin(), key.tenant_id.end(), std::copy(key.scope.begin(), key.scope.end(), text));
}

TokenEntry* TokenEntry::make(const TokenKey& key, std::uint64_t hash) {
  if (key.scope.size() > longest_text || key.tenant_id.size() > longest_text) throw std::length_error("token key");
  return new (operator new(sizeof(TokenEntry) + key.scope.size() + key.tenant_id.size())) TokenEntry(key, hash);
}

void TokenEntry::destroy() noexcept {
  this->~TokenEntry();
  operator delete(this);
}

TokenTable::TokenTable() : current_(new Slots(first_size)) {}

TokenTable::~TokenTable() {
  const std::unique_ptr<Slots> slots(current_.load(std::memory_order_relaxed));
  for_each(*slots, [](TokenEntry* entry) { entry->destroy(); });
}

template <class Visit>
void TokenTable::for_each(const Slots& slots, Visit visit) {
  for (std::size_t i = 0; i <= slots.mask; ++i) {
    if (TokenEntry* const entry = slots.entries[i].load(std::memory_order_relaxed)) visit(entry);
  }
}

TokenEntry* TokenTable::find(const TokenKey& key) const noexcept {
  const std::uint64_t hash = key.hash();
  const Slots& slots = *current_.load(std::memory_order_acquire);
  for (std::size_t i = hash & slots.mask;; i = (i + 1) & slots.mask) {
    TokenEntry* const entry = slots.entries[i].load(std::memory_order_acquire);
    if (entry == nullptr || entry->matches(key, hash)) return entry;
  }
}

TokenEntry& TokenTable::find_or_add(const TokenKey& key) {
  if (TokenEntry* const entry = find(key)) return *entry;
  if ((count_ + 1) * 2 > current_.load(std::memory_order_relaxed)->mask) grow();
  TokenEntry* const entry = TokenEntry::make(key, key.hash());
  place(*current_.load(std::memory_order_relaxed), entry);
  ++count_;
  return *entry;
}

void TokenTable::place(Slots& slots, TokenEntry* entry) noexcept {
  std::size_t i = entry->hash() & slots.mask;
  while (slots.entries[i].load(std::memory_order_relaxed) != nullptr) i = (i + 1) & slots.mask;
  slots.entries[i].store(entry, std::memory_order_release);
}

void TokenTable::grow() {
  Slots* const smaller = current_.load(std::memory_order_relaxed);
  auto larger = std::make_unique<Slots>((smaller->mask + 1) * 2);
  for_each(*smaller, [&](TokenEntry* entry) { place(*larger, entry); });
  larger->smaller.reset(smaller);
  current_.store(larger.release(), std::memory_order_release);
}

}  // namespace azcred
