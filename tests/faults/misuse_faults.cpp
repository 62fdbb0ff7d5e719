// Rows A: programs that hand in what they should not. NULL in every place is in tests/capi/make_misuse_grid.py.
#include <array>
#include <cstdint>
#include <limits>
#include <random>

#include "faults/stage.h"

namespace azcred::test {
namespace {

TEST(Faults, A2_memory_that_is_no_handle) {
  const ProcessState before = ProcessState::now();
  std::mt19937_64 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes in every run
  std::array<std::uint64_t, 64> memory{};
  for (int i = 0; i < 20'000; ++i) {
    memory[0] = random();
    memory[1 + static_cast<std::size_t>(i) % 63] = random();
    void* const garbage = memory.data();
    azcred_error* raw_error = nullptr;
    switch (i % 8) {
      case 0: azcred_credential_get_token(static_cast<azcred_credential*>(garbage), "https://x", &raw_error); break;
      case 1: azcred_credential_new_managed_identity(static_cast<azcred_options*>(garbage), &raw_error); break;
      case 2: azcred_credential_new_chain(static_cast<azcred_chain*>(garbage), nullptr, &raw_error); break;
      case 3: azcred_call_take_token(static_cast<azcred_call*>(garbage), &raw_error); break;
      case 4: {
        const Handle<azcred_credential> credential(azcred_credential_new_managed_identity(nullptr, nullptr));
        azcred_credential_request_token(credential.get(), static_cast<azcred_request*>(garbage), &raw_error);
        break;
      }
      case 5: EXPECT_EQ(azcred_error_status(static_cast<azcred_error*>(garbage)), AZCRED_INVALID_ARGUMENT); break;
      case 6: azcred_cancel_trigger(static_cast<azcred_cancel*>(garbage)); break;
      default:
        azcred_credential_free(static_cast<azcred_credential*>(garbage));
        azcred_error_free(static_cast<azcred_error*>(garbage));
        azcred_options_free(static_cast<azcred_options*>(garbage));
        azcred_request_free(static_cast<azcred_request*>(garbage));
        azcred_call_free(static_cast<azcred_call*>(garbage));
        azcred_cancel_free(static_cast<azcred_cancel*>(garbage));
    }
    const Handle<azcred_error> error(raw_error);
    if (i % 8 < 5) {
      EXPECT_EQ(azcred_error_status(error.get()), AZCRED_INVALID_ARGUMENT);
    }
  }
  expect_unchanged(before);
}

TEST(Faults, A17_timeouts_at_the_ends_of_their_range) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  Stage stage(HostKind::app_service);
  stage.server().script(answers(token_answer()));
  for (const std::int64_t timeout_ms : {most, most - 1, most / 1'000'000, most / 1'000'000 + 1, least, least + 1, -1L}) {
    const Handle<azcred_request> request(azcred_request_new("https://vault.azure.net/.default"));
    azcred_request_set_timeout_ms(request.get(), timeout_ms);
    azcred_request_set_force_refresh(request.get(), 1);
    const Handle<azcred_token> token(azcred_credential_request_token(stage.credential(), request.get(), nullptr));
    EXPECT_NE(token, nullptr) << timeout_ms;
    const Handle<azcred_call> call(azcred_credential_start(stage.credential(), request.get(), nullptr));
    EXPECT_EQ(azcred_call_wait_ms(call.get(), timeout_ms), 1) << timeout_ms;
  }
}

TEST(Faults, A17_a_timeout_of_0_asks_nobody) {
  on_every_host([](Stage& stage) {
    EXPECT_EQ(stage.get(0).status, AZCRED_TIMEOUT);
    EXPECT_EQ(stage.server().connections(), 0U);
    stage.expect_recovery();
    EXPECT_EQ(stage.get(0).token, "CANARY-recovered");
  });
}

}  // namespace
}  // namespace azcred::test
