// The tokens of one source, kept and renewed: at most one request per token is under way at any time.
#pragma once
#include <memory>
#include <vector>

#include "base/log.h"
#include "credential/credential.h"
#include "credential/expected_identity.h"
#include "credential/flight.h"
#include "credential/token_table.h"
#include "host/fork_mark.h"

namespace azcred {

class CachedCredential final : public Credential {
 public:
  /// A token with less than this left is not handed out without asking for a new one (the rule of the MSAL libraries).
  static constexpr std::int64_t freshness_margin_ms = 300'000;
  /// After a refresh that failed while the token is valid, the next one is tried this much later.
  static constexpr std::int64_t refresh_pause_ms = 30'000;
  /// A caller whose token is still valid spends at most this much on getting a newer one.
  static constexpr std::int64_t refresh_limit_ms = 10'000;
  /// A refresh in the background may take this long, retries included.
  static constexpr std::int64_t background_limit_ms = 120'000;

  struct Parts {
    std::shared_ptr<TokenSource> source;
    std::shared_ptr<Host> host;
    LogPtr log;
    ExpectedIdentity expected;
    bool background_refresh = false;
  };
  /// Throws std::bad_alloc.
  explicit CachedCredential(Parts parts);
  ~CachedCredential() override;

  TokenHandle cached(std::string_view scope) noexcept override;
  Result<TokenHandle> get(const TokenRequest& request, Wants wants, const Limits& limits) override;
  const std::shared_ptr<Host>& host() const noexcept override { return parts_.host; }

 private:
  struct Locks;
  /// The requests under way. Replaced as a whole in a forked child, where those of the parent never end.
  struct FlightList {
    std::vector<FlightPtr> flights;
    FlightList* inherited = nullptr;  ///< of the parent; never freed
  };
  class Boarding;

  Locks& locks() noexcept;
  unsigned shard() const noexcept;
  TokenHandle read(const TokenEntry& entry) noexcept;
  /// The entry's token, if it may be handed out without asking anybody.
  TokenHandle quiet_token(const TokenEntry* entry, Instant now) noexcept;
  /// The entry's token, if there is one and it has not expired.
  TokenHandle valid_token(const TokenEntry* entry, Instant now) noexcept;

  /// Joins the request under way for that key, or becomes the leader of a new one.
  Boarding board(const TokenRequest& request, const TokenKey& key, Wants wants);
  void leave(const FlightPtr& flight) noexcept;
  FlightList& flights_of_this_process();

  Result<TokenHandle> lead(Boarding& boarding, const TokenRequest& request, const TokenKey& key, const Limits& limits);
  void renew(Boarding& boarding, const TokenRequest& request, TokenEntry& entry, const Limits& limits);
  /// Asks for a newer token while there is a valid one: on a thread of its own if the options say so.
  void renew_early(Boarding boarding, TokenRequest request, TokenEntry& entry, const Limits& limits);
  Result<TokenHandle> acquire(const TokenRequest& request, const TokenKey& key, const Limits& limits);
  TokenHandle keep(const TokenKey& key, AccessToken token);
  bool notes(LogLevel level) const noexcept { return parts_.log->enabled(level); }
  void note(LogLevel level, const Text& message) const { parts_.log->write(level, parts_.source->name(), message); }

  Parts parts_;
  unsigned shard_count_;
  ForkMark fork_mark_;
  TokenTable table_;
  std::unique_ptr<FlightList> flights_;
  std::uint64_t flights_generation_ = 0;
};

/// What a call is told whose limits ended before there was a token.
ErrorPtr limits_ended(const Limits& limits, std::string_view source);

}  // namespace azcred
