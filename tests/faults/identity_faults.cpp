// Rows I: whose token it is, and strings that a hostile or clumsy program or administrator hands in.
#include <azcred/transport.h>

#include <cstring>
#include <random>

#include "faults/stage.h"

namespace azcred::test {
namespace {

constexpr const char* imds_url = "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=";
constexpr const char* variables[] = {"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "MSI_ENDPOINT", "MSI_SECRET",
                                     "AZURE_POD_IDENTITY_AUTHORITY_HOST"};

std::string hex_of(std::string_view text) {
  std::string result;
  for (const char c : text) {
    for (const int nibble : {static_cast<unsigned char>(c) >> 4, c & 15}) result += "0123456789abcdef"[nibble];
  }
  return result;
}

/// A transport that answers with a token which spells out what was asked, and remembers it.
struct Wire {
  std::vector<std::string> urls;
  std::vector<std::string> bodies;

  static azcred_status send(const azcred_http_request* request, azcred_http_response* response, void* data) {
    auto* const wire = static_cast<Wire*>(data);
    wire->urls.emplace_back(azcred_http_request_url(request));
    wire->bodies.emplace_back(static_cast<const char*>(azcred_http_request_body(request)),
                              azcred_http_request_body_size(request));
    const std::string body = R"({"access_token":")" + hex_of(wire->urls.back()) + R"(","expires_in":86400})";
    azcred_http_response_set_status(response, 200);
    azcred_http_response_append_body(response, body.data(), body.size());
    return AZCRED_OK;
  }
};

using Setter = void (*)(azcred_options*, const char*);
struct SelectorKind {
  Setter set;
  std::string parameter;
};
const SelectorKind client{azcred_options_set_client_id, "&client_id="};
const SelectorKind object{azcred_options_set_object_id, "&object_id="};
const SelectorKind resource{azcred_options_set_resource_id, "&msi_res_id="};

Handle<azcred_credential> credential_over(Wire& wire, Setter set = nullptr, const char* value = nullptr,
                                          azcred_error** error = nullptr) {
  const Handle<azcred_options> options(azcred_options_new());
  azcred_options_set_transport(options.get(), Wire::send, &wire, nullptr);
  azcred_options_set_max_retries(options.get(), 0);
  if (set != nullptr) set(options.get(), value);
  return Handle<azcred_credential>(azcred_credential_new_managed_identity(options.get(), error));
}

/// The status of making a credential and getting a token with it; the token, if there is one.
Outcome outcome_of(Wire& wire, Setter set, const char* value, const char* scope) {
  azcred_error* raw_error = nullptr;
  const auto credential = credential_over(wire, set, value, &raw_error);
  const Handle<azcred_token> token(azcred_credential_get_token(credential.get(), scope, &raw_error));
  const Handle<azcred_error> error(raw_error);
  Outcome outcome;
  if (token != nullptr) outcome.token = azcred_token_value(token.get());
  if (error == nullptr) return outcome;
  outcome.status = azcred_error_status(error.get());
  outcome.message = azcred_error_message(error.get());
  for (const char c : outcome.message) EXPECT_TRUE(c >= ' ' && c <= '~') << hex_of(outcome.message);
  EXPECT_LE(outcome.message.size(), 1'000U);
  return outcome;
}

std::string encoded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || std::strchr("-._~", c) != nullptr) {
      result += c;
      continue;
    }
    result += '%';
    const std::string digits = hex_of(std::string_view(&c, 1));
    for (const char digit : digits) result += static_cast<char>(std::toupper(digit));
  }
  return result;
}

