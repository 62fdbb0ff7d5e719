#include "source/managed_identity/imds_probe.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "support/scripted_host.h"
#include "support/scripted_transport.h"

namespace azcred {
namespace {

using Finding = ImdsProbe::Finding;
using Kind = TransportFailure::Kind;
using test::ScriptedHost;
using test::ScriptedTransport;

constexpr const char* azure_tag = "7783-7084-3265-9085-8269-3286-77";

/// Leaves the clock alone and lets others run: for tests with threads.
class PatientHost : public ScriptedHost {
 public:
  void pause(std::int64_t, const Limits&) override { std::this_thread::yield(); }
};

class Probe : public testing::Test {
 protected:
  ScriptedHost host;
  ScriptedTransport transport;
  ImdsProbe probe{"http://169.254.169.254/metadata/identity/oauth2/token"};
  Limits limits;

  Finding ask() { return probe.ask(host, transport, limits); }

  std::int64_t connect_budget() {
    std::int64_t budget = 0;
    transport.answers.push_back([&](const Request& request, const Limits&) -> Result<Response, TransportFailure> {
      budget = request.connect_timeout_ms;
      return TransportFailure{.kind = Kind::timeout};
    });
    EXPECT_EQ(ImdsProbe("http://169.254.169.254/").ask(host, transport, limits), Finding::absent);
    return budget;
  }
  void set_firmware(const char* vendor, const char* tag) {
    host.files.clear();
    if (vendor != nullptr) host.files["/sys/class/dmi/id/sys_vendor"] = vendor;
    if (tag != nullptr) host.files["/sys/class/dmi/id/chassis_asset_tag"] = tag;
  }
};

TEST_F(Probe, finds_whoever_answers) {
  for (const int status : {200, 400, 401, 403, 404, 405, 500, 503}) {
    transport.answer(status, "");
    EXPECT_EQ(ImdsProbe("http://169.254.169.254/").ask(host, transport, limits), Finding::present) << status;
  }
}

TEST_F(Probe, does_not_take_a_gateway_for_the_service) {
  const char* words = "connecting to 169.254.169.254:80: unreachable network";
  for (const auto& [status, body] : {std::pair{403, words}, {503, words}, {502, ""}, {504, ""}}) {
    transport.answer(status, body);
    EXPECT_EQ(ImdsProbe("http://169.254.169.254/").ask(host, transport, limits), Finding::absent) << status;
  }
}

TEST_F(Probe, remembers_for_good_that_there_is_a_service) {
  transport.answer(400, "");
  EXPECT_EQ(ask(), Finding::present);
  host.advance_ms(1'000'000'000);
  EXPECT_EQ(ask(), Finding::present);
  EXPECT_EQ(transport.seen().size(), 1U);
}

TEST_F(Probe, remembers_for_five_seconds_that_there_is_none) {
  transport.fail(Kind::timeout);
  EXPECT_EQ(ask(), Finding::absent);
  host.advance_ms(4'999);
  EXPECT_EQ(ask(), Finding::absent);
  EXPECT_EQ(transport.seen().size(), 1U);
  host.advance_ms(1);
  transport.answer(400, "");
  EXPECT_EQ(ask(), Finding::present);
}

TEST_F(Probe, remembers_nothing_when_the_call_ran_out_of_time) {
  limits.deadline = Deadline::after(host.now(), 100);
  transport.answers.push_back([this](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    host.advance_ms(100);
    return TransportFailure{.kind = Kind::timeout};
  });
  EXPECT_EQ(ask(), Finding::unknown);
  limits = {};
  transport.answer(400, "");
  EXPECT_EQ(ask(), Finding::present);
}

TEST_F(Probe, remembers_nothing_when_the_call_was_cancelled) {
  Cancel cancel;
  limits.cancels[0] = &cancel;
  transport.answers.push_back([&](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    cancel.trigger();
    return TransportFailure{.kind = Kind::interrupted};
  });
  EXPECT_EQ(ask(), Finding::unknown);
  limits = {};
  transport.answer(400, "");
  EXPECT_EQ(ask(), Finding::present);
}

TEST_F(Probe, remembers_nothing_when_the_process_is_out_of_descriptors) {
  transport.fail(Kind::resources);
  EXPECT_EQ(ask(), Finding::unknown);
  transport.answer(400, "");
  EXPECT_EQ(ask(), Finding::present);
  EXPECT_TRUE(host.pauses().empty());  // nobody waits for a probe that is over
}

TEST_F(Probe, sends_nothing_for_a_call_that_is_over) {
  limits.deadline = Deadline::at(host.now());
  EXPECT_EQ(ask(), Finding::unknown);
  EXPECT_TRUE(transport.seen().empty());
}

TEST_F(Probe, gives_azure_and_the_unknown_a_second) {
  set_firmware(nullptr, nullptr);
  EXPECT_EQ(connect_budget(), 1'000);
  set_firmware("Microsoft Corporation\n", "7783-7084-3265-9085-8269-3286-77\n");
  EXPECT_EQ(connect_budget(), 1'000);
  set_firmware("Microsoft Corporation\n", nullptr);
  EXPECT_EQ(connect_budget(), 1'000);
  set_firmware(nullptr, azure_tag);
  EXPECT_EQ(connect_budget(), 1'000);
}

TEST_F(Probe, gives_other_hardware_less) {
  set_firmware("Dell Inc.\n", "ABC\n");
  EXPECT_EQ(connect_budget(), 300);
  set_firmware("Dell Inc.\n", nullptr);
  EXPECT_EQ(connect_budget(), 300);
  set_firmware("Microsoft Corporation\n", "1234-5678\n");
  EXPECT_EQ(connect_budget(), 300);
}

TEST_F(Probe, is_shared_by_all_who_ask_at_once) {
  constexpr int thread_count = 64;
  PatientHost patient_host;
  std::atomic<int> asking{0};
  transport.otherwise = [&](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    while (asking.load() < thread_count) std::this_thread::yield();
    return TransportFailure{.kind = Kind::timeout};
  };
  std::atomic<int> absent{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < thread_count; ++i) {
    threads.emplace_back([&] {
      ++asking;
      if (probe.ask(patient_host, transport, limits) == Finding::absent) ++absent;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(absent.load(), thread_count);
  EXPECT_EQ(transport.seen().size(), 1U);
}

TEST_F(Probe, of_another_is_not_waited_for_longer_than_the_call_may_take) {
  transport.answers.push_back([this](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    // Somebody with less time asks in the middle of it.
    Limits hurried;
    hurried.deadline = Deadline::after(host.now(), 50);
    EXPECT_EQ(probe.ask(host, transport, hurried), Finding::unknown);
    return TransportFailure{.kind = Kind::timeout};
  });
  EXPECT_EQ(ask(), Finding::absent);
  EXPECT_EQ(transport.seen().size(), 1U);
}

TEST_F(Probe, that_a_forked_process_inherits_half_done_is_not_waited_for_for_ever) {
  transport.answers.push_back([this](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    // Nobody will ever finish the outer probe while this one waits: the clock goes on and the promise ends.
    transport.answer(400, "");
    EXPECT_EQ(probe.ask(host, transport, limits), Finding::present);
    return TransportFailure{.kind = Kind::interrupted};
  });
  ask();
  EXPECT_EQ(transport.seen().size(), 2U);
}

}  // namespace
}  // namespace azcred
