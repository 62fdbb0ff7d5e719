// What one kind of Azure host does with a request for a token: its URL, its rules, its JSON.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "emulator/http_message.h"
#include "emulator/identity.h"
#include "emulator/token_issuer.h"

namespace azcred::emulator {

using Variables = std::vector<std::pair<std::string, std::string>>;

/// What a valid request asks for.
struct Wish {
  std::string resource;
  std::optional<Selector> selector;
  bool as_user = false;    ///< the platform answers with a token of the signed-in person
  std::string dialect;     ///< for platforms that speak several api-versions
  std::string credential;  ///< what the request proved itself with, for platforms that accept it once
};

struct Grant {
  IssuedToken token;
  const Identity* identity = nullptr;  ///< null for a token of the signed-in person
  std::string tenant_id;
  Wish wish;
};

/// Why a valid request gets no token.
enum class Refusal {
  no_identity,         ///< none was named, and the machine has none to give
  several_identities,  ///< none was named, and there are several to choose from
  unknown_identity,    ///< the named one is not assigned to this machine
  not_yet_assigned,    ///< identities are still being propagated to this machine
  unknown_resource,    ///< the tenant knows no such resource
};

class Platform {
 public:
  virtual ~Platform() = default;
  virtual const char* name() const = 0;
  /// The variables the platform gives to its programs; `origin` such as "http://127.0.0.1:8080".
  virtual Variables variables(const std::string& origin) const = 0;
  virtual bool uses_tls() const { return false; }
  /// The reply if the request breaks the platform's rules.
  virtual std::variant<Wish, HttpReply> judge(const HttpRequest& request) = 0;
  /// The default is IMDS' rule: the system-assigned identity, else the only user-assigned one.
  virtual std::variant<const Identity*, Refusal> choose(const IdentitySet& identities, const Wish& wish) const;
  virtual HttpReply grant(const Grant& grant) = 0;
  virtual HttpReply refuse(Refusal refusal, const Wish& wish, const std::string& tenant_id) const = 0;
  /// A failure of the service itself, such as 429 or 500.
  virtual HttpReply fail(int status) const = 0;
  /// Whether the platform has this resource, when the user listed none.
  virtual bool knows(const std::string&) const { return true; }
};

}  // namespace azcred::emulator
