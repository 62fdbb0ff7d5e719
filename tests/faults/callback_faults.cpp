// Row T7: what hooks of the program do while the library runs them.
#include <azcred/transport.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "faults/stage.h"

namespace azcred::test {
namespace {

constexpr const char* scope = "https://vault.azure.net/.default";

/// A credential whose transport and log do what a test says.
struct Hooked {
  std::function<azcred_status(azcred_http_response*)> send = answer;
  std::function<void()> log = [] {};
  Handle<azcred_credential> credential;

  Hooked() {
    const Handle<azcred_options> options(azcred_options_new());
    azcred_options_set_max_retries(options.get(), 0);
    azcred_options_set_transport(
        options.get(),
        [](const azcred_http_request*, azcred_http_response* response, void* self) {
          return static_cast<Hooked*>(self)->send(response);
        },
        this, nullptr);
    azcred_options_set_log(
        options.get(), AZCRED_LOG_DEBUG,
        [](azcred_log_level, const char*, const char*, void* self) { static_cast<Hooked*>(self)->log(); }, this, nullptr);
    credential.reset(azcred_credential_new_managed_identity(options.get(), nullptr));
  }

  static azcred_status answer(azcred_http_response* response) {
    const std::string body = R"({"access_token":"token","expires_in":86400})";
    azcred_http_response_set_status(response, 200);
    azcred_http_response_append_body(response, body.data(), body.size());
    return AZCRED_OK;
  }

  azcred_status get(std::int64_t timeout_ms, const char* of_scope = scope, bool forced = false) {
    const Handle<azcred_request> request(azcred_request_new(of_scope));
    azcred_request_set_timeout_ms(request.get(), timeout_ms);
    azcred_request_set_force_refresh(request.get(), forced ? 1 : 0);
    azcred_error* raw_error = nullptr;
    const Handle<azcred_token> token(azcred_credential_request_token(credential.get(), request.get(), &raw_error));
    const Handle<azcred_error> error(raw_error);
    EXPECT_NE(token == nullptr, error == nullptr);
    return azcred_error_status(error.get());
  }
};

TEST(Faults, T7_a_transport_asks_for_another_token) {
  const ProcessState before = ProcessState::now();
  {
    Hooked hooked;
    bool inside = false;
    hooked.send = [&](azcred_http_response* response) {
      if (!std::exchange(inside, true)) {
        EXPECT_EQ(hooked.get(10'000, "https://storage.azure.com"), AZCRED_OK);
      }
      return Hooked::answer(response);
    };
    EXPECT_EQ(hooked.get(10'000), AZCRED_OK);
  }
  expect_unchanged(before);
}

TEST(Faults, T7_a_transport_asks_for_the_very_token_that_it_should_bring) {
  Hooked hooked;
  bool inside = false;
  azcred_status inner = AZCRED_OK;
  hooked.send = [&](azcred_http_response* response) {
    if (!std::exchange(inside, true)) inner = hooked.get(10'000);
    return Hooked::answer(response);
  };
  EXPECT_EQ(hooked.get(10'000), AZCRED_OK);
  EXPECT_EQ(inner, AZCRED_INVALID_ARGUMENT) << "it would wait for itself";
}

TEST(Faults, T7_a_log_asks_for_tokens) {
  Hooked hooked;
  std::atomic<bool> inside{false};
  int lines = 0;
  hooked.log = [&] {
    ++lines;
    if (inside.exchange(true)) return;
    EXPECT_EQ(hooked.get(10'000, "https://monitor.azure.com"), AZCRED_OK);
    inside = false;
  };
  EXPECT_EQ(hooked.get(10'000), AZCRED_OK);
  EXPECT_EQ(hooked.get(10'000, scope, true), AZCRED_OK);
  EXPECT_GT(lines, 2);
}

TEST(Faults, T7_a_log_frees_the_credential) {
  Hooked hooked;
  hooked.log = [&] { hooked.credential.reset(); };
  azcred_credential* const credential = hooked.credential.get();
  const Handle<azcred_token> token(azcred_credential_get_token(credential, scope, nullptr));
  EXPECT_NE(token, nullptr);
  EXPECT_EQ(hooked.credential, nullptr);
}

TEST(Faults, T7_a_blocked_transport_holds_up_nobody_but_its_caller) {
  Hooked hooked;
  std::atomic<bool> arrived{false};
  std::atomic<bool> released{false};
  hooked.send = [&](azcred_http_response* response) {
    arrived = true;
    arrived.notify_all();
    released.wait(false);
    return Hooked::answer(response);
  };
  std::thread leader([&] { EXPECT_EQ(hooked.get(10'000), AZCRED_OK); });
  arrived.wait(false);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(hooked.get(100), AZCRED_TIMEOUT);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  released = true;
  released.notify_all();
  leader.join();
}

TEST(Faults, T7_hooks_throw) {
  const ProcessState before = ProcessState::now();
  {
    Hooked hooked;
    hooked.log = [] { throw std::runtime_error("of the log"); };
    EXPECT_EQ(hooked.get(10'000), AZCRED_OK);
    hooked.send = [](azcred_http_response*) -> azcred_status { throw 1; };
    EXPECT_EQ(hooked.get(10'000, scope, true), AZCRED_NETWORK);
    hooked.send = [](azcred_http_response*) -> azcred_status { throw std::bad_alloc(); };
    EXPECT_EQ(hooked.get(10'000, scope, true), AZCRED_NETWORK);
    hooked.send = Hooked::answer;
    EXPECT_EQ(hooked.get(10'000, scope, true), AZCRED_OK);

    const Handle<azcred_request> request(azcred_request_new(scope));
    const Handle<azcred_call> call(azcred_credential_start(hooked.credential.get(), request.get(), nullptr));
    int released = 0;
    azcred_call_set_done(
        call.get(), [](azcred_call*, void*) { throw std::runtime_error("of the callback"); }, &released,
        [](void* count) {
          ++*static_cast<int*>(count);
          throw std::runtime_error("of the release");
        });
    EXPECT_EQ(azcred_call_wait_ms(call.get(), 10'000), 1);
    const Handle<azcred_token> token(azcred_call_take_token(call.get(), nullptr));
    EXPECT_NE(token, nullptr);
  }
  expect_unchanged(before);
}

}  // namespace
}  // namespace azcred::test
