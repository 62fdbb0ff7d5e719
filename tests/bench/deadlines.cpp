// Calls to a server that never answers.
//
//   --own       a deadline of 250 ms
//   --behind    a deadline of 1,000 ms while another caller waits for the same token without one
//   --default   no deadline given
#include <azcred/azcred.h>

#include <chrono>
#include <cstdio>
#include <string_view>
#include <thread>

namespace {

azcred_error* failed_get(const azcred_credential* credential, azcred_request* request) {
  azcred_error* error = nullptr;
  azcred_token_free(azcred_credential_request_token(credential, request, &error));
  return error;
}

double ms_of_get(const azcred_credential* credential, azcred_request* request) {
  const auto start = std::chrono::steady_clock::now();
  azcred_error_free(failed_get(credential, request));
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "--own";
  azcred_error* error = nullptr;
  azcred_credential* credential = azcred_credential_new_managed_identity(nullptr, &error);
  azcred_request* request = azcred_request_new("https://storage.azure.com/.default");
  if (mode == "--own") azcred_request_set_timeout_ms(request, 250);
  if (mode == "--behind") {
    azcred_cancel* cancel = azcred_cancel_new();
    azcred_request* endless = azcred_request_new("https://storage.azure.com/.default");
    azcred_request_set_timeout_ms(endless, -1);
    azcred_request_set_cancel(endless, cancel);
    std::thread leader([&] { azcred_error_free(failed_get(credential, endless)); });
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    azcred_request_set_timeout_ms(request, 1'000);
    std::printf("ms %.0f\n", ms_of_get(credential, request));
    azcred_cancel_trigger(cancel);
    leader.join();
    azcred_request_free(endless);
    azcred_cancel_free(cancel);
  } else {
    std::printf("ms %.0f\n", ms_of_get(credential, request));
  }
  azcred_request_free(request);
  azcred_credential_free(credential);
  azcred_error_free(error);
}
