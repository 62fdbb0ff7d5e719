// The place where a cache keeps one token, and how a token's references are counted without two processors writing to the same
// cache line.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>

#include "base/short_lock.h"
#include "credential/shared_token.h"

namespace azcred {

class SharedToken;

struct alignas(64) TokenShard {
  std::atomic<std::uint64_t> mark;
  SharedToken* token;
  std::atomic<std::int64_t> count;  ///< handles given out of this shard, plus one while a cache holds the token
};

/// The token itself, followed by its shards.
class SharedToken {
 public:
  static constexpr std::uint64_t live_mark = 0x617a'6372'746f'6b31;

  static SharedToken* make(AccessToken content, unsigned shard_count);
  const AccessToken& content() const noexcept { return content_; }
  TokenShard* first_shard() noexcept;
  unsigned shard_count() const noexcept { return shard_count_; }

  /// One reference on every shard, so that readers of any shard may take more. The caller holds a reference.
  void hold() noexcept;
  void let_go() noexcept;
  void drop_from(TokenShard& shard) noexcept;

 private:
  static constexpr std::align_val_t alignment{alignof(TokenShard)};
  static const std::size_t shards_offset;

  SharedToken(AccessToken content, unsigned shard_count) noexcept : content_(std::move(content)), shard_count_(shard_count) {}
  void end_shard() noexcept;
  void destroy() noexcept;

  AccessToken content_;
  unsigned shard_count_;
  std::atomic<std::int64_t> live_shards_{1};
};
inline constexpr std::size_t SharedToken::shards_offset =
    (sizeof(SharedToken) + alignof(TokenShard) - 1) / alignof(TokenShard) * alignof(TokenShard);

/// One lock per processor group: a reader takes that of its own, a writer passes through all of them, which waits until every
/// reader that may have seen the old token has counted its reference.
struct alignas(64) ReaderLock {
  ShortLock lock;
};

/// Holds at most one token. Readers and one writer at a time.
class TokenSlot {
 public:
  ~TokenSlot() {
    if (SharedToken* const token = token_.load(std::memory_order_relaxed)) token->let_go();
  }
  TokenSlot() = default;
  TokenSlot(const TokenSlot&) = delete;
  TokenSlot& operator=(const TokenSlot&) = delete;

  /// A handle counted on the shard of `lock`, or an empty one.
  TokenHandle read(ReaderLock* locks, unsigned shard) const noexcept {
    ReaderLock& mine = locks[shard];
    mine.lock.lock();
    SharedToken* const token = token_.load(std::memory_order_acquire);
    TokenShard* counted = nullptr;
    if (token != nullptr) {
      counted = &token->first_shard()[shard];
      counted->count.fetch_add(1, std::memory_order_relaxed);
    }
    mine.lock.unlock();
    return TokenHandle::adopt(counted);
  }

  /// Keeps `token` (made with as many shards as there are locks) instead of what was here.
  void replace(const TokenHandle& token, ReaderLock* locks, unsigned lock_count) noexcept;

 private:
  std::atomic<SharedToken*> token_{nullptr};
};

}  // namespace azcred
