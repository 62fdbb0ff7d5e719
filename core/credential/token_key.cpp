#include "credential/token_key.h"

#include <functional>

namespace azcred {

std::uint64_t TokenKey::hash() const noexcept {
  const std::uint64_t scope_hash = std::hash<std::string_view>()(scope);
  if (tenant_id.empty() && !cae_enabled) return scope_hash;
  return (scope_hash * 31 + std::hash<std::string_view>()(tenant_id)) * 31 + (cae_enabled ? 1 : 0);
}

OwnedTokenKey::OwnedTokenKey(const TokenRequest& request) {
  for (const std::string_view scope : request.scopes) {
    if (!text_.empty()) text_ += ' ';
    text_ += scope;
  }
  const std::size_t scope_size = text_.size();
  text_ += request.tenant_id;
  const std::string_view whole = text_;
  view_ = {whole.substr(0, scope_size), whole.substr(scope_size), request.cae_enabled};
}

}  // namespace azcred
