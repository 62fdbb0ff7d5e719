// The tokens of one credential by what was asked for: readers never wait, and whoever forks in the middle of a change leaves
// the child a whole table.
#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "credential/token_key.h"
#include "credential/token_slot.h"

namespace azcred {

/// One cached token. Stays where it is for the life of its table; its key stands right behind it, so that finding it costs one
/// look at memory.
class TokenEntry {
 public:
  static TokenEntry* make(const TokenKey& key, std::uint64_t hash);
  void destroy() noexcept;

  TokenSlot token;
  /// Until when the token may be handed out without asking anybody whether it is time for a new one (Host::now).
  std::atomic<std::int64_t> quiet_until_ns{0};

  bool matches(const TokenKey& other, std::uint64_t hash) const noexcept { return hash == hash_ && other == key(); }
  std::uint64_t hash() const noexcept { return hash_; }
  TokenKey key() const noexcept {
    const char* const text = reinterpret_cast<const char*>(this + 1);
    return {{text, scope_size_}, {text + scope_size_, tenant_id_size_}, cae_enabled_};
  }

 private:
  TokenEntry(const TokenKey& key, std::uint64_t hash) noexcept;
  ~TokenEntry() = default;

  std::uint64_t hash_;
  std::uint32_t scope_size_;
  std::uint16_t tenant_id_size_;
  bool cae_enabled_;
};

/// Any number of readers; one writer at a time. Entries are only ever added.
class TokenTable {
 public:
  TokenTable();
  ~TokenTable();
  TokenTable(const TokenTable&) = delete;
  TokenTable& operator=(const TokenTable&) = delete;

  /// Null if there is none.
  TokenEntry* find(const TokenKey& key) const noexcept;
  /// For the writer. Throws std::bad_alloc, and then nothing has changed.
  TokenEntry& find_or_add(const TokenKey& key);

 private:
  struct Slots {
    explicit Slots(std::size_t size) : mask(size - 1), entries(new std::atomic<TokenEntry*>[size]()) {}
    std::size_t mask;
    std::unique_ptr<std::atomic<TokenEntry*>[]> entries;
    std::unique_ptr<Slots> smaller;  ///< the table before this one: a reader may still be in it
  };
  static void place(Slots& slots, TokenEntry* entry) noexcept;
  void grow();
  template <class Visit>
  static void for_each(const Slots& slots, Visit visit);

  std::atomic<Slots*> current_;
  std::size_t count_ = 0;
};

}  // namespace azcred
