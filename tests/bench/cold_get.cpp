// A token that is asked from the service, beside the same by hand with libcurl and cJSON, over libcurl and over a socket, in
// turns.
#include <azcred/azcred.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "raw_http.h"

namespace {

constexpr int rounds = 4'000;
constexpr int warm_up = 200;

class Sample {
 public:
  template <class Action>
  void add(Action&& action) {
    const auto start = std::chrono::steady_clock::now();
    action();
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    us_.push_back(took.count());
  }
  void print(const char* name) {
    const auto middle = us_.begin() + static_cast<std::ptrdiff_t>(us_.size() / 2);
    std::nth_element(us_.begin(), middle, us_.end());
    std::printf("%s %.2f\n", name, *middle);
  }

 private:
  std::vector<double> us_;
};

void forced_get(const azcred_credential* credential, const azcred_request* request) {
  azcred_error* error = nullptr;
  azcred_token* token = azcred_credential_request_token(credential, request, &error);
  if (error != nullptr) {
    std::fprintf(stderr, "%s\n", azcred_error_message(error));
    std::exit(1);
  }
  azcred_token_free(token);
}

}  // namespace

int main() {
  const std::string endpoint = std::getenv("IDENTITY_ENDPOINT");
  const auto port = static_cast<std::uint16_t>(std::strtoul(endpoint.c_str() + endpoint.rfind(':') + 1, nullptr, 10));
  azcred_error* error = nullptr;
  azcred_credential* credential = azcred_credential_new_managed_identity(nullptr, &error);
  azcred_request* request = azcred_request_new("https://storage.azure.com/.default");
  azcred_request_set_force_refresh(request, 1);
  azcred::bench::RawCurl curl(endpoint + "?api-version=2019-08-01&resource=https%3A%2F%2Fstorage.azure.com");
  azcred::bench::RawSocket socket(port);

  Sample with_azcred, by_hand, with_curl, with_socket;
  for (int i = 0; i < rounds + warm_up; ++i) {
    if (i == warm_up) with_azcred = by_hand = with_curl = with_socket = Sample();
    with_azcred.add([&] { forced_get(credential, request); });
    by_hand.add([&] { curl.get_token(); });
    with_curl.add([&] { curl.get(); });
    with_socket.add([&] { socket.get(); });
  }
  with_azcred.print("azcred_us");
  by_hand.print("by_hand_us");
  with_curl.print("curl_us");
  with_socket.print("socket_us");
  azcred_request_free(request);
  azcred_credential_free(credential);
  azcred_error_free(error);
}