// 18 identities, 3 of each kind under the same six spellings, and 12 scopes that differ as little as scopes can.
TEST(Faults, I3_no_token_is_ever_given_for_another_identity_or_scope) {
  const ProcessState before = ProcessState::now();
  {
    const char* const ids[] = {"00000000-0000-0000-0000-000000000001",
                               "00000000-0000-0000-0000-00000000000A",
                               "00000000-0000-0000-0000-00000000000a",
                               "0",
                               "00",
                               "/subscriptions/0"};
    const std::string hosts[] = {"https://a", "https://a/", "https://A", "https://a.b", "https://a%2fb", "a"};
    struct Identity {
      std::string parameter;
      Wire wire;
      Handle<azcred_credential> credential;
    };
    std::vector<std::unique_ptr<Identity>> identities;
    for (const SelectorKind& kind : {client, object, resource}) {
      for (const char* id : ids) {
        if (*id == '/' && kind.set != resource.set) continue;
        auto identity = std::make_unique<Identity>();
        identity->parameter = kind.parameter + encoded(id);
        identity->credential = credential_over(identity->wire, kind.set, id);
        ASSERT_NE(identity->credential, nullptr) << id;
        identities.push_back(std::move(identity));
      }
    }
    std::mt19937_64 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same order in every run
    for (int i = 0; i < 20'000; ++i) {
      const Identity& identity = *identities[random() % identities.size()];
      const std::string& host = hosts[random() % std::size(hosts)];
      const std::string scope = host + (random() % 2 == 0 ? "/.default" : "");
      const Handle<azcred_request> request(azcred_request_new(scope.c_str()));
      azcred_request_set_tenant_id(request.get(), random() % 2 == 0 ? "tenant" : "");
      azcred_request_set_cae_enabled(request.get(), static_cast<int>(random() % 2));
      azcred_request_set_force_refresh(request.get(), random() % 16 == 0 ? 1 : 0);
      const Handle<azcred_token> token(azcred_credential_request_token(identity.credential.get(), request.get(), nullptr));
      ASSERT_NE(token, nullptr) << scope;
      ASSERT_EQ(azcred_token_value(token.get()), hex_of(imds_url + encoded(host) + identity.parameter)) << scope;
    }
  }
  expect_unchanged(before);
}

TEST(Faults, I6_every_byte_of_an_identity_is_sent_exactly_or_refused) {
  for (const SelectorKind& kind : {client, object, resource}) {
    int sent = 0;
    for (int byte = 1; byte < 256; ++byte) {
      const std::string id = std::string("x") + static_cast<char>(byte) + "x";
      Wire wire;
      const Outcome outcome = outcome_of(wire, kind.set, id.c_str(), "https://vault.azure.net");
      if (outcome.status == AZCRED_OK) {
        ++sent;
        EXPECT_EQ(wire.urls, std::vector{imds_url + encoded("https://vault.azure.net") + kind.parameter + encoded(id)});
      } else {
        EXPECT_EQ(outcome.status, AZCRED_INVALID_ARGUMENT) << byte;
        EXPECT_TRUE(wire.urls.empty()) << byte;
      }
    }
    EXPECT_EQ(sent, kind.set == resource.set ? 0x7f - 0x21 : 26 + 26 + 10 + 3) << kind.parameter;
  }
}

TEST(Faults, I6_every_byte_of_a_scope_is_sent_exactly_or_refused) {
  for (const bool in_body : {false, true}) {  // the query of IMDS, the form of Cloud Shell
    if (in_body) setenv("MSI_ENDPOINT", "http://localhost:50342/oauth2/token", 1);
    for (int byte = 1; byte < 256; ++byte) {
      const std::string wanted = std::string("https://x") + static_cast<char>(byte) + "x";
      Wire wire;
      const Outcome outcome = outcome_of(wire, nullptr, nullptr, (wanted + "/.default").c_str());
      if (byte <= ' ' || byte >= 0x7f) {
        EXPECT_EQ(outcome.status, AZCRED_INVALID_ARGUMENT) << byte;
        EXPECT_TRUE(wire.urls.empty()) << byte;
      } else if (in_body) {
        EXPECT_EQ(wire.bodies, std::vector{"resource=" + encoded(wanted)});
      } else {
        EXPECT_EQ(wire.urls, std::vector{imds_url + encoded(wanted)});
      }
    }
    unsetenv("MSI_ENDPOINT");
  }
}

