#include "oauth/service_code.h"

#include <gtest/gtest.h>

#include <string>

namespace azcred {
namespace {

TEST(ServiceCode, knows_the_codes_of_every_host) {
  for (const auto* code : {"invalid_request", "invalid_client", "invalid_resource", "bad_request_102", "identity_not_found",
                           "ManagedIdentityNotFound", "SecretHeaderNotFound", "ArgumentNullOrEmpty", "InvalidApiVersion",
                           "InternalServerError", "AudienceNotSupported", "DefaultIdentityNotDefined"}) {
    EXPECT_EQ(known_service_code(code), code);
  }
}

TEST(ServiceCode, gives_its_own_spelling_and_never_the_bytes_it_was_asked_about) {
  const std::string sent = "INVALID_client";
  const auto known = known_service_code(sent);
  EXPECT_EQ(known, "invalid_client");
  EXPECT_NE(known.data(), sent.data());
}

TEST(ServiceCode, does_not_know_anything_else) {
  for (const auto* code : {"", "invalid_reques", "invalid_requestx", " invalid_request", "eyJhbGciOi.canary", "token"}) {
    EXPECT_EQ(known_service_code(code), "") << code;
  }
}

}  // namespace
}  // namespace azcred
