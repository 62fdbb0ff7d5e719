// The default chain where packets to IMDS vanish: the first 64 callers together, then one more.
//
// A transport stands in for the network, because a machine's own route to 169.254.169.254 differs from one to the next: it
// connects to nothing and gives up when the time it was given is over.
#include <azcred/azcred.h>
#include <azcred/transport.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

namespace {

std::atomic<int> probes{0};

azcred_status vanish(const azcred_http_request* request, azcred_http_response*, void*) {
  ++probes;
  std::this_thread::sleep_for(std::chrono::milliseconds(azcred_http_request_time_left_ms(request)));
  return AZCRED_TIMEOUT;
}

double ms_of_get(const azcred_credential* credential) {
  azcred_error* error = nullptr;
  const auto start = std::chrono::steady_clock::now();
  azcred_token_free(azcred_credential_get_token(credential, "https://storage.azure.com/.default", &error));
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  azcred_error_free(error);
  return took.count();
}

}  // namespace

int main() {
  constexpr int threads = 64;
  azcred_error* error = nullptr;
  azcred_options* options = azcred_options_new();
  azcred_options_set_transport(options, vanish, nullptr, nullptr);
  azcred_credential* credential = azcred_credential_new_default(options, &error);
  azcred_options_free(options);
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> herd;
  for (int i = 0; i < threads; ++i) herd.emplace_back([&] { ms_of_get(credential); });
  for (auto& thread : herd) thread.join();
  const std::chrono::duration<double, std::milli> all = std::chrono::steady_clock::now() - start;
  std::printf("first_64_ms %.0f\nnext_ms %.3f\nprobes %d\n", all.count(), ms_of_get(credential), probes.load());
  azcred_credential_free(credential);
  azcred_error_free(error);
}
