#include "source/managed_identity/metadata_exchange.h"

#include "base/ascii.h"
#include "base/guid.h"

namespace azcred {

namespace {

std::string_view without_trailing_slashes(std::string_view text) noexcept {
  while (text.ends_with('/')) text.remove_suffix(1);
  return text;
}

/// The echo of App Service and IMDS "matches the resource query string parameter of the request" (MicrosoftDocs/azure-docs,
/// overview-managed-identity); other hosts are known to answer for another audience (hashicorp/go-azure-helpers#51). A resource
/// may be named by its URI and by its application id: the two cannot be compared.
bool is_other_resource(std::string_view echo, std::string_view asked) noexcept {
  if (echo.empty() || is_guid(echo) != is_guid(asked)) return false;
  return !equal_ignoring_case(without_trailing_slashes(echo), without_trailing_slashes(asked));
}

}  // namespace

MetadataExchange::MetadataExchange(const Setup& setup, const EndpointFacts& facts, MissingEcho missing_echo)
    : Exchange(setup.exchange(facts)), selector_(setup.selector), missing_echo_(missing_echo) {}

Result<AccessToken> MetadataExchange::ask(const Request& request, std::string_view resource, const TokenRequest& asked,
                                          const Limits& limits) const {
  const auto answer = send(request, asked, limits);
  if (!answer) return no_answer(answer.error(), request, limits);
  if (answer->response.status != 200) return refused(answer.value());
  return take(answer.value(), resource);
}

Result<AccessToken> MetadataExchange::take(const Answer& answer, std::string_view resource) const {
  auto response = parse_token_response(answer.response.body.reveal(), answer.sent_at_unix_s);
  if (!response) return not_a_token(response.error());
  return take(std::move(response).value(), answer, resource);
}

Result<AccessToken> MetadataExchange::take(TokenResponse response, const Answer& answer, std::string_view resource) const {
  const auto echo = selector_.compare(response);
  if (echo == Selector::Echo::different) {
    return fail({.status = Status::wrong_identity,
                 .source = std::string(source()),
                 .fact = text("a token came for another identity than "_t, selector_.in_words(), " and was thrown away"_t),
                 .hint = "Check which identities are assigned here"_t,
                 .http_status = 200});
  }
  if (echo == Selector::Echo::absent && selector_.kind() != Selector::Kind::system_assigned &&
      missing_echo_ == MissingEcho::refused) {
    return fail({.status = Status::wrong_identity,
                 .source = std::string(source()),
                 .fact = text("a token came without saying that it is for "_t, selector_.in_words(), " and was thrown away"_t),
                 .hint = "Update the agent to a version that knows user-assigned identities, or use the system-assigned one"_t,
                 .http_status = 200});
  }
  if (is_other_resource(response.resource, resource)) {
    return fail({.status = Status::protocol,
                 .source = std::string(source()),
                 .fact = text("a token came for another resource than "_t, shown(resource), " and was thrown away"_t),
                 .hint = "Check the scope against what the host supports"_t,
                 .http_status = 200});
  }
  return token(std::move(response), answer);
}

}  // namespace azcred
