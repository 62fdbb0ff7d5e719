/* A program's own transport that plays App Service without a network. */
#include "app_service.h"

#include <pthread.h>
#include <time.h>

#include "check.h"

int setenv(const char* name, const char* value, int overwrite);

static azcred_status send_to_service(const azcred_http_request* request, azcred_http_response* response, void* user_data) {
  struct app_service* service = (struct app_service*)user_data;
  char body[512];
  ++service->exchanges;
  if (service->before != NULL) service->before(request, response, service->before_data);
  if (service->transport_status != AZCRED_OK) return service->transport_status;
  azcred_http_response_set_status(response, service->http_status);
  azcred_http_response_add_header(response, "Content-Type", "application/json");
  if (service->body != NULL) {
    azcred_http_response_append_body(response, service->body, strlen(service->body));
    return AZCRED_OK;
  }
  sprintf(body, "{\"access_token\":\"%s\",\"expires_on\":\"%ld\",\"token_type\":\"Bearer\"}", TOKEN_VALUE,
          (long)time(NULL) + 86400L);
  azcred_http_response_append_body(response, body, strlen(body));
  return AZCRED_OK;
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t released = PTHREAD_COND_INITIALIZER;

static void count_destroy(void* user_data) {
  pthread_mutex_lock(&mutex);
  ++((struct app_service*)user_data)->destroyed;
  pthread_cond_broadcast(&released);
  pthread_mutex_unlock(&mutex);
}

void app_service_wait_until_released(struct app_service* service) {
  pthread_mutex_lock(&mutex);
  while (service->destroyed == 0) pthread_cond_wait(&released, &mutex);
  pthread_mutex_unlock(&mutex);
}

void app_service_set_up(struct app_service* service) {
  memset(service, 0, sizeof *service);
  service->http_status = 200;
  CHECK(setenv("IDENTITY_ENDPOINT", "http://127.0.0.1:9/msi/token", 1) == 0);
  CHECK(setenv("IDENTITY_HEADER", "header-of-the-test", 1) == 0);
}

azcred_options* app_service_options(struct app_service* service) {
  azcred_options* options = azcred_options_new();
  azcred_options_set_transport(options, send_to_service, service, count_destroy);
  azcred_options_set_max_retries(options, 0);
  return options;
}

azcred_credential* app_service_credential(struct app_service* service) {
  azcred_error* error = NULL;
  azcred_options* options = app_service_options(service);
  azcred_credential* credential = azcred_credential_new_managed_identity(options, &error);
  CHECK_SAME(azcred_error_message(error), "");
  CHECK(credential != NULL);
  azcred_options_free(options);
  return credential;
}
