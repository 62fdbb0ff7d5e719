#include "source/managed_identity/request_id.h"

#include <gtest/gtest.h>

#include <set>

#include "base/guid.h"
#include "support/scripted_host.h"

namespace azcred {
namespace {

TEST(RequestId, is_a_random_guid_of_version_4) {
  test::ScriptedHost host;
  std::set<std::string> ids;
  for (int i = 0; i < 1'000; ++i) {
    const std::string id = make_request_id(host);
    EXPECT_TRUE(is_guid(id)) << id;
    EXPECT_EQ(id[14], '4');
    EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 1'000U);
}

}  // namespace
}  // namespace azcred
