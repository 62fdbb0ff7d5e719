#include "base/error.h"

#include <gtest/gtest.h>

namespace azcred {
namespace {

TEST(Error, says_source_then_fact_then_remedy) {
  const auto error = fail({.status = Status::network,
                           .source = "ManagedIdentity/IMDS",
                           .fact = text("nothing answers at "_t, shown("http://169.254.169.254")),
                           .hint = "Check that this is an Azure machine"_t});
  EXPECT_EQ(error->message,
            "ManagedIdentity/IMDS: nothing answers at 'http://169.254.169.254'. Check that this is an Azure machine");
  EXPECT_EQ(error->status, Status::network);
}

TEST(Error, leaves_out_what_it_does_not_have) {
  EXPECT_EQ(fail({.status = Status::internal, .fact = "it broke"_t})->message, "it broke");
}

TEST(Error, knows_nothing_of_the_service_unless_told) {
  const auto error = fail({.fact = "it broke"_t});
  EXPECT_EQ(error->status, Status::internal);
  EXPECT_EQ(error->http_status, 0);
  EXPECT_EQ(error->aadsts, 0);
  EXPECT_EQ(error->retry_after_ms, -1);
  EXPECT_FALSE(error->retryable);
}

}  // namespace
}  // namespace azcred
