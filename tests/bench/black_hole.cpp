// The default chain where packets to the metadata service vanish: the first 64 callers together, then one more. black_hole.py
// makes such a network.
#include <azcred/azcred.h>

#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

namespace {

double ms_of_get(const azcred_credential* credential) {
  azcred_error* error = nullptr;
  const auto start = std::chrono::steady_clock::now();
  azcred_token_free(azcred_credential_get_token(credential, "https://storage.azure.com/.default", &error));
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  if (azcred_error_status(error) != AZCRED_UNAVAILABLE) std::fprintf(stderr, "unexpected: %s\n", azcred_error_message(error));
  azcred_error_free(error);
  return took.count();
}

}  // namespace

int main() {
  constexpr int threads = 64;
  azcred_error* error = nullptr;
  azcred_credential* credential = azcred_credential_new_default(nullptr, &error);
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> herd;
  for (int i = 0; i < threads; ++i) herd.emplace_back([&] { ms_of_get(credential); });
  for (auto& thread : herd) thread.join();
  const std::chrono::duration<double, std::milli> all = std::chrono::steady_clock::now() - start;
  std::printf("first_64_ms %.0f\nnext_ms %.3f\n", all.count(), ms_of_get(credential));
  azcred_credential_free(credential);
  azcred_error_free(error);
}
