// azcred_token is a reference to a shared token and nothing more: a get allocates nothing.
#pragma once
#include "azcred/token.h"
#include "credential/shared_token.h"

namespace azcred::capi {

inline azcred_token* hand_out(TokenHandle token) noexcept { return reinterpret_cast<azcred_token*>(token.release()); }

inline const TokenShard* shard_of(const azcred_token* token) noexcept { return reinterpret_cast<const TokenShard*>(token); }

}  // namespace azcred::capi
