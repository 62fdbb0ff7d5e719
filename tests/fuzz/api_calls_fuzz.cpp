// Sequences of calls of the C ABI, in any order that its documentation allows, with a transport that answers anything.
#include <azcred/azcred.h>
#include <azcred/transport.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "fuzz/byte_script.h"
#include "fuzz/expect.h"

namespace {

using azcred::test::ByteScript;
using azcred::test::expect;

/// What one credential's transport says to every request.
struct Answer {
  azcred_status status;
  std::int32_t http_status;
  std::string header, value, body;
};

azcred_status send(const azcred_http_request* request, azcred_http_response* response, void* user_data) {
  const auto& answer = *static_cast<const Answer*>(user_data);
  expect(std::strlen(azcred_http_request_url(request)) > 0, "a request has a URL");
  for (std::size_t i = 0; i <= azcred_http_request_header_count(request); ++i) {
    expect(std::strpbrk(azcred_http_request_header_value(request, i), "\r\n") == nullptr, "a header is one line");
  }
  azcred_http_response_set_status(response, answer.http_status);
  if (!answer.header.empty()) azcred_http_response_add_header(response, answer.header.c_str(), answer.value.c_str());
  azcred_http_response_append_body(response, answer.body.data(), answer.body.size());
  return answer.status;
}

void delete_answer(void* answer) { delete static_cast<Answer*>(answer); }

void look_at_log(azcred_log_level, const char* source, const char* message, void*) {
  expect(std::strstr(source, "canary") == nullptr && std::strstr(message, "canary") == nullptr, "the log holds no secret");
}

void look_at_error(const azcred_error* error, int depth = 0) {
  for (const char* text : {azcred_error_message(error), azcred_error_hint(error), azcred_error_source(error),
                           azcred_error_service_code(error), azcred_error_correlation_id(error), azcred_error_claims(error)}) {
    expect(text != nullptr && std::strstr(text, "canary") == nullptr, "an error holds no secret");
  }
  expect(error == nullptr || azcred_error_status(error) != AZCRED_INTERNAL, "nothing reveals a defect");
  expect(depth < 8, "causes are not nested without end");
  for (std::size_t i = 0; i < azcred_error_cause_count(error); ++i) look_at_error(azcred_error_cause(error, i), depth + 1);
}

constexpr std::array environments = {
    "",
    "IDENTITY_ENDPOINT=http://127.0.0.1:41/msi/token\nIDENTITY_HEADER=canary-header",
    "MSI_ENDPOINT=http://127.0.0.1:41/msi/token\nMSI_SECRET=canary-secret",
    "MSI_ENDPOINT=http://localhost:50342/oauth2/token",
    "IDENTITY_ENDPOINT=http://127.0.0.1:40342/metadata/identity/oauth2/token\nIMDS_ENDPOINT=http://127.0.0.1:40342",
    "IDENTITY_ENDPOINT=https://10.0.0.4:2377/metadata/identity/oauth2/token\nIDENTITY_HEADER=canary-header\n"
    "IDENTITY_SERVER_THUMBPRINT=0123456789abcdef0123456789abcdef01234567",
    "IDENTITY_ENDPOINT=http://evil.example/\nIDENTITY_HEADER=canary-header",
    "AZURE_TOKEN_CREDENTIALS=prod\nAZURE_CLIENT_ID=00000000-0000-0000-0000-000000000001",
    "AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential\nAZURE_POD_IDENTITY_AUTHORITY_HOST=http://169.254.169.254",
};

void set_environment(std::string_view lines) {
  for (const char* name :
       {"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET",
        "AZURE_CLIENT_ID", "AZURE_TOKEN_CREDENTIALS", "AZURE_POD_IDENTITY_AUTHORITY_HOST"}) {
    unsetenv(name);
  }
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    const auto equals = line.find('=');
    setenv(std::string(line.substr(0, equals)).c_str(), std::string(line.substr(equals + 1)).c_str(), 1);
  }
}

template <class Handle>
using Slots = std::array<Handle*, 3>;

