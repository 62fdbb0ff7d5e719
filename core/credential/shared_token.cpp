#include "credential/shared_token.h"

#include <new>

#include "credential/token_slot.h"

namespace azcred {

SharedToken* SharedToken::make(AccessToken content, unsigned shard_count) {
  void* const memory = operator new(shards_offset + shard_count * sizeof(TokenShard), alignment);
  auto* const token = new (memory) SharedToken(std::move(content), shard_count);
  for (unsigned i = 0; i < shard_count; ++i) {
    new (static_cast<std::byte*>(memory) + shards_offset + i * sizeof(TokenShard)) TokenShard{live_mark, token, 0, 0};
  }
  token->first_shard()->count.store(1, std::memory_order_relaxed);
  return token;
}

void SharedToken::destroy() noexcept {
  for (unsigned i = 0; i < shard_count_; ++i) first_shard()[i].mark.store(0, std::memory_order_relaxed);
  this->~SharedToken();
  operator delete(this, alignment);
}

void SharedToken::hold() noexcept {
  for (unsigned i = 0; i < shard_count_; ++i) {
    if (first_shard()[i].count.fetch_add(held_by_cache, std::memory_order_relaxed) == 0) {
      live_shards_.fetch_add(1, std::memory_order_relaxed);
    }
  }
}

void SharedToken::let_go() noexcept {
  // The last shard may end the token: nothing of it is looked at after that.
  const unsigned shard_count = shard_count_;
  TokenShard* const shards = first_shard();
  live_shards_.fetch_add(1, std::memory_order_relaxed);
  for (unsigned i = 0; i < shard_count; ++i) {
    const std::int64_t change = shards[i].given_out - held_by_cache;
    if (shards[i].count.fetch_add(change, std::memory_order_acq_rel) + change == 0) end_shard();
  }
  end_shard();
}

void SharedToken::drop_from(TokenShard& shard) noexcept {
  if (shard.count.fetch_sub(1, std::memory_order_acq_rel) == 1) end_shard();
}

void SharedToken::end_shard() noexcept {
  if (live_shards_.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy();
}

void TokenHandle::drop() noexcept {
  SharedToken* const token = shard_->token;
  token->drop_from(*std::exchange(shard_, nullptr));
}

const AccessToken& TokenHandle::operator*() const noexcept { return shard_->token->content(); }

SharedToken* TokenHandle::token() const noexcept { return shard_->token; }

TokenHandle TokenHandle::share() const noexcept {
  if (shard_ != nullptr) shard_->count.fetch_add(1, std::memory_order_relaxed);
  return adopt(shard_);
}

bool is_live(const TokenShard* shard) noexcept {
  if (shard == nullptr || reinterpret_cast<std::uintptr_t>(shard) % alignof(TokenShard) != 0) return false;
  return shard->mark.load(std::memory_order_relaxed) == SharedToken::live_mark;
}

const AccessToken& content(const TokenShard* shard) noexcept { return shard->token->content(); }

TokenHandle share_token(AccessToken token, unsigned shard_count) {
  return TokenHandle::adopt(SharedToken::make(std::move(token), shard_count)->first_shard());
}

}  // namespace azcred
