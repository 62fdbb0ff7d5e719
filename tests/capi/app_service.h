/* A program's own transport that plays App Service without a network. */
#ifndef AZCRED_TEST_APP_SERVICE_H
#define AZCRED_TEST_APP_SERVICE_H

#include <azcred/azcred.h>
#include <azcred/transport.h>

#define SCOPE "https://vault.azure.net/.default"
#define OTHER_SCOPE "https://storage.azure.com/.default"
#define TOKEN_VALUE "eyJ0eXAiOiJKV1QifQ.canary-of-the-test.c2lnbmF0dXJl"

/* What the next exchange does, and how many there were. */
struct app_service {
  azcred_status transport_status; /* what the hook returns */
  int32_t http_status;
  const char* body; /* NULL for a token */
  void (*before)(const azcred_http_request* request, azcred_http_response* response, void* user_data);
  void* before_data;
  int exchanges;
  int destroyed; /* read it with app_service_wait_until_released() if a call may still be under way */
};

/* Sets the environment of App Service and makes `service` answer with a token. */
void app_service_set_up(struct app_service* service);

/* Options that send through `service`. */
azcred_options* app_service_options(struct app_service* service);

/* A managed identity credential that sends through `service`; it is the only one that has the transport. */
azcred_credential* app_service_credential(struct app_service* service);

/* Waits until nothing can reach `service` any more: a call that was given up may still be inside it. */
void app_service_wait_until_released(struct app_service* service);

#endif /* AZCRED_TEST_APP_SERVICE_H */
