/* What a get gives, and when it asks anybody. */
#include <time.h>

#include "app_service.h"
#include "check.h"

static void gives_a_token_once_asked_for(void) {
  struct app_service service;
  azcred_error* error = NULL;
  azcred_credential* credential;
  azcred_token* token;
  azcred_token* again;
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  CHECK(service.exchanges == 0);
  token = azcred_credential_get_token(credential, SCOPE, &error);
  CHECK_SAME(azcred_error_message(error), "");
  CHECK_SAME(azcred_token_value(token), TOKEN_VALUE);
  CHECK(azcred_token_value_size(token) == strlen(TOKEN_VALUE));
  CHECK_SAME(azcred_token_type(token), "Bearer");
  CHECK_SAME(azcred_token_source(token), "ManagedIdentity/AppService");
  CHECK(azcred_token_expires_at_unix_s(token) > (int64_t)time(NULL) + 86000);
  CHECK(azcred_token_refresh_at_unix_s(token) < azcred_token_expires_at_unix_s(token));
  again = azcred_credential_get_token(credential, SCOPE, &error);
  CHECK_SAME(azcred_token_value(again), TOKEN_VALUE);
  CHECK(service.exchanges == 1);
  azcred_token_free(again);
  azcred_credential_free(credential);
  CHECK(service.destroyed == 1);
  CHECK_SAME(azcred_token_value(token), TOKEN_VALUE);
  azcred_token_free(token);
}

static void does_nothing_while_an_error_is_there(void) {
  struct app_service service;
  azcred_error* error = NULL;
  azcred_error* first;
  azcred_credential* credential;
  azcred_request* request = azcred_request_new(SCOPE);
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  CHECK(azcred_credential_get_token(NULL, SCOPE, &error) == NULL);
  first = error;
  CHECK(azcred_credential_get_token(credential, SCOPE, &error) == NULL);
  CHECK(azcred_credential_request_token(credential, request, &error) == NULL);
  CHECK(azcred_credential_start(credential, request, &error) == NULL);
  CHECK(azcred_credential_new_managed_identity(NULL, &error) == NULL);
  CHECK(azcred_credential_new_default(NULL, &error) == NULL);
  CHECK(error == first && service.exchanges == 0);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "credential is NULL");
  azcred_request_free(request);
  azcred_credential_free(credential);
}

static void obeys_the_timeout_of_a_request(void) {
  static const int64_t enough[] = {-1, INT64_MAX, INT64_MAX - 1, INT64_MIN, 60000};
  struct app_service service;
  size_t i;
  app_service_set_up(&service);
  for (i = 0; i < sizeof enough / sizeof *enough; ++i) {
    azcred_error* error = NULL;
    azcred_credential* credential = app_service_credential(&service);
    azcred_request* request = azcred_request_new(SCOPE);
    azcred_token* token;
    azcred_request_set_timeout_ms(request, 0);
    service.exchanges = 0;
    CHECK(azcred_credential_request_token(credential, request, &error) == NULL);
    CHECK(service.exchanges == 0);
    CHECK_FAILED(error, AZCRED_TIMEOUT, "cached");
    azcred_request_set_timeout_ms(request, enough[i]);
    token = azcred_credential_request_token(credential, request, &error);
    CHECK_SAME(azcred_token_value(token), TOKEN_VALUE);
    azcred_token_free(token);
    azcred_request_set_timeout_ms(request, 0);
    token = azcred_credential_request_token(credential, request, &error);
    CHECK_SAME(azcred_token_value(token), TOKEN_VALUE);
    CHECK(service.exchanges == 1);
    azcred_token_free(token);
    azcred_request_free(request);
    azcred_credential_free(credential);
  }
}

