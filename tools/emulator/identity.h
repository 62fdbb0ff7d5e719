// The managed identities of the emulated machine.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azcred::emulator {

struct Identity {
  std::string name;  ///< "system-assigned", or the name of the user-assigned identity
  std::string client_id;
  std::string object_id;
  std::string resource_id;
  bool system_assigned = false;
};

enum class SelectorKind { client_id, object_id, resource_id };

struct Selector {
  SelectorKind kind;
  std::string value;
};

class IdentitySet {
 public:
  explicit IdentitySet(std::vector<Identity> identities) : identities_(std::move(identities)) {}

  const std::vector<Identity>& all() const { return identities_; }
  /// Ids compare without case, as GUIDs and Azure resource ids do. Null if there is none.
  const Identity* find(const Selector& selector) const;
  const Identity* system_assigned() const;
  std::vector<const Identity*> user_assigned() const;

 private:
  std::vector<Identity> identities_;
};

/// What `--user-assigned` says, such as "name=web,client-id=GUID"; ids that are not given follow from the tenant and the name.
/// On failure: what is wrong with the text, in `problem`.
std::optional<Identity> parse_user_assigned(std::string_view text, std::string_view tenant_id, std::string& problem);
/// The same for `--system-assigned`; `resource_type` is that of the host, such as "Microsoft.Compute/virtualMachines".
std::optional<Identity> parse_system_assigned(std::string_view text, std::string_view tenant_id,
                                              const std::string& resource_type, std::string& problem);

}  // namespace azcred::emulator
