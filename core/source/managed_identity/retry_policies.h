// When the hosts are asked again.
#pragma once
#include "http/retry.h"
#include "oauth/service_error.h"

namespace azcred {

/// 408, 429, 500, 502, 503 and 504: three more tries after 0.8, 1.6 and 3.2 s, give or take a fifth.
inline RetryPolicy usual_retries() noexcept {
  return {.retries_status =
              [](int status) { return status == 408 || status == 429 || status == 500 || (status >= 502 && status <= 504); },
          .most_retries = 3,
          .first_delay_ms = 800};
}

/// 404, 408, 410, 429 and 5xx: five more tries after 1, 2, 4, 8 and 16 s, give or take a fifth. 404 comes while a new identity
/// spreads, 410 for up to 70 s while the service is updated (MicrosoftDocs/entra-docs, how-to-use-vm-token). A young container
/// is not ready yet under a status that nobody has written down (Azure/azure-sdk-for-python#25127).
inline RetryPolicy metadata_service_retries() noexcept {
  return {.retries_status =
              [](int status) {
                return status == 404 || status == 408 || status == 410 || status == 429 || (status >= 500 && status <= 599);
              },
          .retries_answer = says_not_ready_yet,
          .most_retries = 5,
          .first_delay_ms = 1'000,
          .gone_for_ms = 70'000};
}

}  // namespace azcred