TEST(Faults, I6_strings_without_end_are_refused) {
  const std::string endless(std::size_t{64} * 1'024, 'x');
  Wire wire;
  for (const SelectorKind& kind : {client, object, resource}) {
    EXPECT_EQ(outcome_of(wire, kind.set, endless.c_str(), "https://x").status, AZCRED_INVALID_ARGUMENT);
  }
  EXPECT_EQ(outcome_of(wire, nullptr, nullptr, endless.c_str()).status, AZCRED_INVALID_ARGUMENT);
  EXPECT_TRUE(wire.urls.empty());
}

TEST(Faults, I5_E4_endpoints_that_lead_astray_are_refused_before_anything_is_sent) {
  const std::string hostile[] = {"http://evil.com/",
                                 "http://127.0.0.1.evil.com/",
                                 "http://localhost.evil.com/",
                                 "http://127.0.0.1@evil.com/",
                                 "http://evil.com\\@127.0.0.1/",
                                 "http://evil.com#@127.0.0.1/",
                                 "http://evil.com%23@127.0.0.1/",
                                 "http://%65vil.com/",
                                 "http://127.0.0.1%2eevil.com/",
                                 "http://.evil.com/",
                                 "http://2130706433.evil/",
                                 "http://0x8.8.8.8/",
                                 "http://010.8.8.8/",
                                 "http://134744072/",
                                 "http://[::ffff:8.8.8.8]/",
                                 "http://\xd0\xb5vil.com/",
                                 "http://" + std::string(300, 'a') + ".com/",
                                 "http://127.0.0.1:99999/",
                                 "http://127.0.0.1:80:80/",
                                 "http:///token",
                                 "http:evil.com",
                                 "//127.0.0.1/",
                                 "file:///etc/passwd",
                                 "gopher://127.0.0.1/",
                                 "../../evil.com",
                                 "http://127.0.0.1/\r\nHost: evil.com",
                                 "http://127.0.0.1/ x"};
  for (const char* variable : {"IDENTITY_ENDPOINT", "MSI_ENDPOINT", "AZURE_POD_IDENTITY_AUTHORITY_HOST"}) {
    for (const std::string& endpoint : hostile) {
      setenv("IDENTITY_HEADER", "CANARY-header", 1);
      setenv("MSI_SECRET", "CANARY-secret", 1);
      setenv(variable, endpoint.c_str(), 1);
      Wire wire;
      const Outcome outcome = outcome_of(wire, nullptr, nullptr, "https://vault.azure.net");
      for (const char* name : variables) unsetenv(name);
      EXPECT_EQ(outcome.status, AZCRED_MISCONFIGURED) << variable << "=" << endpoint << ": " << outcome.message;
      EXPECT_NE(outcome.message.find(variable), std::string::npos) << outcome.message;
      EXPECT_EQ(outcome.message.find(canary), std::string::npos) << outcome.message;
      EXPECT_TRUE(wire.urls.empty()) << wire.urls.front();
    }
  }
}

TEST(Faults, I6_a_secret_header_that_would_be_two_is_refused) {
  for (const char* header : {"CANARY\r\nHost: evil.com", "CANARY\nx", "CANARY\x7f", "CANARY\x01x"}) {
    setenv("IDENTITY_ENDPOINT", "http://127.0.0.1:1/", 1);
    setenv("IDENTITY_HEADER", header, 1);
    Wire wire;
    const Outcome outcome = outcome_of(wire, nullptr, nullptr, "https://vault.azure.net");
    for (const char* name : variables) unsetenv(name);
    EXPECT_EQ(outcome.status, AZCRED_MISCONFIGURED) << outcome.message;
    EXPECT_EQ(outcome.message.find(canary), std::string::npos) << outcome.message;
    EXPECT_TRUE(wire.urls.empty());
  }
}

}  // namespace
}  // namespace azcred::test
