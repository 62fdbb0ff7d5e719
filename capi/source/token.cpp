// azcred_token: what is known about an access token.
#include "token_handle.h"

using azcred::AccessToken;

namespace {

/// Null if `token` is no token.
const AccessToken* content_of(const azcred_token* token) noexcept {
  const auto* const shard = azcred::capi::shard_of(token);
  return azcred::is_live(shard) ? &azcred::content(shard) : nullptr;
}

}  // namespace

void azcred_token_free(azcred_token* token) noexcept {
  auto* const shard = reinterpret_cast<azcred::TokenShard*>(token);
  if (azcred::is_live(shard)) azcred::TokenHandle::adopt(shard);
}

const char* azcred_token_value(const azcred_token* token) noexcept {
  const auto* const content = content_of(token);
  return content == nullptr ? "" : content->value.c_str();
}

std::size_t azcred_token_value_size(const azcred_token* token) noexcept {
  const auto* const content = content_of(token);
  return content == nullptr ? 0 : content->value.size();
}

const char* azcred_token_type(const azcred_token* token) noexcept { return content_of(token) == nullptr ? "" : "Bearer"; }

std::int64_t azcred_token_expires_at_unix_s(const azcred_token* token) noexcept {
  const auto* const content = content_of(token);
  return content == nullptr ? 0 : content->expires_at_unix_s;
}

std::int64_t azcred_token_refresh_at_unix_s(const azcred_token* token) noexcept {
  const auto* const content = content_of(token);
  return content == nullptr ? 0 : content->refresh_at_unix_s;
}

const char* azcred_token_source(const azcred_token* token) noexcept {
  const auto* const content = content_of(token);
  return content == nullptr || content->source.empty() ? "" : content->source.data();
}
