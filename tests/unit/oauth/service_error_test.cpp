#include "oauth/service_error.h"

#include <gtest/gtest.h>

namespace azcred {
namespace {

constexpr const char* some_guid = "9d1b2c3a-0000-4abc-8def-0123456789ab";

TEST(ServiceError, reads_the_flat_shape_of_imds_and_entra) {
  const auto error = read_service_error(
      R"({"error":"invalid_request","error_description":"Identity not found","error_codes":[1],"timestamp":"x",)"
      R"("correlation_id":"9d1b2c3a-0000-4abc-8def-0123456789ab"})");
  EXPECT_EQ(error.code, "invalid_request");
  EXPECT_EQ(error.description, KnownDescription::identity_not_found);
  EXPECT_EQ(error.correlation_id, some_guid);
  EXPECT_EQ(error.aadsts, 0);
}

TEST(ServiceError, reads_the_number_of_an_entra_error) {
  const auto error = read_service_error(
      R"({"error":"invalid_resource","error_description":"AADSTS500011: The resource principal named https://x was not found"})");
  EXPECT_EQ(error.code, "invalid_resource");
  EXPECT_EQ(error.aadsts, 500011);
  EXPECT_EQ(error.description, KnownDescription::unknown_resource);
}

TEST(ServiceError, reads_the_shape_of_app_service) {
  const auto error = read_service_error(R"({"statusCode":400,"message":"Unable to load the proper Managed Identity.",)"
                                        R"("correlationId":"9d1b2c3a-0000-4abc-8def-0123456789ab"})");
  EXPECT_EQ(error.code, "");
  EXPECT_EQ(error.description, KnownDescription::identity_not_loaded);
  EXPECT_EQ(error.correlation_id, some_guid);
}

TEST(ServiceError, reads_the_nested_shape_of_service_fabric_and_cloud_shell) {
  const auto fabric = read_service_error(
      R"({"error":{"correlationId":"9d1b2c3a-0000-4abc-8def-0123456789ab","code":"ManagedIdentityNotFound","message":"m"}})");
  EXPECT_EQ(fabric.code, "ManagedIdentityNotFound");
  EXPECT_EQ(fabric.correlation_id, some_guid);
  EXPECT_EQ(fabric.description, KnownDescription::identity_not_found);

  const auto shell = read_service_error(
      R"({"error":{"code":"AudienceNotSupported","message":"Audience x is not a supported MSI token audience."}})");
  EXPECT_EQ(shell.code, "AudienceNotSupported");
  EXPECT_EQ(shell.description, KnownDescription::audience_not_supported);
}

TEST(ServiceError, reads_the_nested_shape_of_container_instances) {
  const auto error = read_service_error(
      R"({"error":{"code":"DefaultIdentityNotDefined","message":"DefaultIdentityNotDefined ","details":[]}})");
  EXPECT_EQ(error.code, "DefaultIdentityNotDefined");
}

TEST(ServiceError, recognises_what_is_said_in_plain_text) {
  EXPECT_EQ(read_service_error("Required metadata header not specified or not correct").description,
            KnownDescription::metadata_header_missing);
  EXPECT_EQ(read_service_error("Received invalid token. Please try again.").description, KnownDescription::not_ready_yet);
  EXPECT_EQ(read_service_error("AADSTS700016: Application not found").aadsts, 700016);
}

TEST(ServiceError, recognises_several_identities) {
  EXPECT_EQ(read_service_error(R"({"error":"invalid_request","error_description":"Multiple user assigned identities exist, )"
                               R"(please specify the clientId / resourceId of the identity in the token request"})")
                .description,
            KnownDescription::several_identities);
}

TEST(ServiceError, concludes_from_a_code_what_a_translated_description_hides) {
  EXPECT_EQ(read_service_error(R"({"error":"bad_request_102","error_description":"..."})").description,
            KnownDescription::metadata_header_missing);
  EXPECT_EQ(read_service_error(R"({"error":"identity_not_found"})").description, KnownDescription::identity_not_found);
}

TEST(ServiceError, recognises_docker_desktop_by_body_or_reason_phrase_in_any_language) {
  Response response;
  response.status = 403;
  response.reason = "connecting to 169.254.169.254:80: connectex: A socket operation was attempted to an unreachable network.";
  EXPECT_EQ(read_service_error(response).description, KnownDescription::address_unreachable);

  Response translated;
  translated.status = 403;
  translated.body = Secret("connecting to 169.254.169.254:80: Det ble forsøkt en socketoperasjon mot et nettverk");
  EXPECT_EQ(read_service_error(translated).description, KnownDescription::address_unreachable);
}

TEST(ServiceError, takes_a_correlation_id_from_the_header_if_the_body_has_none) {
  Response response;
  response.headers = {{"X-CORRELATION-ID", some_guid}};
  EXPECT_EQ(read_service_error(response).correlation_id, some_guid);
  response.headers = {{"x-correlation-id", "not a guid"}};
  EXPECT_EQ(read_service_error(response).correlation_id, "");
}

TEST(ServiceError, keeps_no_byte_that_is_not_known) {
  const auto error = read_service_error(
      R"({"error":"canary-code","error_description":"canary AADSTS12 AADSTSx AADSTS1234567890123","correlation_id":"canary"})");
  EXPECT_EQ(error.code, "");
  EXPECT_EQ(error.aadsts, 0);
  EXPECT_EQ(error.correlation_id, "");
  EXPECT_EQ(error.description, KnownDescription::none);
}

TEST(ServiceError, finds_nothing_in_nothing) {
  for (const auto* body : {"", "{}", "[]", "null", "{\"error\":null}", "{\"error\":7}", "<html>", "{\"error\":"}) {
    const auto error = read_service_error(body);
    EXPECT_EQ(error.code, "") << body;
    EXPECT_EQ(error.aadsts, 0) << body;
    EXPECT_EQ(error.description, KnownDescription::none) << body;
  }
}

}  // namespace
}  // namespace azcred
