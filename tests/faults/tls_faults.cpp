// Row S10: the certificate that Service Fabric pins.
#include "faults/stage.h"

namespace azcred::test {
namespace {

/// What making a credential and getting a token says, with these values in the environment.
Outcome service_fabric_outcome(const std::string& endpoint, const std::string& thumbprint) {
  setenv("IDENTITY_ENDPOINT", endpoint.c_str(), 1);
  setenv("IDENTITY_HEADER", "CANARY-header", 1);
  setenv("IDENTITY_SERVER_THUMBPRINT", thumbprint.c_str(), 1);
  const Handle<azcred_options> options(azcred_options_new());
  azcred_options_set_max_retries(options.get(), 0);
  azcred_error* raw_error = nullptr;
  const Handle<azcred_credential> credential(azcred_credential_new_managed_identity(options.get(), &raw_error));
  for (const char* name : {"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT"}) unsetenv(name);
  const Handle<azcred_token> token(azcred_credential_get_token(credential.get(), "https://vault.azure.net", &raw_error));
  const Handle<azcred_error> error(raw_error);
  Outcome outcome;
  if (token != nullptr) outcome.token = azcred_token_value(token.get());
  if (error != nullptr) outcome.status = azcred_error_status(error.get());
  if (error != nullptr) outcome.message = azcred_error_message(error.get());
  EXPECT_EQ(outcome.message.find(canary), std::string::npos) << outcome.message;
  return outcome;
}

TEST(Faults, S10_the_thumbprint_is_another) {
  const ProcessState before = ProcessState::now();
  {
    const TestCertificate certificate;
    const TestCertificate other;
    FaultServer server(certificate.channel());
    server.script(answers(token_answer()));
    const Outcome outcome = service_fabric_outcome(server.url(), other.sha1());
    EXPECT_EQ(outcome.status, AZCRED_NETWORK);
    EXPECT_NE(outcome.message.find("thumbprint"), std::string::npos) << outcome.message;
    server.stop();
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_EQ(server.bytes_received(), 0U);
  }
  expect_unchanged(before);
}

TEST(Faults, S10_every_way_to_write_the_thumbprint) {
  const TestCertificate certificate;
  FaultServer server(certificate.channel());
  server.script(answers(token_answer()));
  std::string lower;
  std::string colons;
  for (const char c : certificate.sha1()) {
    lower += static_cast<char>(std::tolower(c));
    if (colons.size() % 3 == 2) colons += ':';
    colons += c;
  }
  for (const std::string& spelling : {certificate.sha1(), lower, colons}) {
    EXPECT_EQ(service_fabric_outcome(server.url(), spelling).token, "CANARY-good-token") << spelling;
  }
}

TEST(Faults, S10_the_thumbprint_is_none) {
  const TestCertificate certificate;
  FaultServer server(certificate.channel());
  for (const char* thumbprint : {"x", "00", "zz00000000000000000000000000000000000000"}) {
    EXPECT_EQ(service_fabric_outcome(server.url(), thumbprint).status, AZCRED_MISCONFIGURED) << thumbprint;
  }
  EXPECT_EQ(server.connections(), 0U);
}

}  // namespace
}  // namespace azcred::test
