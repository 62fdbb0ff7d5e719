#include "credential/chain_credential.h"

#include <gtest/gtest.h>

#include "credential/cached_credential.h"
#include "support/scripted_host.h"
#include "support/scripted_source.h"

namespace azcred {
namespace {

using Wants = Credential::Wants;

class ChainCredentialTest : public testing::Test {
 protected:
  std::shared_ptr<test::ScriptedHost> host = std::make_shared<test::ScriptedHost>();
  std::vector<std::shared_ptr<test::ScriptedSource>> sources;
  std::vector<CredentialPtr> links;
  std::shared_ptr<ChainCredential> chain;

  test::ScriptedSource& add() {
    auto source = std::make_shared<test::ScriptedSource>(*host);
    sources.push_back(source);
    links.push_back(std::make_shared<CachedCredential>(
        CachedCredential::Parts{.source = source, .host = host, .log = std::make_shared<const Log>(), .expected = {}}));
    return *source;
  }
  Result<TokenHandle> get(Wants wants = Wants::fresh) {
    if (chain == nullptr) {
      chain = std::make_shared<ChainCredential>(ChainCredential::Parts{
          .name = "Chain", .links = links, .expected = {}, .host = host, .log = std::make_shared<const Log>()});
    }
    return chain->get({.scopes = {"scope"}}, wants, {});
  }
};

TEST_F(ChainCredentialTest, asks_the_next_link_when_one_is_unavailable) {
  add().give_error(Status::unavailable);
  add().give_tokens(3600);
  EXPECT_EQ(get().value()->value.reveal(), "token 1");
}

TEST_F(ChainCredentialTest, stops_at_a_link_that_fails) {
  add().give_error(Status::unavailable);
  add().give_error(Status::authentication_failed);
  add().give_tokens(3600);
  const auto result = get();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error()->status, Status::authentication_failed);
  EXPECT_EQ(result.error()->causes.size(), 2U);
  EXPECT_EQ(result.error()->causes[0]->status, Status::unavailable);
  EXPECT_EQ(sources[2]->asked, 0);
}

TEST_F(ChainCredentialTest, says_of_each_link_why_it_did_not_answer) {
  add().give_error(Status::unavailable);
  add().give_error(Status::unavailable);
  const auto result = get();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error()->status, Status::unavailable);
  ASSERT_EQ(result.error()->causes.size(), 2U);
  EXPECT_NE(result.error()->message.find(result.error()->causes[1]->message), std::string::npos);
}

TEST_F(ChainCredentialTest, tells_its_links_that_others_can_still_answer) {
  bool chained = false;
  auto& source = add();
  source.answer = [&](const TokenRequest& request, const Limits&) -> Result<AccessToken> {
    chained = request.chained;
    return source.token("token", 3600);
  };
  EXPECT_TRUE(get().ok());
  EXPECT_TRUE(chained);
}

TEST_F(ChainCredentialTest, stays_with_the_link_that_gave_the_first_token) {
  add().give_error(Status::unavailable);
  add().give_tokens(3600);
  ASSERT_TRUE(get().ok());
  sources[0]->give_tokens(3600);
  host->advance_ms(3600 * 1000);
  sources[1]->give_error(Status::unavailable);
  const auto result = get();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error()->status, Status::unavailable);
  EXPECT_EQ(sources[0]->asked, 1);
}

TEST_F(ChainCredentialTest, starts_over_while_no_link_has_answered) {
  add().give_error(Status::unavailable);
  EXPECT_FALSE(get().ok());
  sources[0]->give_tokens(3600);
  EXPECT_TRUE(get().ok());
}

TEST_F(ChainCredentialTest, serves_cached_tokens_of_the_winner) {
  add().give_error(Status::unavailable);
  add().give_tokens(3600);
  EXPECT_FALSE(get(Wants::cached_only).ok());
  EXPECT_EQ(sources[1]->asked, 0);
  ASSERT_TRUE(get().ok());
  EXPECT_TRUE(chain->cached("scope"));
  EXPECT_TRUE(get(Wants::cached_only).ok());
  EXPECT_EQ(sources[1]->asked, 1);
}

TEST_F(ChainCredentialTest, does_not_let_what_happens_to_be_cached_choose_the_identity) {
  add().give_tokens(3600);
  add().give_tokens(3600);
  ASSERT_TRUE(links[1]->get({.scopes = {"scope"}}, Wants::fresh, {}).ok());
  EXPECT_FALSE(get(Wants::cached_only).ok());
  ASSERT_TRUE(get().ok());
  EXPECT_EQ(sources[0]->asked, 1);
}

TEST_F(ChainCredentialTest, refuses_a_token_of_another_identity_than_expected) {
  add().give_tokens(3600);
  chain = std::make_shared<ChainCredential>(ChainCredential::Parts{.name = "Chain",
                                                                   .links = links,
                                                                   .expected = {"00000000-0000-0000-0000-00000000000a", "", ""},
                                                                   .host = host,
                                                                   .log = std::make_shared<const Log>()});
  for (int i = 0; i < 2; ++i) {
    const auto result = get();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error()->status, Status::wrong_identity);
    EXPECT_FALSE(chain->cached("scope"));
  }
}

}  // namespace
}  // namespace azcred
