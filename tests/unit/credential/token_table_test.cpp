#include "credential/token_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace azcred {
namespace {

TEST(TokenTable, finds_nothing_in_an_empty_table) { EXPECT_EQ(TokenTable().find({.scope = "scope"}), nullptr); }

TEST(TokenTable, keeps_an_entry_where_it_is_while_it_grows) {
  TokenTable table;
  const TokenEntry* const first = &table.find_or_add({.scope = "first"});
  for (int i = 0; i < 1'000; ++i) table.find_or_add({.scope = "scope " + std::to_string(i)});
  EXPECT_EQ(table.find({.scope = "first"}), first);
  EXPECT_EQ(&table.find_or_add({.scope = "first"}), first);
}

TEST(TokenTable, tells_scope_from_tenant) {
  TokenTable table;
  std::set<const TokenEntry*> entries;
  for (const TokenKey& key : {TokenKey{"ab", "", false}, {"a", "b", false}, {"", "ab", false}, {"ab", "", true}}) {
    entries.insert(&table.find_or_add(key));
  }
  EXPECT_EQ(entries.size(), 4U);
}

TEST(TokenTable, owns_the_text_of_its_keys) {
  TokenTable table;
  const TokenEntry* entry = nullptr;
  {
    std::string scope = "a scope that lies on the heap, because it is long";
    entry = &table.find_or_add({.scope = scope, .tenant_id = "tenant"});
    scope.assign(scope.size(), 'x');
  }
  EXPECT_EQ(entry->key(), (TokenKey{"a scope that lies on the heap, because it is long", "tenant", false}));
}

// 100,000 pairs of keys that differ in one thing: none may find the entry of the other.
TEST(TokenTable, never_takes_one_key_for_another) {
  TokenTable table;
  const std::string_view scopes[] = {"s", "s/", "s/.default", "S", "s "};
  const std::string_view tenants[] = {"", "t", "T", "s", "/"};
  std::vector<TokenKey> keys;
  for (const auto scope : scopes) {
    for (const auto tenant : tenants) {
      for (const bool cae : {false, true}) keys.push_back({scope, tenant, cae});
    }
  }
  for (const TokenKey& key : keys) table.find_or_add(key).quiet_until_ns = &key - keys.data();
  for (int round = 0; round < 2'000; ++round) {
    for (std::size_t i = 0; i < keys.size(); ++i) ASSERT_EQ(table.find(keys[i])->quiet_until_ns, static_cast<int64_t>(i));
  }
}

}  // namespace
}  // namespace azcred