static void asks_again_if_the_request_says_so(void) {
  struct app_service service;
  azcred_error* error = NULL;
  azcred_credential* credential;
  azcred_request* request = azcred_request_new(SCOPE);
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  azcred_token_free(azcred_credential_get_token(credential, SCOPE, &error));
  azcred_token_free(azcred_credential_request_token(credential, request, &error));
  CHECK(service.exchanges == 1);
  azcred_request_set_force_refresh(request, 1);
  azcred_token_free(azcred_credential_request_token(credential, request, &error));
  CHECK(service.exchanges == 2);
  azcred_request_set_force_refresh(request, 0);
  azcred_request_set_claims(request, "{\"access_token\":{}}");
  azcred_token_free(azcred_credential_request_token(credential, request, &error));
  CHECK(service.exchanges == 3);
  CHECK(error == NULL);
  azcred_request_set_timeout_ms(request, 0);
  CHECK(azcred_credential_request_token(credential, request, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "timeout_ms is 0");
  azcred_request_free(request);
  azcred_credential_free(credential);
}

static void ignores_another_tenant(void) {
  struct app_service service;
  azcred_error* error = NULL;
  azcred_credential* credential;
  azcred_request* request = azcred_request_new(SCOPE);
  azcred_token* token;
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  azcred_request_set_tenant_id(request, "11111111-2222-3333-4444-555555555555");
  azcred_request_set_cae_enabled(request, 1);
  token = azcred_credential_request_token(credential, request, &error);
  CHECK_SAME(azcred_token_value(token), TOKEN_VALUE);
  azcred_token_free(token);
  azcred_request_free(request);
  azcred_credential_free(credential);
}

static void stops_when_its_switch_is_triggered(void) {
  struct app_service service;
  azcred_error* error = NULL;
  azcred_credential* credential;
  azcred_request* request = azcred_request_new(SCOPE);
  azcred_cancel* cancel = azcred_cancel_new();
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  CHECK(azcred_cancel_is_triggered(cancel) == 0);
  azcred_request_set_cancel(request, cancel);
  azcred_cancel_trigger(cancel);
  CHECK(azcred_cancel_is_triggered(cancel) == 1);
  azcred_cancel_free(cancel);
  CHECK(azcred_credential_request_token(credential, request, &error) == NULL);
  CHECK(service.exchanges == 0);
  CHECK_FAILED(error, AZCRED_CANCELLED, "cancelled");
  azcred_request_free(request);
  azcred_credential_free(credential);
}

static void tells_what_the_service_said(void) {
  struct app_service service;
  azcred_error* error = NULL;
  azcred_credential* credential;
  app_service_set_up(&service);
  service.http_status = 500;
  service.body =
      "{\"statusCode\":500,\"message\":\"canary-of-the-test\",\"correlationId\":\"11111111-2222-3333-4444-555555555555\"}";
  credential = app_service_credential(&service);
  CHECK(azcred_credential_get_token(credential, SCOPE, &error) == NULL);
  CHECK(azcred_error_status(error) == AZCRED_SERVICE);
  CHECK(azcred_error_http_status(error) == 500);
  CHECK(azcred_error_is_retryable(error) == 1);
  CHECK(azcred_error_retry_after_ms(error) == -1);
  CHECK(azcred_error_aadsts(error) == 0);
  CHECK_SAME(azcred_error_source(error), "ManagedIdentity/AppService");
  CHECK_SAME(azcred_error_correlation_id(error), "11111111-2222-3333-4444-555555555555");
  CHECK(strstr(azcred_error_message(error), "canary") == NULL);
  CHECK(strncmp(azcred_error_message(error), azcred_error_source(error), strlen(azcred_error_source(error))) == 0);
  azcred_error_free(error);
  CHECK(azcred_credential_get_token(credential, SCOPE, NULL) == NULL);
  azcred_credential_free(credential);
}

int main(void) {
  gives_a_token_once_asked_for();
  does_nothing_while_an_error_is_there();
  obeys_the_timeout_of_a_request();
  asks_again_if_the_request_says_so();
  ignores_another_tenant();
  stops_when_its_switch_is_triggered();
  tells_what_the_service_said();
  return 0;
}
