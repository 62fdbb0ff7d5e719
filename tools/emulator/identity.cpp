// The managed identities of the emulated machine.
#include "emulator/identity.h"

#include <strings.h>

#include "guid/guid.h"

namespace azcred::emulator {
namespace {

const std::string& id_of(const Identity& identity, SelectorKind kind) {
  switch (kind) {
    case SelectorKind::client_id: return identity.client_id;
    case SelectorKind::object_id: return identity.object_id;
    case SelectorKind::resource_id: break;
  }
  return identity.resource_id;
}

bool same_id(const std::string& left, const std::string& right) { return strcasecmp(left.c_str(), right.c_str()) == 0; }

/// Stores one key=value; false if the key is unknown, given twice or its value is not of the right form.
bool store(Identity& identity, std::string_view key, std::string_view value, std::string& problem) {
  std::string* field = nullptr;
  if (key == "name" && !identity.system_assigned) field = &identity.name;
  if (key == "client-id") field = &identity.client_id;
  if (key == "object-id") field = &identity.object_id;
  if (key == "resource-id") field = &identity.resource_id;
  if (field == nullptr) {
    problem = "'" + std::string(key) + "' is not one of " + (identity.system_assigned ? "" : "name, ") +
              "client-id, object-id, resource-id";
    return false;
  }
  if (!field->empty()) {
    problem = std::string(key) + " is given twice";
    return false;
  }
  if ((field == &identity.client_id || field == &identity.object_id) && !looks_like_guid(value)) {
    problem = std::string(key) + " '" + std::string(value) + "' is not a GUID";
    return false;
  }
  if (value.empty() || (field == &identity.resource_id && value.front() != '/')) {
    problem = std::string(key) + (value.empty() ? " has no value" : " does not start with '/'");
    return false;
  }
  *field = value;
  return true;
}

void derive_missing_ids(Identity& identity, std::string_view tenant_id, const std::string& resource_type) {
  const auto tenant = "azcred emulator/" + std::string(tenant_id) + "/";
  if (identity.client_id.empty()) identity.client_id = guid_of(tenant + identity.name + "/client");
  if (identity.object_id.empty()) identity.object_id = guid_of(tenant + identity.name + "/object");
  if (!identity.resource_id.empty()) return;
  identity.resource_id = "/subscriptions/" + guid_of(tenant + "subscription") + "/resourcegroups/emulator/providers/" +
                         resource_type + "/" + (identity.system_assigned ? "emulator" : identity.name);
}

/// Stores every key=value of the text.
bool store_all(Identity& identity, std::string_view text, std::string& problem) {
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto item = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    const auto equals = item.find('=');
    if (equals == std::string_view::npos) {
      problem = "'" + std::string(item) + "' is not of the form key=value";
      return false;
    }
    if (!store(identity, item.substr(0, equals), item.substr(equals + 1), problem)) return false;
  }
  return true;
}

}  // namespace

const Identity* IdentitySet::find(const Selector& selector) const {
  for (const auto& identity : identities_) {
    if (same_id(id_of(identity, selector.kind), selector.value)) return &identity;
  }
  return nullptr;
}

const Identity* IdentitySet::system_assigned() const {
  for (const auto& identity : identities_) {
    if (identity.system_assigned) return &identity;
  }
  return nullptr;
}

std::vector<const Identity*> IdentitySet::user_assigned() const {
  std::vector<const Identity*> found;
  for (const auto& identity : identities_) {
    if (!identity.system_assigned) found.push_back(&identity);
  }
  return found;
}

std::optional<Identity> parse_user_assigned(std::string_view text, std::string_view tenant_id, std::string& problem) {
  Identity identity;
  if (!store_all(identity, text, problem)) return std::nullopt;
  if (identity.name.empty()) {
    problem = "a user-assigned identity needs name=NAME";
    return std::nullopt;
  }
  derive_missing_ids(identity, tenant_id, "Microsoft.ManagedIdentity/userAssignedIdentities");
  return identity;
}

std::optional<Identity> parse_system_assigned(std::string_view text, std::string_view tenant_id,
                                              const std::string& resource_type, std::string& problem) {
  Identity identity{.system_assigned = true};
  if (!store_all(identity, text, problem)) return std::nullopt;
  identity.name = "system-assigned";
  derive_missing_ids(identity, tenant_id, resource_type);
  return identity;
}

}  // namespace azcred::emulator
