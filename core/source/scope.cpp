#include "source/scope.h"

#include <algorithm>

namespace azcred {

namespace {
ErrorPtr invalid(std::string_view source, Text fact) {
  return fail({.status = Status::invalid_argument,
               .source = std::string(source),
               .fact = std::move(fact),
               .hint = "Ask for one scope, such as 'https://vault.azure.net/.default'"_t});
}

bool is_visible(char c) noexcept { return c > 0x20 && c < 0x7f; }
}  // namespace

Result<std::string> resource_from_scopes(std::string_view source, std::span<const std::string_view> scopes) {
  if (scopes.empty()) return invalid(source, "no scope was named"_t);
  if (scopes.size() > 1) {
    return invalid(source, text("a managed identity gives a token for one scope at a time, not for "_t, scopes.size()));
  }
  std::string_view scope = scopes.front();
  if (scope.empty()) return invalid(source, "the scope is empty"_t);
  if (scope.size() > longest_scope) return invalid(source, text("the scope is longer than "_t, longest_scope, " bytes"_t));
  if (!std::all_of(scope.begin(), scope.end(), is_visible)) {
    return invalid(source, text("the scope "_t, shown(scope), " holds a space or a character outside printable ASCII"_t));
  }
  constexpr std::string_view suffix = "/.default";
  if (scope.ends_with(suffix)) scope.remove_suffix(suffix.size());
  if (scope.empty()) return invalid(source, "the scope '/.default' names no resource"_t);
  return std::string(scope);
}

}  // namespace azcred
