#include "source/exchange.h"

#include <algorithm>

#include "base/url.h"

namespace azcred {

namespace {

constexpr std::int64_t five_minutes_s = 300;

/// Remembers when the last request went out: an answer counts its seconds from there, not from before the pauses.
class StampingTransport final : public Transport {
 public:
  StampingTransport(Transport& inner, Host& host) : inner_(inner), host_(host) {}

  Result<Response, TransportFailure> send(const Request& request, const Limits& limits) override {
    sent_at = host_.now();
    sent_at_unix_s = host_.unix_s();
    return inner_.send(request, limits);
  }

  Instant sent_at;
  std::int64_t sent_at_unix_s = 0;

 private:
  Transport& inner_;
  Host& host_;
};

bool is_transient(int http_status) noexcept {
  return http_status == 408 || http_status == 410 || http_status == 429 || (http_status >= 500 && http_status <= 599);
}

Literal description_text(const Refusal& refusal) noexcept {
  switch (refusal.error.description) {
    case KnownDescription::identity_not_found: return "the managed identity asked for does not exist here"_t;
    case KnownDescription::several_identities: return "there are several user-assigned identities and none was named"_t;
    case KnownDescription::unknown_resource: return "the resource asked for is not known to the tenant"_t;
    case KnownDescription::metadata_header_missing: return "the endpoint misses the header 'Metadata: true', which was sent"_t;
    case KnownDescription::identity_not_loaded: return "the app has no such managed identity, or several and none was named"_t;
    case KnownDescription::audience_not_supported: return "the host gives no tokens for the resource asked for"_t;
    case KnownDescription::not_ready_yet: return "the host is not ready to give tokens yet"_t;
    case KnownDescription::address_unreachable: return "a proxy answered that it cannot reach the endpoint"_t;
    case KnownDescription::none: break;
  }
  const int status = refusal.http_status;
  if (status == 429) return "the service asks to be called less often"_t;
  if (is_transient(status)) return "the service failed"_t;
  if (status >= 300 && status <= 399) return "the service redirects elsewhere, which is not followed"_t;
  if (status == 200) return "the service answered with an error under a status of success"_t;
  if (status < 400 || status > 499) return "the service answered in a way that is not part of its protocol"_t;
  return "the service refused the request"_t;
}

Text fact_of(const Refusal& refusal) {
  Text fact = text(description_text(refusal), " (HTTP status "_t, refusal.http_status);
  if (!refusal.error.code.empty()) fact.add(", "_t).add_known(refusal.error.code);
  if (refusal.error.aadsts != 0) fact.add(", AADSTS"_t).add(refusal.error.aadsts);
  return fact.add(")"_t);
}

std::string origin_of(const std::string& url) {
  const auto parsed = Url::parse(url);
  return parsed ? parsed->origin() : std::string();
}

Status failure_status(TransportFailure::Kind kind) noexcept {
  using enum TransportFailure::Kind;
  switch (kind) {
    case too_large:
    case malformed: return Status::protocol;
    case cancelled: return Status::cancelled;
    case resources: return Status::out_of_memory;
    case resolve:
    case connect:
    case tls:
    case timeout:
    case interrupted:
    case hook: break;
  }
  return Status::network;
}

bool may_pass(TransportFailure::Kind kind) noexcept {
  using enum TransportFailure::Kind;
  return kind == resolve || kind == connect || kind == timeout || kind == interrupted || kind == resources;
}

}  // namespace

Exchange::Exchange(const EndpointFacts& facts, std::shared_ptr<Host> host, std::shared_ptr<Transport> transport, LogPtr log)
    : facts_(facts), host_(std::move(host)), transport_(std::move(transport)), log_(std::move(log)) {}

Status Exchange::status_of(int http_status) noexcept {
  if (is_transient(http_status)) return Status::service;
  return http_status >= 400 && http_status <= 499 ? Status::authentication_failed : Status::protocol;
}

Result<Exchange::Answer, TransportFailure> Exchange::send(const Request& request, const TokenRequest& asked,
                                                          const Limits& limits, Presence presence) const {
  RetryPolicy policy = facts_.policy;
  policy.retries_connect = presence == Presence::known;
  if (asked.single_try) {
    policy.most_retries = 0;
    policy.gone_for_ms = 0;
  }
  StampingTransport stamping(*transport_, *host_);
  auto response = send_with_retries(stamping, *host_, request, policy, limits, *log_, facts_.source);
  if (!response) return std::move(response).error();
  return Answer{std::move(response).value(), stamping.sent_at, stamping.sent_at_unix_s};
}

ErrorPtr Exchange::no_answer(const TransportFailure& failure, const Request& request, const Limits& limits) const {
  Error error{.source = std::string(facts_.source)};
  if (limits.cancelled() || failure.kind == TransportFailure::Kind::cancelled) {
    error.status = Status::cancelled;
    error.fact = "the call was cancelled"_t;
    return fail(std::move(error));
  }
  if (failure.kind == TransportFailure::Kind::timeout && limits.deadline.passed(host_->now())) {
    error.status = Status::timeout;
    error.fact = text("no answer from "_t, shown(origin_of(request.url)), " by the deadline of this call"_t);
    error.hint = "Allow more time"_t;
    error.retryable = true;
    return fail(std::move(error));
  }
  error.status = failure_status(failure.kind);
  error.fact = text("no usable answer from "_t, shown(origin_of(request.url)), ": "_t, failure.fact);
  error.hint = facts_.no_answer_hint;
  error.retryable = may_pass(failure.kind);
  error.untried_at = failure.untried_at;
  return fail(std::move(error));
}

ErrorPtr Exchange::refused(const Answer& answer) const {
  return refused(answer, says_not_ready_yet(answer.response) ? Status::service : status_of(answer.response.status));
}

ErrorPtr Exchange::refused(const Answer& answer, Status status) const {
  return refusal({answer.response.status, read_service_error(answer.response), answer.response.untried_at}, status,
                 retry_after_ms(answer.response, host_->unix_s()));
}

ErrorPtr Exchange::not_a_token(const TokenResponseFault& fault) const {
  if (fault.says_error) return refusal({200, fault.service_error}, Status::authentication_failed, -1);
  return fail({.status = Status::protocol,
               .source = std::string(facts_.source),
               .fact = fault.fact,
               .hint = fault.hint,
               .http_status = 200});
}

ErrorPtr Exchange::refusal(const Refusal& refusal, Status status, std::int64_t retry_after_ms) const {
  return fail({.status = status,
               .source = std::string(facts_.source),
               .fact = fact_of(refusal),
               .hint = facts_.refusal_hint(refusal),
               .service_code = std::string(refusal.error.code),
               .aadsts = refusal.error.aadsts,
               .correlation_id = refusal.error.correlation_id,
               .http_status = refusal.http_status,
               .retryable = is_transient(refusal.http_status) || refusal.error.description == KnownDescription::not_ready_yet,
               .retry_after_ms = retry_after_ms,
               .untried_at = refusal.untried_at});
}

AccessToken Exchange::token(TokenResponse response, const Answer& answer) const {
  const auto after_sending = [&answer](std::int64_t seconds) { return later(answer.sent_at, seconds * 1'000); };
  const std::int64_t latest_refresh_s = std::max<std::int64_t>(response.lifetime_s - five_minutes_s, 0);
  if (log_->enabled(LogLevel::debug)) {
    log_->write(LogLevel::debug, facts_.source, text("a token came that is valid for "_t, response.lifetime_s, " s"_t));
  }
  return AccessToken{
      .value = std::move(response.access_token),
      .expires_at_unix_s = response.expires_at_unix_s,
      .refresh_at_unix_s = response.refresh_at_unix_s,
      .expires_at = after_sending(response.lifetime_s),
      .refresh_at = after_sending(std::min(response.refresh_at_unix_s - answer.sent_at_unix_s, latest_refresh_s)),
      .source = facts_.source};
}

}  // namespace azcred
