// Callers while the token is being renewed early: how many of them notice.
#include <azcred/azcred.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

namespace {

constexpr int callers = 8;
constexpr auto how_long = std::chrono::seconds(10);
constexpr double slow_ms = 50;

struct Counts {
  std::atomic<long> calls{0}, slow{0}, failed{0};
  std::atomic<double> slowest_ms{0};
};

void call_for_a_while(const azcred_credential* credential, Counts& counts) {
  const auto end = std::chrono::steady_clock::now() + how_long;
  while (std::chrono::steady_clock::now() < end) {
    azcred_error* error = nullptr;
    const auto start = std::chrono::steady_clock::now();
    azcred_token* token = azcred_credential_get_token(credential, "https://storage.azure.com/.default", &error);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    ++counts.calls;
    if (token == nullptr) ++counts.failed;
    if (took.count() > slow_ms) ++counts.slow;
    double slowest = counts.slowest_ms;
    while (took.count() > slowest && !counts.slowest_ms.compare_exchange_weak(slowest, took.count())) {
    }
    azcred_token_free(token);
    azcred_error_free(error);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace

int main(int argc, char** argv) {
  azcred_error* error = nullptr;
  azcred_options* options = azcred_options_new();
  azcred_options_set_background_refresh(options, argc > 1 && std::strcmp(argv[1], "--background") == 0);
  azcred_credential* credential = azcred_credential_new_managed_identity(options, &error);
  azcred_options_free(options);
  azcred_token_free(azcred_credential_get_token(credential, "https://storage.azure.com/.default", &error));
  Counts counts;
  std::vector<std::thread> threads;
  for (int i = 0; i < callers; ++i) threads.emplace_back([&] { call_for_a_while(credential, counts); });
  for (auto& thread : threads) thread.join();
  std::printf("calls %ld\nslow %ld\nfailed %ld\nslowest_ms %.0f\n", counts.calls.load(), counts.slow.load(),
              counts.failed.load(), counts.slowest_ms.load());
  azcred_credential_free(credential);
  azcred_error_free(error);
}
