#include "credential/chain_credential.h"

namespace azcred {

namespace {

ErrorPtr none_available(std::string_view chain, std::vector<ErrorPtr> causes) {
  Text fact = "none of the chain's credentials is available"_t;
  for (const ErrorPtr& cause : causes) fact.add(text(" | "_t, known(cause->message)));
  return fail({.status = Status::unavailable,
               .source = std::string(chain),
               .fact = std::move(fact),
               .hint = "Run on a host with an identity, or configure one of these credentials"_t,
               .causes = std::move(causes)});
}

/// The error of the link that ended the walk, with what the links before it said.
ErrorPtr stopped(std::string_view chain, std::vector<ErrorPtr> causes) {
  Error error = *causes.back();
  error.fact = text("stopped at "_t, known(causes.back()->message));
  error.hint = {};
  error.source = chain;
  error.causes = std::move(causes);
  return fail(std::move(error));
}

}  // namespace

ChainCredential::ChainCredential(Parts parts) : parts_(std::move(parts)) {}

TokenHandle ChainCredential::cached(std::string_view scope) noexcept {
  const std::size_t winner = winner_.load(std::memory_order_acquire);
  if (winner == undecided || parts_.expected.is_set()) return {};
  return parts_.links[winner]->cached(scope);
}

Result<TokenHandle> ChainCredential::get(const TokenRequest& request, Wants wants, const Limits& limits) {
  TokenRequest chained = request;
  chained.chained = true;
  const std::size_t winner = winner_.load(std::memory_order_acquire);
  if (winner != undecided) return checked(parts_.links[winner]->get(chained, wants, limits));
  return checked(walk(chained, wants, limits));
}

Result<TokenHandle> ChainCredential::walk(const TokenRequest& request, Wants wants, const Limits& limits) {
  std::vector<ErrorPtr> causes;
  for (std::size_t i = 0; i < parts_.links.size(); ++i) {
    auto result = parts_.links[i]->get(request, wants, limits);
    if (result.ok()) {
      std::size_t winner = undecided;
      if (!winner_.compare_exchange_strong(winner, i, std::memory_order_acq_rel) && winner != i) {
        // Another thread was faster and found another link: the whole program gets one identity.
        return parts_.links[winner]->get(request, wants, limits);
      }
      parts_.log->write(LogLevel::info, parts_.name, text("uses "_t, known(result.value()->source), " from now on"_t));
      return result;
    }
    causes.push_back(std::move(result).error());
    // Nor does an empty cache move on: that some later link has a token says nothing about this one.
    if (causes.back()->status != Status::unavailable) return stopped(parts_.name, std::move(causes));
    parts_.log->write(LogLevel::debug, parts_.name, text("goes on after "_t, known(causes.back()->message)));
  }
  return none_available(parts_.name, std::move(causes));
}

Result<TokenHandle> ChainCredential::checked(Result<TokenHandle> result) const {
  if (!result.ok()) return result;
  if (auto refusal = parts_.expected.refusal(result.value()->value.reveal(), result.value()->source)) return refusal;
  return result;
}

}  // namespace azcred