class Session {
 public:
  explicit Session(ByteScript script) : script_(script) { set_environment(environments[script_.below(environments.size())]); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void run() {
    for (int step = 0; step < 64 && !script_.at_end(); ++step) {
      switch (script_.below(16)) {
        case 0: make_options(); break;
        case 1: set_option(); break;
        case 2: make_request(); break;
        case 3: set_in_request(); break;
        case 4:
        case 5: make_credential(); break;
        case 6: make_chain(); break;
        case 7:
        case 8: get_token(); break;
        case 9: start_call(); break;
        case 10: use_call(); break;
        case 11: use_cancel(); break;
        case 12: look_at_token(); break;
        case 13: forget_error(); break;
        case 14: free_something(); break;
        default: misuse(); break;
      }
    }
  }

  ~Session() {
    for (auto*& call : calls_) azcred_call_free(call);
    for (auto*& credential : credentials_) azcred_credential_free(credential);
    for (auto*& chain : chains_) azcred_chain_free(chain);
    for (auto*& request : requests_) azcred_request_free(request);
    for (auto*& options : options_) azcred_options_free(options);
    for (auto*& token : tokens_) azcred_token_free(token);
    for (auto*& cancel : cancels_) azcred_cancel_free(cancel);
    forget_error();
  }

 private:
  template <class Handle>
  Handle*& any(Slots<Handle>& slots) {
    return slots[script_.below(slots.size())];
  }
  template <class Handle, class Free>
  void replace(Slots<Handle>& slots, Handle* handle, Free free) {
    Handle*& slot = any(slots);
    free(slot);
    slot = handle;
  }

  /// A text of the program's own, which errors may quote: so no canary.
  std::string text() {
    constexpr std::array known = {
        "https://vault.azure.net/.default", "https://vault.azure.net", "00000000-0000-0000-0000-000000000001",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i",
        "{\"access_token\":{\"nbf\":{\"essential\":true}}}"};
    const std::size_t choice = script_.below(known.size() + 1);
    std::string text = choice < known.size() ? known[choice] : script_.string();
    for (auto at = text.find("canary"); at != std::string::npos; at = text.find("canary")) text[at] = 'C';
    return text;
  }

  azcred_error** error() { return script_.below(8) == 0 ? nullptr : &error_; }
  /// What a fallible call must have left behind.
  void check(const void* result, azcred_error* const* error, bool had_failed) const {
    if (error == nullptr) return;
    expect((result == nullptr) == (*error != nullptr), "a call gives either what was asked for or an error");
    expect(!had_failed || result == nullptr, "after a failure nothing is done");
    look_at_error(*error);
  }

  Answer* make_answer() {
    constexpr std::array<std::int32_t, 8> http_statuses = {200, 200, 400, 401, 404, 429, 500, 302};
    constexpr std::array headers = {"", "WWW-Authenticate", "Retry-After", "Content-Type"};
    constexpr std::array bodies = {
        R"({"access_token":"canary.canary","expires_in":"86399","token_type":"Bearer"})",
        R"({"access_token":"canary.canary","expires_on":4102444800,"client_id":"00000000-0000-0000-0000-000000000001"})",
        R"({"error":"invalid_request","error_description":"canary Identity not found"})",
        R"({"access_token":"canary.canary","expires_in":1})",
    };
    auto answer = std::make_unique<Answer>();
    answer->status = script_.below(4) == 0 ? static_cast<azcred_status>(script_.byte()) : AZCRED_OK;
    answer->http_status = http_statuses[script_.below(http_statuses.size())];
    answer->header = headers[script_.below(headers.size())];
    if (!answer->header.empty()) answer->value = script_.string();
    const std::size_t choice = script_.below(bodies.size() + 1);
    answer->body = choice < bodies.size() ? bodies[choice] : script_.string();
    return answer.release();
  }

  void make_options() {
    azcred_options* const options = azcred_options_new();
    azcred_options_set_transport(options, send, make_answer(), delete_answer);
    azcred_options_set_max_retries(options, 0);
    azcred_options_set_log(options, AZCRED_LOG_DEBUG, look_at_log, nullptr, nullptr);
    replace(options_, options, azcred_options_free);
  }

  void set_option() {
    azcred_options* const options = any(options_);
    switch (script_.below(8)) {
      case 0: azcred_options_set_client_id(options, text().c_str()); break;
      case 1: azcred_options_set_object_id(options, text().c_str()); break;
      case 2: azcred_options_set_resource_id(options, text().c_str()); break;
      case 3: azcred_options_set_expected_client_id(options, text().c_str()); break;
      case 4: azcred_options_set_expected_object_id(options, text().c_str()); break;
      case 5: azcred_options_set_expected_tenant_id(options, text().c_str()); break;
      case 6: azcred_options_set_background_refresh(options, script_.below(2) == 0); break;
      default: azcred_options_set_client_id(options, nullptr); break;
    }
  }

  void make_request() {
    azcred_request* const request = azcred_request_new(text().c_str());
    azcred_request_set_timeout_ms(request, 50);
    replace(requests_, request, azcred_request_free);
  }

  void set_in_request() {
    azcred_request* const request = any(requests_);
    switch (script_.below(7)) {
      case 0: azcred_request_add_scope(request, text().c_str()); break;
      case 1: azcred_request_set_tenant_id(request, text().c_str()); break;
      case 2: azcred_request_set_claims(request, text().c_str()); break;
      case 3: azcred_request_set_cae_enabled(request, script_.below(2) == 0); break;
      case 4: azcred_request_set_force_refresh(request, script_.below(2) == 0); break;
      case 5: azcred_request_set_timeout_ms(request, script_.byte() % 51); break;
      default: azcred_request_set_cancel(request, any(cancels_)); break;
    }
  }

  void make_credential() {
    azcred_options* const options = any(options_);
    if (options == nullptr) return;  // without options a credential uses the network
    azcred_error** const error = this->error();
    const bool had_failed = error_ != nullptr;
    azcred_credential* const credential = script_.below(2) == 0 ? azcred_credential_new_managed_identity(options, error)
                                                                : azcred_credential_new_default(options, error);
    check(credential, error, had_failed);
    replace(credentials_, credential, azcred_credential_free);
  }

  void make_chain() {
    azcred_chain*& chain = any(chains_);
    if (chain == nullptr) chain = azcred_chain_new();
    if (script_.below(2) == 0) {
      azcred_chain_append(chain, any(credentials_));
      return;
    }
    azcred_error** const error = this->error();
    const bool had_failed = error_ != nullptr;
    azcred_credential* const credential = azcred_credential_new_chain(chain, any(options_), error);
    check(credential, error, had_failed);
    replace(credentials_, credential, azcred_credential_free);
  }

  void get_token() {
    azcred_error** const error = this->error();
    const bool had_failed = error_ != nullptr;
    azcred_credential* const credential = any(credentials_);
    azcred_token* const token = script_.below(2) == 0 ? azcred_credential_get_token(credential, text().c_str(), error)
                                                      : azcred_credential_request_token(credential, any(requests_), error);
    check(token, error, had_failed);
    replace(tokens_, token, azcred_token_free);
  }

  void start_call() {
    azcred_error** const error = this->error();
    const bool had_failed = error_ != nullptr;
    azcred_call* const call = azcred_credential_start(any(credentials_), any(requests_), error);
    check(call, error, had_failed);
    replace(calls_, call, azcred_call_free);
  }

  void use_call() {
    azcred_call* const call = any(calls_);
    switch (script_.below(5)) {
      case 0: expect((azcred_call_fd(call) >= 0) == (call != nullptr), "a call has a descriptor"); break;
      case 1: azcred_call_wait_ms(call, static_cast<std::int64_t>(script_.below(5))); break;
      case 2: azcred_call_cancel(call); break;
      case 3:
        azcred_call_set_done(
            call, [](azcred_call*, void*) {}, new Answer, delete_answer);
        break;
      default: {
        azcred_error** const error = this->error();
        const bool had_failed = error_ != nullptr;
        azcred_token* const token = azcred_call_take_token(call, error);
        check(token, error, had_failed);
        replace(tokens_, token, azcred_token_free);
      }
    }
  }

  void use_cancel() {
    azcred_cancel*& cancel = any(cancels_);
    if (cancel == nullptr) cancel = azcred_cancel_new();
    if (script_.below(2) == 0) azcred_cancel_trigger(cancel);
  }

  void look_at_token() {
    const azcred_token* const token = any(tokens_);
    expect(std::strlen(azcred_token_value(token)) == azcred_token_value_size(token), "a token has the size that it says");
    expect(token == nullptr || azcred_token_refresh_at_unix_s(token) <= azcred_token_expires_at_unix_s(token),
           "a token is renewed while it lasts");
  }

  void forget_error() {
    azcred_error_free(error_);
    error_ = nullptr;
  }

  void free_something() {
    switch (script_.below(5)) {
      case 0: replace<azcred_credential>(credentials_, nullptr, azcred_credential_free); break;
      case 1: replace<azcred_request>(requests_, nullptr, azcred_request_free); break;
      case 2: replace<azcred_options>(options_, nullptr, azcred_options_free); break;
      case 3: replace<azcred_call>(calls_, nullptr, azcred_call_free); break;
      default: replace<azcred_chain>(chains_, nullptr, azcred_chain_free); break;
    }
  }

  /// A handle of another kind is refused by every function, and left alone.
  void misuse() {
    void* const wrong = any(requests_);
    azcred_error* error = nullptr;
    expect(azcred_credential_get_token(static_cast<azcred_credential*>(wrong), "x", &error) == nullptr,
           "a request is no credential");
    expect(azcred_error_status(error) == AZCRED_INVALID_ARGUMENT, "a wrong handle is the program's mistake");
    azcred_error_free(error);
    azcred_credential_free(static_cast<azcred_credential*>(wrong));
    azcred_options_free(static_cast<azcred_options*>(wrong));
    azcred_call_free(static_cast<azcred_call*>(wrong));
    azcred_chain_append(static_cast<azcred_chain*>(wrong), static_cast<azcred_credential*>(wrong));
  }

  ByteScript script_;
  azcred_error* error_ = nullptr;
  Slots<azcred_options> options_{};
  Slots<azcred_request> requests_{};
  Slots<azcred_credential> credentials_{};
  Slots<azcred_chain> chains_{};
  Slots<azcred_token> tokens_{};
  Slots<azcred_call> calls_{};
  Slots<azcred_cancel> cancels_{};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Session(ByteScript(data, size)).run();
  return 0;
}
