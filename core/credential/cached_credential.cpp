#include "credential/cached_credential.h"

#include <algorithm>
#include <bit>
#include <mutex>

#include "base/short_lock.h"
#include "host/processor.h"

namespace azcred {

namespace {

constexpr unsigned most_shards = 16;

unsigned shards_for(unsigned processors) noexcept { return std::min(std::bit_ceil(std::max(processors, 1U)), most_shards); }

std::int64_t quiet_until_ns(const AccessToken& token) noexcept {
  return std::min(token.refresh_at.ns, token.expires_at.ns - CachedCredential::freshness_margin_ms * 1'000'000);
}

bool is_quiet(const TokenEntry& entry, Instant now) noexcept {
  return now.ns < entry.quiet_until_ns.load(std::memory_order_acquire);
}

Text request_text(const TokenKey& key) {
  Text what = text(shown(key.scope));
  if (!key.tenant_id.empty()) what.add(text(" in tenant "_t, shown(key.tenant_id)));
  return what;
}

ErrorPtr waits_for_itself(std::string_view source) {
  return fail({.status = Status::invalid_argument,
               .source = std::string(source),
               .fact = "a log or transport of this program asked for the very token that it is called to get"_t,
               .hint = "Ask for another one there, or use another credential"_t});
}

}  // namespace

/// All open when zero, as ForkMark::lock_memory() is at first and after a fork.
struct CachedCredential::Locks {
  ReaderLock readers[most_shards];
  ShortLock writer;
};

/// A place on a flight. A leader that leaves without having landed it, for whatever reason, gives it up.
class CachedCredential::Boarding {
 public:
  Boarding(CachedCredential& credential, FlightPtr flight, bool leads) noexcept
      : credential_(&credential), flight_(std::move(flight)), leads_(leads) {}
  Boarding(Boarding&& other) noexcept
      : credential_(other.credential_), flight_(std::move(other.flight_)), leads_(std::exchange(other.leads_, false)) {}
  Boarding& operator=(Boarding&&) = delete;
  ~Boarding() {
    if (!leads_) return;
    // Out of the list first: whoever is told that it gave up must not find it there again.
    credential_->leave(flight_);
    flight_->give_up();
  }

  bool leads() const noexcept { return leads_; }
  Flight& flight() noexcept { return *flight_; }
  void land(const Result<TokenHandle>& result) noexcept {
    leads_ = false;
    credential_->leave(flight_);
    if (result.ok()) {
      flight_->land(result.value());
    } else {
      flight_->fail(result.error());
    }
  }

