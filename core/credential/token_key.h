// What makes two requests to one credential ask for the same token.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "source/token_source.h"

namespace azcred {

/// Scopes (in the order given, joined by a space), tenant and CAE. Identity and authority are fixed per credential, so they
/// need not be in the key: a cache never spans two credentials.
struct TokenKey {
  std::string_view scope;
  std::string_view tenant_id;
  bool cae_enabled = false;

  friend bool operator==(const TokenKey&, const TokenKey&) = default;
  std::uint64_t hash() const noexcept;
};

/// Owns the text of a key.
class OwnedTokenKey {
 public:
  explicit OwnedTokenKey(const TokenRequest& request);
  const TokenKey& view() const noexcept { return view_; }
  OwnedTokenKey(const OwnedTokenKey&) = delete;
  OwnedTokenKey& operator=(const OwnedTokenKey&) = delete;

 private:
  std::string text_;
  TokenKey view_;
};

}  // namespace azcred
