// A token that many callers hold at once.
#pragma once
#include <cstdint>
#include <utility>

#include "source/access_token.h"

namespace azcred {

/// Where one of a token's references is counted: opaque outside shared_token.cpp. The C ABI's azcred_token is one of these.
struct TokenShard;

/// Owns one reference to an immutable token. The last reference wipes and frees it.
class TokenHandle {
 public:
  TokenHandle() noexcept = default;
  TokenHandle(TokenHandle&& other) noexcept : shard_(std::exchange(other.shard_, nullptr)) {}
  TokenHandle& operator=(TokenHandle&& other) noexcept {
    std::swap(shard_, other.shard_);
    return *this;
  }
  TokenHandle(const TokenHandle&) = delete;
  TokenHandle& operator=(const TokenHandle&) = delete;
  ~TokenHandle() {
    if (shard_ != nullptr) drop();
  }

  explicit operator bool() const noexcept { return shard_ != nullptr; }
  const AccessToken& operator*() const noexcept;
  const AccessToken* operator->() const noexcept { return &**this; }

  /// Gives the reference away to somebody who will adopt() it back.
  TokenShard* release() noexcept { return std::exchange(shard_, nullptr); }
  static TokenHandle adopt(TokenShard* shard) noexcept {
    TokenHandle handle;
    handle.shard_ = shard;
    return handle;
  }
  /// Another reference to the same token.
  TokenHandle share() const noexcept;
  /// What is counted; only for the cache.
  class SharedToken* token() const noexcept;

 private:
  void drop() noexcept;
  TokenShard* shard_ = nullptr;
};

/// Whether `shard` is a live handle, as far as its memory can still tell: false for null, for a handle of another kind and,
/// mostly, for one that was freed.
bool is_live(const TokenShard* shard) noexcept;
const AccessToken& content(const TokenShard* shard) noexcept;

/// The first handle of a new token. `shard_count` is a power of two: how many processors may count references without
/// disturbing each other. Throws std::bad_alloc.
TokenHandle share_token(AccessToken token, unsigned shard_count);

}  // namespace azcred
