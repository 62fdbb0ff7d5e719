#include "credential/token_table.h"

namespace azcred {

namespace {
constexpr std::size_t first_size = 8;
}

TokenEntry::TokenEntry(const TokenKey& key, std::uint64_t hash) : hash_(hash) {
  text_.reserve(key.scope.size() + key.tenant_id.size());
  text_.append(key.scope).append(key.tenant_id);
  const std::string_view whole = text_;
  key_ = {whole.substr(0, key.scope.size()), whole.substr(key.scope.size()), key.cae_enabled};
}

TokenTable::TokenTable() : current_(new Slots(first_size)) {}

TokenTable::~TokenTable() {
  const std::unique_ptr<Slots> slots(current_.load(std::memory_order_relaxed));
  for_each(*slots, [](TokenEntry* entry) { delete entry; });
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
  auto entry = std::make_unique<TokenEntry>(key, key.hash());
  place(*current_.load(std::memory_order_relaxed), entry.get());
  ++count_;
  return *entry.release();
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
