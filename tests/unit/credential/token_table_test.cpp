#include "credential/token_table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>

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

// Row I3 of the fault catalogue. Few characters and short texts, so that many keys agree in all but where the scope ends.
TEST(TokenTable, never_takes_one_of_100000_keys_for_another) {
  std::mt19937_64 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same keys in every run
  const auto text = [&random] {
    std::string made(random() % 7, '\0');
    for (char& c : made) c = "aA/ "[random() % 4];
    return made;
  };
  TokenTable table;
  std::map<std::tuple<std::string, std::string, bool>, const TokenEntry*> known;
  for (int i = 0; i < 100'000; ++i) {
    const std::tuple<std::string, std::string, bool> parts(text(), text(), random() % 2 == 0);
    const TokenKey key{std::get<0>(parts), std::get<1>(parts), std::get<2>(parts)};
    const auto seen = known.find(parts);
    ASSERT_EQ(table.find(key), seen == known.end() ? nullptr : seen->second);
    const TokenEntry& entry = table.find_or_add(key);
    ASSERT_EQ(entry.key(), key);
    known.emplace(parts, &entry);
  }
  std::set<const TokenEntry*> entries;
  for (const auto& [parts, entry] : known) entries.insert(entry);
  EXPECT_EQ(entries.size(), known.size());
  EXPECT_GT(known.size(), 10'000U);
}

}  // namespace
}  // namespace azcred
