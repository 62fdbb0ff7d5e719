// One host kind, played by a fault server, with a credential of the C ABI in front of it.
#pragma once
#include <azcred/azcred.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "faults/invariants.h"
#include "faults/journal.h"
#include "support/fault_server.h"
#include "support/fault_tls.h"

namespace azcred::test {

enum class HostKind { imds, app_service, app_service_2017, cloud_shell, service_fabric };
inline constexpr HostKind every_host[] = {HostKind::imds, HostKind::app_service, HostKind::app_service_2017,
                                          HostKind::cloud_shell, HostKind::service_fabric};
const char* name_of(HostKind host);

/// What must be in no log line, no error and not on stderr: part of every token and every secret of these tests.
inline constexpr std::string_view canary = "CANARY";

struct Free {
  void operator()(azcred_credential* it) const { azcred_credential_free(it); }
  void operator()(azcred_error* it) const { azcred_error_free(it); }
  void operator()(azcred_token* it) const { azcred_token_free(it); }
  void operator()(azcred_options* it) const { azcred_options_free(it); }
  void operator()(azcred_request* it) const { azcred_request_free(it); }
  void operator()(azcred_cancel* it) const { azcred_cancel_free(it); }
  void operator()(azcred_call* it) const { azcred_call_free(it); }
};
template <class T>
using Handle = std::unique_ptr<T, Free>;

struct Outcome {
  azcred_status status = AZCRED_OK;
  std::string token;  ///< "" unless status is AZCRED_OK
  std::string message;
  std::int32_t http_status = 0;
  bool retryable = false;
  std::int64_t took_ms = 0;
};

struct StageWishes {
  std::uint32_t max_retries = 0;
  std::string origin;  ///< instead of the stage's own server
};

class Stage {
 public:
  explicit Stage(HostKind host, StageWishes wishes = {});
  /// Frees everything, then fails the test if the process is not as it was.
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  FaultServer& server() { return *server_; }
  /// Does this to every connection from now on, kept ones included.
  void play(FaultServer::Script script);
  HostKind host() const { return host_; }
  azcred_credential* credential() { return credential_.get(); }
  void free_credential() { credential_.reset(); }

  /// A new token, whatever the cache holds. Fails the test if it came late or if a secret is in the error.
  Outcome fetch(std::int64_t timeout_ms = 10'000, azcred_cancel* cancel = nullptr);
  /// The same, with the cache.
  Outcome get(std::int64_t timeout_ms = 10'000);
  /// Expects that the same credential gets a token once the server is well again.
  void expect_recovery();
  std::string log() const { return journal_.text(); }

 private:
  Outcome ask(std::int64_t timeout_ms, azcred_cancel* cancel, bool forced);

  const ProcessState before_ = ProcessState::now();
  const HostKind host_;
  const TestCertificate certificate_;
  std::unique_ptr<FaultServer> server_;
  Journal journal_;
  Handle<azcred_credential> credential_;
};

/// Sets up each host kind in turn.
void on_every_host(const std::function<void(Stage& stage)>& row, StageWishes wishes = {});

/// A token answer every host kind could give; `members` replaces what is inside the braces.
std::string token_body(std::string_view token = "CANARY-good-token");
std::string token_answer(std::string_view token = "CANARY-good-token");

}  // namespace azcred::test
