// The place where a cache keeps one token, and how a token's references are counted without two processors writing to the same
// cache line.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>

#include "credential/shared_token.h"
#include "host/reader_lock.h"

namespace azcred {

class SharedToken;

/// Counts references on a cache line of its own. While a cache holds the token, `count` is so large that it cannot reach zero,
/// and the references given out are counted apart, by a plain store under the reader lock of the same index: letting go adds
/// the two up.
struct alignas(64) TokenShard {
  std::atomic<std::uint64_t> mark;
  SharedToken* token;
  std::int64_t given_out;
  std::atomic<std::int64_t> count;
};

/// The token itself, followed by its shards.
class SharedToken {
 public:
  static constexpr std::uint64_t live_mark = 0x617a'6372'746f'6b31;

  static SharedToken* make(AccessToken content, unsigned shard_count);
  const AccessToken& content() const noexcept { return content_; }
  TokenShard* first_shard() noexcept;
  unsigned shard_count() const noexcept { return shard_count_; }

  /// Lets readers take references on every shard. The caller has a reference.
  void hold() noexcept;
  /// No reader takes a reference any more.
  void let_go() noexcept;
  void drop_from(TokenShard& shard) noexcept;

 private:
  static constexpr std::align_val_t alignment{alignof(TokenShard)};
  static constexpr std::int64_t held_by_cache = std::int64_t{1} << 60;
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

inline TokenShard* SharedToken::first_shard() noexcept {
  return std::launder(reinterpret_cast<TokenShard*>(reinterpret_cast<std::byte*>(this) + shards_offset));
}

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
    mine.lock();
    SharedToken* const token = token_.load(std::memory_order_acquire);
    TokenShard* counted = nullptr;
    if (token != nullptr) {
      counted = &token->first_shard()[shard];
      ++counted->given_out;
    }
    mine.unlock();
    return TokenHandle::adopt(counted);
  }

  /// Starts to fetch what read() and its caller will look at. The token may be gone by then: this follows no pointer.
  void prefetch(unsigned shard) const noexcept {
    SharedToken* const token = token_.load(std::memory_order_relaxed);
    if (token == nullptr) return;
    __builtin_prefetch(token);
    __builtin_prefetch(&token->first_shard()[shard], 1);
  }

  /// Keeps `token` (made with as many shards as there are locks) instead of what was here. Passes through every lock, so that
  /// whoever may have seen the old token has counted its reference.
  void replace(const TokenHandle& token, ReaderLock* locks, unsigned lock_count) noexcept;

 private:
  std::atomic<SharedToken*> token_{nullptr};
};

}  // namespace azcred
