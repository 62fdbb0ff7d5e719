// Many threads that ask for the same token at the same time.
#include <azcred/azcred.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

int main() {
  constexpr int threads = 64;
  azcred_error* error = nullptr;
  azcred_credential* credential = azcred_credential_new_managed_identity(nullptr, &error);
  std::atomic<int> waiting{0}, tokens{0};
  std::vector<std::thread> herd;
  std::atomic<std::chrono::steady_clock::time_point> start{};
  for (int i = 0; i < threads; ++i) {
    herd.emplace_back([&] {
      if (++waiting == threads) start = std::chrono::steady_clock::now();
      while (waiting < threads) std::this_thread::yield();
      azcred_error* failure = nullptr;
      azcred_token* token = azcred_credential_get_token(credential, "https://storage.azure.com/.default", &failure);
      if (token != nullptr) ++tokens;
      azcred_token_free(token);
      azcred_error_free(failure);
    });
  }
  for (auto& thread : herd) thread.join();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start.load();
  std::printf("tokens %d\nms %.0f\n", tokens.load(), took.count());
  azcred_credential_free(credential);
  azcred_error_free(error);
}
