#include "credential/expected_identity.h"

#include "base/ascii.h"
#include "oauth/token_identity.h"

namespace azcred {

namespace {

ErrorPtr refuse(std::string_view source, Text fact) {
  return fail({.status = Status::wrong_identity,
               .source = std::string(source),
               .fact = std::move(fact.add("; it was thrown away"_t)),
               .hint = "Name the identity with a client id, object id or resource id, or correct the expected id"_t});
}

ErrorPtr compare(std::string_view source, Literal what, std::string_view expected, std::string_view actual) {
  if (expected.empty() || equal_ignoring_case(expected, actual)) return nullptr;
  if (actual.empty())
    return refuse(source, text("the token does not say its "_t, what, ", which should be "_t, shown(expected)));
  return refuse(source, text("the token is for another "_t, what, " than "_t, shown(expected)));
}

}  // namespace

ExpectedIdentity::ExpectedIdentity(std::string client_id, std::string object_id, std::string tenant_id)
    : client_id_(std::move(client_id)), object_id_(std::move(object_id)), tenant_id_(std::move(tenant_id)) {}

ErrorPtr ExpectedIdentity::refusal(std::string_view token, std::string_view source) const {
  if (!is_set()) return nullptr;
  const auto identity = read_token_identity(token);
  if (!identity) {
    return refuse(source, "the token cannot be read to see whose it is"_t);
  }
  if (auto error = compare(source, "client id"_t, client_id_, identity->client_id)) return error;
  if (auto error = compare(source, "object id"_t, object_id_, identity->object_id)) return error;
  return compare(source, "tenant id"_t, tenant_id_, identity->tenant_id);
}

}  // namespace azcred
