#include "source/managed_identity/selector.h"

#include <algorithm>
#include <initializer_list>

#include "base/ascii.h"

namespace azcred {

namespace {

constexpr std::size_t longest_id = 200;
constexpr std::size_t longest_resource_id = 2'048;

ErrorPtr invalid(Text fact, Text hint) {
  return fail(
      {.status = Status::invalid_argument, .source = "ManagedIdentity", .fact = std::move(fact), .hint = std::move(hint)});
}

bool is_id_character(char c) noexcept { return is_ascii_letter(c) || is_ascii_digit(c) || c == '.' || c == '_' || c == '-'; }
bool is_visible(char c) noexcept { return c > 0x20 && c < 0x7f; }

template <class Accepts>
bool is_made_of(std::string_view value, std::size_t longest, Accepts accepts) noexcept {
  return value.size() <= longest && std::all_of(value.begin(), value.end(), accepts);
}

}  // namespace

Result<Selector> Selector::judge(std::string_view client_id, std::string_view object_id, std::string_view resource_id) {
  if (!client_id.empty() + !object_id.empty() + !resource_id.empty() > 1) {
    return invalid("more than one of client id, object id and resource id is set"_t,
                   "Name the managed identity by one of them"_t);
  }
  if (!is_made_of(client_id, longest_id, is_id_character)) {
    return invalid(text("the client id "_t, shown(client_id), " is not one"_t),
                   "Give the GUID that Azure shows as client id"_t);
  }
  if (!is_made_of(object_id, longest_id, is_id_character)) {
    return invalid(text("the object id "_t, shown(object_id), " is not one"_t),
                   "Give the GUID that Azure shows as object or principal id"_t);
  }
  if (!is_made_of(resource_id, longest_resource_id, is_visible)) {
    return invalid(text("the resource id "_t, shown(resource_id), " is not one"_t),
                   "Give the whole id, which starts with '/subscriptions/'"_t);
  }
  if (!client_id.empty()) return Selector(Kind::client_id, std::string(client_id));
  if (!object_id.empty()) return Selector(Kind::object_id, std::string(object_id));
  if (!resource_id.empty()) return Selector(Kind::resource_id, std::string(resource_id));
  return Selector(Kind::system_assigned, {});
}

Text Selector::in_words() const {
  switch (kind_) {
    case Kind::client_id: return text("the client id "_t, shown(value_));
    case Kind::object_id: return text("the object id "_t, shown(value_));
    case Kind::resource_id: return text("the resource id "_t, shown(value_));
    case Kind::system_assigned: break;
  }
  return "the system-assigned identity"_t;
}

Selector::Echo Selector::compare(const TokenResponse& response) const noexcept {
  Echo result = Echo::absent;
  const auto look_at = [this, &result](const std::string& echo) {
    if (echo.empty() || result == Echo::different) return;
    result = equal_ignoring_case(echo, value_) ? Echo::same : Echo::different;
  };
  switch (kind_) {
    case Kind::system_assigned: break;
    case Kind::client_id: look_at(response.client_id); break;
    case Kind::object_id: look_at(response.object_id); break;
    case Kind::resource_id:
      // Both spellings are in use: AzureAD/microsoft-authentication-library-for-js#8761.
      look_at(response.msi_res_id);
      look_at(response.mi_res_id);
      break;
  }
  return result;
}

}  // namespace azcred
