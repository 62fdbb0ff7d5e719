#include "credential/cached_credential.h"

#include <gtest/gtest.h>

#include "support/scripted_host.h"
#include "support/scripted_source.h"

namespace azcred {
namespace {

using Wants = Credential::Wants;

class CachedCredentialTest : public testing::Test {
 protected:
  std::shared_ptr<test::ScriptedHost> host = std::make_shared<test::ScriptedHost>();
  std::shared_ptr<test::ScriptedSource> source = std::make_shared<test::ScriptedSource>(*host);
  std::shared_ptr<CachedCredential> credential = make();

  std::shared_ptr<CachedCredential> make(ExpectedIdentity expected = {}) {
    return std::make_shared<CachedCredential>(
        CachedCredential::Parts{.source = source, .host = host, .log = std::make_shared<const Log>(), .expected = expected});
  }

  std::string get(std::string_view scope = "scope", Wants wants = Wants::fresh, Limits limits = {}) {
    const TokenRequest request{.scopes = {scope}};
    return get(request, wants, limits);
  }
  std::string get(const TokenRequest& request, Wants wants = Wants::fresh, Limits limits = {}) {
    auto result = credential->get(request, wants, limits);
    if (!result) return std::string("error: ") + status_name(result.error()->status);
    return std::string(result.value()->value.reveal());
  }
  std::string cached(std::string_view scope = "scope") {
    const TokenHandle token = credential->cached(scope);
    return token ? std::string(token->value.reveal()) : "";
  }
};

TEST_F(CachedCredentialTest, asks_the_source_once_for_the_same_scope) {
  source->give_tokens(3600);
  EXPECT_EQ(cached(), "");
  EXPECT_EQ(get(), "token 1");
  EXPECT_EQ(get(), "token 1");
  EXPECT_EQ(cached(), "token 1");
  EXPECT_EQ(source->asked, 1);
}

TEST_F(CachedCredentialTest, keeps_each_scope_apart_to_the_letter) {
  source->give_tokens(3600);
  EXPECT_EQ(get("https://x"), "token 1");
  EXPECT_EQ(get("https://x/"), "token 2");
  EXPECT_EQ(get("https://x"), "token 1");
}

TEST_F(CachedCredentialTest, keeps_tenants_and_cae_apart) {
  source->give_tokens(3600);
  EXPECT_EQ(get({.scopes = {"scope"}}), "token 1");
  EXPECT_EQ(get({.scopes = {"scope"}, .tenant_id = "a"}), "token 2");
  EXPECT_EQ(get({.scopes = {"scope"}, .tenant_id = "b"}), "token 3");
  EXPECT_EQ(get({.scopes = {"scope"}, .cae_enabled = true}), "token 4");
  EXPECT_EQ(get({.scopes = {"scop"}, .tenant_id = "ea"}), "token 5");
  EXPECT_EQ(get({.scopes = {"scope"}, .tenant_id = "b"}), "token 3");
}

TEST_F(CachedCredentialTest, asks_again_with_less_than_five_minutes_left) {
  source->give_tokens(3600);
  get();
  host->advance_ms((3600 - 301) * 1000);
  EXPECT_EQ(get(), "token 1");
  host->advance_ms(2000);
  EXPECT_EQ(cached(), "");
  EXPECT_EQ(get(), "token 2");
}

TEST_F(CachedCredentialTest, renews_early_when_the_service_says_so) {
  source->give_tokens(7200, 3600);
  get();
  host->advance_ms(3599 * 1000);
  EXPECT_EQ(get(), "token 1");
  host->advance_ms(1000);
  EXPECT_EQ(get(), "token 2");
}

TEST_F(CachedCredentialTest, tries_an_early_renewal_once_without_retries) {
  source->give_tokens(7200, 3600);
  get();
  host->advance_ms(3600 * 1000);
  bool single_try = false;
  source->answer = [&](const TokenRequest& request, const Limits&) -> Result<AccessToken> {
    single_try = request.single_try;
    return source->token("new", 7200);
  };
  EXPECT_EQ(get(), "new");
  EXPECT_TRUE(single_try);
}

TEST_F(CachedCredentialTest, serves_the_valid_token_when_its_renewal_fails) {
  source->give_tokens(7200, 3600);
  get();
  host->advance_ms(3600 * 1000);
  source->give_error(Status::service);
  EXPECT_EQ(get(), "token 1");
  EXPECT_EQ(source->asked, 2);
}

TEST_F(CachedCredentialTest, waits_half_a_minute_after_a_failed_renewal) {
  source->give_tokens(7200, 3600);
  get();
  host->advance_ms(3600 * 1000);
  source->give_error(Status::service);
  for (int i = 0; i < 10; ++i) get();
  EXPECT_EQ(cached(), "token 1");
  EXPECT_EQ(source->asked, 2);
  host->advance_ms(29'999);
  get();
  EXPECT_EQ(source->asked, 2);
  host->advance_ms(1);
  get();
  EXPECT_EQ(source->asked, 3);
}

TEST_F(CachedCredentialTest, never_serves_an_expired_token) {
  source->give_tokens(3600);
  get();
  host->advance_ms(3600 * 1000);
  source->give_error(Status::service);
  EXPECT_EQ(cached(), "");
  EXPECT_EQ(get(), "error: service");
  EXPECT_EQ(get("scope", Wants::cached_only), "error: timeout");
}

TEST_F(CachedCredentialTest, survives_four_hours_without_its_service) {
  source->give_tokens(6 * 3600, 3600);
  get();
  source->give_error(Status::network);
  host->advance_ms(3600 * 1000);
  for (int second = 0; second < 4 * 3600; ++second) {
    ASSERT_EQ(get(), "token 1");
    host->advance_ms(1000);
  }
  EXPECT_LE(source->asked, 1 + 4 * 3600 / 30 + 1);
}

TEST_F(CachedCredentialTest, does_not_look_at_the_wall_clock_for_freshness) {
  source->give_tokens(3600);
  get();
  host->set_unix_s(0);
  EXPECT_EQ(get(), "token 1");
  host->set_unix_s(host->unix_s() + 10LL * 365 * 86400);
  EXPECT_EQ(get(), "token 1");
}

TEST_F(CachedCredentialTest, a_forced_request_goes_past_the_cache_and_fills_it) {
  source->give_tokens(3600);
  get();
  EXPECT_EQ(get("scope", Wants::forced), "token 2");
  EXPECT_EQ(get(), "token 2");
}

TEST_F(CachedCredentialTest, a_forced_request_that_fails_says_so_and_keeps_the_cached_token) {
  source->give_tokens(3600);
  get();
  source->give_error(Status::authentication_failed);
  EXPECT_EQ(get("scope", Wants::forced), "error: authentication failed");
  EXPECT_EQ(get(), "token 1");
}

TEST_F(CachedCredentialTest, asks_nobody_when_only_the_cache_is_wanted) {
  source->give_tokens(7200, 3600);
  EXPECT_EQ(get("scope", Wants::cached_only), "error: timeout");
  EXPECT_EQ(source->asked, 0);
  get();
  EXPECT_EQ(get("scope", Wants::cached_only), "token 1");
  host->advance_ms(4000 * 1000);
  EXPECT_EQ(get("scope", Wants::cached_only), "token 1");
  EXPECT_EQ(source->asked, 1);
}

TEST_F(CachedCredentialTest, does_not_remember_a_failure) {
  source->give_error(Status::service);
  EXPECT_EQ(get(), "error: service");
  source->give_tokens(3600);
  EXPECT_EQ(get(), "token 2");
}

TEST_F(CachedCredentialTest, gives_up_before_asking_when_the_limits_have_ended) {
  source->give_tokens(3600);
  EXPECT_EQ(get("scope", Wants::fresh, {.deadline = Deadline::at(host->now())}), "error: timeout");
  Cancel cancel;
  cancel.trigger();
  EXPECT_EQ(get("scope", Wants::fresh, {.cancels = {&cancel}}), "error: cancelled");
  EXPECT_EQ(source->asked, 0);
}

TEST_F(CachedCredentialTest, serves_a_valid_token_even_when_the_limits_have_ended) {
  source->give_tokens(7200, 3600);
  get();
  host->advance_ms(3600 * 1000);
  EXPECT_EQ(get("scope", Wants::fresh, {.deadline = Deadline::at(host->now())}), "token 1");
}

TEST_F(CachedCredentialTest, a_token_outlives_the_credential_that_gave_it) {
  source->give_tokens(3600);
  auto token = credential->get({.scopes = {"scope"}}, Wants::fresh, {}).value().share();
  credential.reset();
  EXPECT_EQ(token->value.reveal(), "token 1");
}

TEST_F(CachedCredentialTest, a_token_outlives_its_place_in_the_cache) {
  source->give_tokens(3600);
  const auto first = credential->get({.scopes = {"scope"}}, Wants::fresh, {}).value().share();
  const auto second = credential->cached("scope");
  get("scope", Wants::forced);
  EXPECT_EQ(first->value.reveal(), "token 1");
  EXPECT_EQ(second->value.reveal(), "token 1");
  EXPECT_EQ(cached(), "token 2");
}

TEST_F(CachedCredentialTest, finds_each_of_ten_thousand_scopes) {
  source->answer = [&](const TokenRequest& request, const Limits&) -> Result<AccessToken> {
    return source->token(std::string(request.scopes[0]), 3600);
  };
  for (int i = 0; i < 10'000; ++i) get("https://vault-" + std::to_string(i));
  for (int i = 0; i < 10'000; ++i) {
    const std::string scope = "https://vault-" + std::to_string(i);
    ASSERT_EQ(cached(scope), scope);
  }
  EXPECT_EQ(cached("https://vault-10000"), "");
}

// {"alg":"none"}.{"appid":"00000000-0000-0000-0000-00000000000A","oid":"...0b","tid":"...0c"}.x
constexpr std::string_view token_of_a =
    "eyJhbGciOiJub25lIn0."
    "eyJhcHBpZCI6IjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwQSIsIm9pZCI6IjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAw"
    "YiIsInRpZCI6IjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwYyJ9.x";
constexpr auto a = "00000000-0000-0000-0000-00000000000a";
constexpr auto b = "00000000-0000-0000-0000-00000000000b";
constexpr auto c = "00000000-0000-0000-0000-00000000000c";

TEST_F(CachedCredentialTest, accepts_a_token_of_the_expected_identity_in_any_case) {
  credential = make({a, b, c});
  source->answer = [&](auto&, auto&) -> Result<AccessToken> { return source->token(std::string(token_of_a), 3600); };
  EXPECT_EQ(get(), token_of_a);
}

TEST_F(CachedCredentialTest, refuses_a_token_of_another_identity_and_does_not_keep_it) {
  source->answer = [&](auto&, auto&) -> Result<AccessToken> { return source->token(std::string(token_of_a), 3600); };
  for (const ExpectedIdentity& expected : {ExpectedIdentity{b, "", ""}, {"", c, ""}, {"", "", a}, {a, b, a}}) {
    credential = make(expected);
    EXPECT_EQ(get(), "error: wrong identity");
    EXPECT_EQ(cached(), "");
  }
}

TEST_F(CachedCredentialTest, refuses_a_token_that_does_not_say_whose_it_is) {
  credential = make({a, "", ""});
  source->give_tokens(3600);
  EXPECT_EQ(get(), "error: wrong identity");
}

}  // namespace
}  // namespace azcred
