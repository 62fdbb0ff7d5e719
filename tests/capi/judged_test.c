/* Values that cannot be are reported by the call they are given to, by name. */
#include "app_service.h"
#include "check.h"

#define MEBIBYTE 1048576

static char* mebibyte(void) {
  char* text = (char*)malloc(MEBIBYTE + 1);
  CHECK(text != NULL);
  memset(text, 'a', MEBIBYTE);
  text[MEBIBYTE] = '\0';
  return text;
}

/* Every option that is a string, by its name. */
static const struct {
  const char* name;
  const char* name_when_no_guid; /* NULL if it need not be one */
  void (*set)(azcred_options* options, const char* value);
} options_of_strings[] = {{"client_id", "client id", azcred_options_set_client_id},
                          {"object_id", "object id", azcred_options_set_object_id},
                          {"resource_id", NULL, azcred_options_set_resource_id},
                          {"expected_client_id", "expected_client_id", azcred_options_set_expected_client_id},
                          {"expected_object_id", "expected_object_id", azcred_options_set_expected_object_id},
                          {"expected_tenant_id", "expected_tenant_id", azcred_options_set_expected_tenant_id}};

static void refuse_options(azcred_options* options, const char* words) {
  azcred_error* error = NULL;
  CHECK(azcred_credential_new_managed_identity(options, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, words);
  CHECK(azcred_credential_new_default(options, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, words);
  azcred_options_free(options);
}

static void options_name_what_is_wrong(void) {
  char* too_long = mebibyte();
  size_t i;
  azcred_options* options;
  for (i = 0; i < sizeof options_of_strings / sizeof *options_of_strings; ++i) {
    options = azcred_options_new();
    options_of_strings[i].set(options, NULL);
    refuse_options(options, options_of_strings[i].name);
    options = azcred_options_new();
    options_of_strings[i].set(options, too_long);
    refuse_options(options, options_of_strings[i].name);
  }
  for (i = 0; i < sizeof options_of_strings / sizeof *options_of_strings; ++i) {
    if (options_of_strings[i].name_when_no_guid == NULL) continue;
    options = azcred_options_new();
    options_of_strings[i].set(options, "not a GUID");
    refuse_options(options, options_of_strings[i].name_when_no_guid);
  }
  options = azcred_options_new();
  azcred_options_set_max_retries(options, (uint32_t)-1);
  refuse_options(options, "max_retries");
  options = azcred_options_new();
  azcred_options_set_log(options, 5, NULL, NULL, NULL);
  refuse_options(options, "log");
  options = azcred_options_new();
  azcred_options_set_log(options, 0, NULL, NULL, NULL);
  refuse_options(options, "log");
  options = azcred_options_new();
  azcred_options_set_transport(options, NULL, NULL, NULL);
  refuse_options(options, "transport");
  free(too_long);
}

static void two_identities_are_one_too_many(void) {
  azcred_error* error = NULL;
  azcred_options* options = azcred_options_new();
  azcred_options_set_client_id(options, "11111111-2222-3333-4444-555555555555");
  azcred_options_set_object_id(options, "11111111-2222-3333-4444-555555555555");
  CHECK(azcred_credential_new_managed_identity(options, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "object id");
  azcred_options_set_object_id(options, "");
  azcred_credential_free(azcred_credential_new_managed_identity(options, &error));
  CHECK(error == NULL);
  azcred_options_free(options);
}

static void refuse_request(const azcred_credential* credential, azcred_request* request, const char* words) {
  azcred_error* error = NULL;
  CHECK(azcred_credential_request_token(credential, request, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, words);
  CHECK(azcred_credential_start(credential, request, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, words);
  azcred_request_free(request);
}

static void requests_name_what_is_wrong(void) {
  struct app_service service;
  azcred_credential* credential;
  azcred_request* request;
  azcred_error* error = NULL;
  char* too_long = mebibyte();
  int i;
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  refuse_request(credential, azcred_request_new(NULL), "scope is NULL");
  refuse_request(credential, azcred_request_new(""), "scope is empty");
  refuse_request(credential, azcred_request_new(too_long), "scope has more than 4096 bytes");
  request = azcred_request_new(SCOPE);
  azcred_request_add_scope(request, NULL);
  refuse_request(credential, request, "scope is NULL");
  request = azcred_request_new(SCOPE);
  for (i = 0; i < 16; ++i) azcred_request_add_scope(request, SCOPE);
  refuse_request(credential, request, "more than 16 scopes");
  request = azcred_request_new(SCOPE);
  azcred_request_set_tenant_id(request, NULL);
  refuse_request(credential, request, "tenant_id is NULL");
  request = azcred_request_new(SCOPE);
  azcred_request_set_claims(request, too_long);
  refuse_request(credential, request, "claims has more than 65536 bytes");
  request = azcred_request_new(SCOPE);
  azcred_request_set_cancel(request, NULL);
  refuse_request(credential, request, "cancel is NULL");
  CHECK(azcred_credential_get_token(credential, NULL, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "scope is NULL");
  CHECK(azcred_credential_get_token(credential, "", &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "scope is empty");
  CHECK(azcred_credential_get_token(credential, too_long, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "scope has more than 4096 bytes");
  CHECK(azcred_credential_get_token(credential, "https://\xff\xfe/.default", &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "scope");
  CHECK(azcred_credential_get_token(credential, "https://vault.azure.net/.default\r\nX: y", &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "scope");
  CHECK(service.exchanges == 0);

  /* A cached token is no answer either: it is not for what could not be understood. */
  azcred_token_free(azcred_credential_get_token(credential, SCOPE, &error));
  CHECK(error == NULL);
  request = azcred_request_new(SCOPE);
  azcred_request_set_tenant_id(request, NULL);
  refuse_request(credential, request, "tenant_id is NULL");
  request = azcred_request_new(SCOPE);
  azcred_request_set_claims(request, too_long);
  refuse_request(credential, request, "claims has more than 65536 bytes");
  request = azcred_request_new(SCOPE);
  azcred_request_add_scope(request, NULL);
  refuse_request(credential, request, "scope is NULL");
  request = azcred_request_new(SCOPE);
  azcred_request_set_cancel(request, NULL);
  refuse_request(credential, request, "cancel is NULL");
  free(too_long);
  azcred_credential_free(credential);
}

static void chains_name_what_is_wrong(void) {
  struct app_service service;
  azcred_credential* credential;
  azcred_error* error = NULL;
  azcred_chain* chain = azcred_chain_new();
  int i;
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  CHECK(azcred_credential_new_chain(chain, NULL, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "no credentials");
  azcred_chain_append(chain, credential);
  azcred_chain_append(chain, NULL);
  CHECK(azcred_credential_new_chain(chain, NULL, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "link 2 of the chain is NULL");
  azcred_chain_free(chain);
  chain = azcred_chain_new();
  for (i = 0; i < 65; ++i) azcred_chain_append(chain, credential);
  CHECK(azcred_credential_new_chain(chain, NULL, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "more than 64 links");
  azcred_chain_free(chain);
  CHECK(azcred_credential_new_chain(NULL, NULL, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "chain is NULL");
  azcred_credential_free(credential);
}

int main(void) {
  options_name_what_is_wrong();
  two_identities_are_one_too_many();
  requests_name_what_is_wrong();
  chains_name_what_is_wrong();
  return 0;
}
