// A token out of the cache: time and allocations.
#include <azcred/azcred.h>
#include <azcred/transport.h>
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "allocation_count.h"

namespace {

constexpr const char* storage_scope = "https://storage.azure.com/.default";
constexpr int scope_count = 10'000;

void must(azcred_error* error) {
  if (error == nullptr) return;
  std::fprintf(stderr, "%s\n", azcred_error_message(error));
  std::exit(1);
}

azcred_credential* managed_identity() {
  azcred_error* error = nullptr;
  azcred_credential* credential = azcred_credential_new_managed_identity(nullptr, &error);
  must(error);
  return credential;
}

azcred_credential* default_chain() {
  azcred_error* error = nullptr;
  azcred_credential* credential = azcred_credential_new_default(nullptr, &error);
  must(error);
  return credential;
}

azcred_status unreachable(const azcred_http_request*, azcred_http_response*, void*) { return AZCRED_NETWORK; }

// On a machine without IMDS.
azcred_credential* absent() {
  const std::string endpoint = std::getenv("IDENTITY_ENDPOINT");
  unsetenv("IDENTITY_ENDPOINT");
  azcred_error* error = nullptr;
  azcred_options* options = azcred_options_new();
  azcred_options_set_transport(options, unreachable, nullptr, nullptr);
  azcred_credential* credential = azcred_credential_new_managed_identity(options, &error);
  must(error);
  azcred_options_free(options);
  setenv("IDENTITY_ENDPOINT", endpoint.c_str(), 1);
  return credential;
}

azcred_credential* chain_of_three() {
  azcred_error* error = nullptr;
  azcred_chain* chain = azcred_chain_new();
  azcred_credential* links[] = {absent(), absent(), managed_identity()};
  for (azcred_credential* link : links) azcred_chain_append(chain, link);
  azcred_credential* credential = azcred_credential_new_chain(chain, nullptr, &error);
  must(error);
  for (azcred_credential* link : links) azcred_credential_free(link);
  azcred_chain_free(chain);
  return credential;
}

void get(const azcred_credential* credential, const char* scope) {
  azcred_error* error = nullptr;
  azcred_token* token = azcred_credential_get_token(credential, scope, &error);
  if (error != nullptr) must(error);
  benchmark::DoNotOptimize(azcred_token_value(token));
  azcred_token_free(token);
}

void report_allocations(benchmark::State& state, long before) {
  const double made = static_cast<double>(azcred::bench::allocations_of_this_thread() - before);
  state.counters["allocations"] = benchmark::Counter(made, benchmark::Counter::kAvgIterations);
}

template <azcred_credential* make()>
void cached(benchmark::State& state) {
  static azcred_credential* const credential = make();
  get(credential, storage_scope);
  const long before = azcred::bench::allocations_of_this_thread();
  for (auto _ : state) get(credential, storage_scope);
  report_allocations(state, before);
}
BENCHMARK_TEMPLATE(cached, managed_identity)->Name("cached_get")->ThreadRange(1, 2)->UseRealTime();
BENCHMARK_TEMPLATE(cached, default_chain)->Name("cached_get_default_chain")->UseRealTime();
BENCHMARK_TEMPLATE(cached, chain_of_three)->Name("cached_get_chain_of_three")->UseRealTime();

std::vector<std::string> many_scopes() {
  std::vector<std::string> scopes;
  for (int i = 0; i < scope_count; ++i) scopes.push_back("https://account" + std::to_string(i) + ".example/.default");
  return scopes;
}

void random_scope(benchmark::State& state) {
  static azcred_credential* const credential = managed_identity();
  const std::vector<std::string> scopes = many_scopes();
  for (const auto& scope : scopes) get(credential, scope.c_str());
  std::minstd_rand random(1);
  const long before = azcred::bench::allocations_of_this_thread();
  for (auto _ : state) get(credential, scopes[random() % scope_count].c_str());
  report_allocations(state, before);
}
BENCHMARK(random_scope)->Name("cached_get_10000_scopes")->UseRealTime();

// What the caller of random_scope() does itself.
void touch_random_scope(benchmark::State& state) {
  const std::vector<std::string> scopes = many_scopes();
  std::minstd_rand random(1);
  for (auto _ : state) benchmark::DoNotOptimize(std::strlen(scopes[random() % scope_count].c_str()));
}
BENCHMARK(touch_random_scope)->Name("floor_random_scope")->UseRealTime();

// What other designs cannot do without: a lock around a copy.
void lock_and_copy(benchmark::State& state) {
  static std::mutex mutex;
  static const std::string token(1'500, 't');
  static char copy[2'000];
  for (auto _ : state) {
    const std::lock_guard lock(mutex);
    std::memcpy(copy, token.data(), token.size());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(lock_and_copy)->Name("floor_lock_and_copy")->UseRealTime();

// What knowing the age of a token cannot do without.
void read_clock(benchmark::State& state) {
  for (auto _ : state) {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    benchmark::DoNotOptimize(now);
  }
}
BENCHMARK(read_clock)->Name("floor_clock_boottime")->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
