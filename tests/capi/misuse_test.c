/* Handles that are none: freed twice, freed before, of another kind. */
#include "app_service.h"
#include "check.h"

static void a_cause_is_not_freed_apart_from_its_error(void) {
  struct app_service service;
  azcred_error* error = NULL;
  azcred_credential* credential;
  azcred_chain* chain = azcred_chain_new();
  azcred_credential* link;
  const azcred_error* cause;
  azcred_error* not_const;
  app_service_set_up(&service);
  service.http_status = 403;
  service.body = "{}";
  link = app_service_credential(&service);
  azcred_chain_append(chain, link);
  azcred_credential_free(link);
  credential = azcred_credential_new_chain(chain, NULL, &error);
  azcred_chain_free(chain);
  CHECK(azcred_credential_get_token(credential, SCOPE, &error) == NULL);
  CHECK(azcred_error_cause_count(error) == 1);
  cause = azcred_error_cause(error, 0);
  CHECK(azcred_error_http_status(cause) == 403);
  CHECK_SAME(azcred_error_source(cause), "ManagedIdentity/AppService");
  CHECK(azcred_error_cause(error, 1) == NULL);
  CHECK(azcred_error_cause(error, (size_t)-1) == NULL);
  memcpy(&not_const, &cause, sizeof cause);
  azcred_error_free(not_const);
  CHECK(azcred_error_http_status(cause) == 403);
  azcred_error_free(error);
  azcred_credential_free(credential);
}

static void another_kind_of_handle_is_reported(void) {
  azcred_error* error = NULL;
  azcred_cancel* cancel = azcred_cancel_new();
  azcred_options* options = azcred_options_new();
  CHECK(azcred_credential_get_token((azcred_credential*)cancel, SCOPE, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "credential is not a live azcred_credential");
  CHECK(azcred_credential_new_managed_identity((azcred_options*)cancel, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "options is not a live azcred_options");
  CHECK(azcred_credential_new_chain((azcred_chain*)options, NULL, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "chain is not a live azcred_chain");
  CHECK(azcred_call_take_token((azcred_call*)options, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "call is not a live azcred_call");
  CHECK(azcred_error_status((azcred_error*)cancel) == AZCRED_INVALID_ARGUMENT);
  CHECK_SAME(azcred_token_value((azcred_token*)cancel), "");
  azcred_token_free((azcred_token*)cancel);
  azcred_credential_free((azcred_credential*)cancel);
  azcred_options_free((azcred_options*)cancel);
  CHECK(azcred_cancel_is_triggered(cancel) == 0);
  azcred_cancel_trigger(cancel);
  CHECK(azcred_cancel_is_triggered(cancel) == 1);
  azcred_options_free(options);
  azcred_cancel_free(cancel);
}

#ifndef AZCRED_TEST_SANITIZED
/* Reads freed memory, which is the point: nothing was allocated in between, so the mark that a free clears is still there. */
static void a_handle_that_was_freed_is_left_alone(void) {
  struct app_service service;
  azcred_error* error = NULL;
  azcred_credential* credential;
  azcred_request* request = azcred_request_new(SCOPE);
  azcred_options* options = azcred_options_new();
  azcred_cancel* cancel = azcred_cancel_new();
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  azcred_credential_free(credential);
  azcred_credential_free(credential);
  CHECK(service.destroyed == 1);
  CHECK(azcred_credential_get_token(credential, SCOPE, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "credential is not a live azcred_credential");
  azcred_request_free(request);
  azcred_request_free(request);
  azcred_options_free(options);
  azcred_options_free(options);
  azcred_cancel_free(cancel);
  azcred_cancel_free(cancel);
  azcred_cancel_trigger(cancel);
}
#endif

static void a_status_that_is_none_has_a_name(void) {
  azcred_status status;
  for (status = -1; status <= 13; ++status) CHECK(*azcred_status_name(status) != '\0');
  CHECK_SAME(azcred_status_name(AZCRED_OK), "ok");
  CHECK_SAME(azcred_status_name(-1), "unknown");
  CHECK_SAME(azcred_status_name(13), "unknown");
}

static void the_version_is_that_of_the_headers(void) {
  CHECK(azcred_version_number() == AZCRED_VERSION_NUMBER);
  CHECK(strstr(azcred_version_details(), "azcred 0.1.0 (") == azcred_version_details());
  CHECK(strstr(azcred_version_details(), "libcurl/") != NULL);
  CHECK(strstr(azcred_version_details(), "OpenSSL/3.") != NULL);
  CHECK(azcred_version_details() == azcred_version_details());
}

int main(void) {
  a_cause_is_not_freed_apart_from_its_error();
  another_kind_of_handle_is_reported();
#ifndef AZCRED_TEST_SANITIZED
  a_handle_that_was_freed_is_left_alone();
#endif
  a_status_that_is_none_has_a_name();
  the_version_is_that_of_the_headers();
  return 0;
}