 private:
  CachedCredential* credential_;
  FlightPtr flight_;
  bool leads_;
};

CachedCredential::CachedCredential(Parts parts)
    : parts_(std::move(parts)), shard_count_(shards_for(parts_.host->processor_count())) {
  static_assert(sizeof(Locks) <= ForkMark::lock_memory_size);
  new (fork_mark_.lock_memory()) Locks;
}

CachedCredential::~CachedCredential() {
  // Whoever counted a reference has finished counting: the tokens' books can be closed.
  for (ReaderLock& lock : locks().readers) {
    lock.lock();
    lock.unlock();
  }
  if (flights_generation_ != fork_mark_.generation()) static_cast<void>(flights_.release());
}

CachedCredential::Locks& CachedCredential::locks() noexcept {
  fork_mark_.generation();
  return *std::launder(reinterpret_cast<Locks*>(fork_mark_.lock_memory()));
}

unsigned CachedCredential::shard() const noexcept { return current_processor() & (shard_count_ - 1); }

TokenHandle CachedCredential::read(const TokenEntry& entry) noexcept { return entry.token.read(locks().readers, shard()); }

TokenHandle CachedCredential::cached(std::string_view scope) noexcept {
  const TokenEntry* const entry = table_.find({.scope = scope});
  if (entry == nullptr) return {};
  entry->token.prefetch(shard());  // comes while the clock is read
  return quiet_token(entry, parts_.host->coarse_now());
}

TokenHandle CachedCredential::valid_token(const TokenEntry* entry, Instant now) noexcept {
  if (entry == nullptr) return {};
  TokenHandle token = read(*entry);
  return token && now < token->expires_at ? std::move(token) : TokenHandle();
}

TokenHandle CachedCredential::quiet_token(const TokenEntry* entry, Instant now) noexcept {
  return entry != nullptr && is_quiet(*entry, now) ? read(*entry) : TokenHandle();
}

Result<TokenHandle> CachedCredential::get(const TokenRequest& request, Wants wants, const Limits& limits) {
  const OwnedTokenKey owned_key(request);
  const TokenKey& key = owned_key.view();
  for (;;) {
    const Instant now = parts_.host->now();
    TokenEntry* const entry = table_.find(key);
    TokenHandle valid = wants == Wants::forced ? TokenHandle() : valid_token(entry, now);
    if (valid && (wants == Wants::cached_only || is_quiet(*entry, now))) return valid;
    if (wants == Wants::cached_only) {
      return fail(
          {.status = Status::timeout,
           .source = std::string(parts_.source->name()),
           .fact = text("no token for "_t, request_text(key), " is cached, and a timeout of 0 forbids asking for one"_t),
           .hint = "Ask with a longer timeout first"_t,
           .retryable = true});
    }
    if (limits.cancelled() || limits.deadline.passed(now)) {
      if (valid) return valid;
      return limits_ended(limits, parts_.source->name());
    }

    Boarding boarding = board(request, key, wants);
    if (boarding.leads()) {
      // The flight before this one may have landed between our look into the cache and now.
      if (TokenHandle landed = wants == Wants::forced ? TokenHandle() : quiet_token(table_.find(key), now)) {
        boarding.land(landed.share());
        return landed;
      }
      if (!valid) return lead(boarding, request, key, limits);
      renew_early(std::move(boarding), request, *entry, limits.until(Deadline::after(now, refresh_limit_ms)));
      if (TokenHandle current = valid_token(entry, parts_.host->now())) return current;
      continue;
    }
    // Somebody is asking already; whoever has a valid token need not wait for that.
    if (valid) return valid;
    if (boarding.flight().is_led_by_this_thread()) return waits_for_itself(parts_.source->name());
    const auto outcome = boarding.flight().wait(limits, *parts_.host);
    if (!outcome) return limits_ended(limits, parts_.source->name());
    if (!boarding.flight().answers(request, wants) || outcome->gave_up()) continue;
    if (outcome->error == nullptr) return outcome->token.share();
    // The leader had too little time for all tries of its source: those that are left are made by whoever has more.
    const auto untried_at = outcome->error->untried_at;
    if (!untried_at || *untried_at >= limits.deadline.instant()) return outcome->error;
    parts_.host->pause(Deadline::at(*untried_at).left_ms(parts_.host->now()), limits);
  }
}

CachedCredential::Boarding CachedCredential::board(const TokenRequest& request, const TokenKey& key, Wants wants) {
  auto flight = std::make_shared<Flight>(request, wants);
  const std::lock_guard lock(locks().writer);
  FlightList& list = flights_of_this_process();
  for (const FlightPtr& each : list.flights) {
    if (each->is_for(key)) return {*this, each, false};
  }
  list.flights.push_back(flight);
  return {*this, std::move(flight), true};
}

void CachedCredential::leave(const FlightPtr& flight) noexcept {
  const std::lock_guard lock(locks().writer);
  if (flights_generation_ == fork_mark_.generation()) std::erase(flights_->flights, flight);
}

CachedCredential::FlightList& CachedCredential::flights_of_this_process() {
  const std::uint64_t generation = fork_mark_.generation();
  if (flights_ == nullptr || flights_generation_ != generation) {
    auto list = std::make_unique<FlightList>();
    // Its vector may have been in the middle of a change when the process forked: it is kept, and
    // neither looked at nor destroyed.
    list->inherited = flights_.release();
    flights_ = std::move(list);
    flights_generation_ = generation;
  }
  return *flights_;
}

Result<TokenHandle> CachedCredential::lead(Boarding& boarding, const TokenRequest& request, const TokenKey& key,
                                           const Limits& limits) {
  boarding.flight().lead();
  Result<TokenHandle> result = acquire(request, key, limits);
  // The single try of an early renewal is no answer to those whose token has expired meanwhile.
  const bool own_reasons =
      !result.ok() && (request.single_try || limits.cancelled() || limits.deadline.passed(parts_.host->now()));
  if (!own_reasons) boarding.land(result);
  return result;
}

void CachedCredential::renew(Boarding& boarding, const TokenRequest& request, TokenEntry& entry, const Limits& limits) {
  const std::int64_t expires_ns = read(entry)->expires_at.ns;
  // Until this is over nobody else needs to look at the flights.
  entry.quiet_until_ns.store(std::min(expires_ns, limits.deadline.instant().ns), std::memory_order_release);
  const auto result = lead(boarding, request, entry.key(), limits);
  if (result.ok()) return;
  const Instant next = later(parts_.host->now(), refresh_pause_ms);
  entry.quiet_until_ns.store(std::min(expires_ns, next.ns), std::memory_order_release);
  note(LogLevel::warn,
       text("the token for "_t, request_text(entry.key()), " is still valid but could not be renewed: "_t,
            known(status_name(result.error()->status)), "; the next attempt is in "_t, refresh_pause_ms / 1000, " s"_t));
}

void CachedCredential::renew_early(Boarding boarding, TokenRequest request, TokenEntry& entry, const Limits& limits) {
  struct Renewal {
    std::shared_ptr<CachedCredential> credential;
    Boarding boarding;
  };
  if (parts_.background_refresh) {
    auto self = std::static_pointer_cast<CachedCredential>(shared_from_this());
    auto renewal = std::make_shared<Renewal>(Renewal{std::move(self), std::move(boarding)});
    const bool runs = workers().run([renewal, &entry, chained = request.chained] {
      CachedCredential& credential = *renewal->credential;
      const TokenKey key = entry.key();
      const Limits patient{.deadline = Deadline::after(credential.host()->now(), background_limit_ms)};
      try {
        credential.renew(
            renewal->boarding,
            {.scopes = {key.scope}, .tenant_id = key.tenant_id, .cae_enabled = key.cae_enabled, .chained = chained}, entry,
            patient);
      } catch (const std::exception&) {
        // Nobody is there to be told, and out of a worker it would end the process. The flight is given up with the boarding;
        // the next get tries again.
      }
    });
    if (runs) return;
    renew(renewal->boarding, request, entry, limits);
    return;
  }
  request.single_try = true;
  renew(boarding, request, entry, limits);
}

Result<TokenHandle> CachedCredential::acquire(const TokenRequest& request, const TokenKey& key, const Limits& limits) {
  auto token = parts_.source->acquire(request, limits);
  if (!token) {
    if (notes(LogLevel::info)) note(LogLevel::info, text("no token for "_t, request_text(key), ": "_t, token.error()->fact));
    return std::move(token).error();
  }
  if (auto refusal = parts_.expected.refusal(token->value.reveal(), parts_.source->name())) {
    note(LogLevel::error, refusal->fact);
    return refusal;
  }
  if (notes(LogLevel::info)) {
    const std::int64_t left_s = (token->expires_at.ns - parts_.host->now().ns) / 1'000'000'000;
    note(LogLevel::info, text("got a token for "_t, request_text(key), ", good for "_t, left_s, " s"_t));
  }
  return keep(key, std::move(token).value());
}

TokenHandle CachedCredential::keep(const TokenKey& key, AccessToken token) {
  const std::int64_t quiet_until = quiet_until_ns(token);
  TokenHandle handle = share_token(std::move(token), shard_count_);
  Locks& mine = locks();
  const std::lock_guard lock(mine.writer);
  TokenEntry& entry = table_.find_or_add(key);
  entry.token.replace(handle, mine.readers, shard_count_);
  entry.quiet_until_ns.store(quiet_until, std::memory_order_release);
  return handle;
}

ErrorPtr limits_ended(const Limits& limits, std::string_view source) {
  if (limits.cancelled()) {
    return fail({.status = Status::cancelled, .source = std::string(source), .fact = "the call was cancelled"_t});
  }
  return fail({.status = Status::timeout,
               .source = std::string(source),
               .fact = "there was no answer by the deadline of this call"_t,
               .hint = "Allow more time, or see whether the identity endpoint can be reached"_t,
               .retryable = true});
}

}  // namespace azcred
