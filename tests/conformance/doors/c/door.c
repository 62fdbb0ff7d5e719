/* The C door of the conformance scenarios: does what its standard input says with nothing but azcred's C header. */
#define _POSIX_C_SOURCE 200809L
#include <azcred/azcred.h>
#include <azcred/transport.h>
#include <cjson/cJSON.h>
#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST_CREDENTIALS 16
#define MOST_CALLERS 64

static struct {
  char* name;
  azcred_credential* credential;
} credentials[MOST_CREDENTIALS];
static size_t credential_count = 0;

static pthread_mutex_t speaking = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t relaying = PTHREAD_MUTEX_INITIALIZER;

static void* must(void* pointer) {
  if (pointer == NULL) {
    fputs("door: out of memory\n", stderr);
    abort();
  }
  return pointer;
}

/* One line on standard output; takes over `message`. */
static void say(cJSON* message) {
  char* line = must(cJSON_PrintUnformatted(message));
  pthread_mutex_lock(&speaking);
  puts(line);
  fflush(stdout);
  pthread_mutex_unlock(&speaking);
  cJSON_free(line);
  cJSON_Delete(message);
}

/* The next line of standard input; NULL at its end. */
static cJSON* hear(void) {
  char* line = NULL;
  size_t size = 0;
  cJSON* message = NULL;
  if (getline(&line, &size, stdin) > 0) message = must(cJSON_Parse(line));
  free(line);
  return message;
}

static const char* text(const cJSON* object, const char* name) {
  return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static int64_t number(const cJSON* object, const char* name, int64_t otherwise) {
  const cJSON* item = cJSON_GetObjectItemCaseSensitive(object, name);
  return cJSON_IsNumber(item) ? (int64_t)item->valuedouble : otherwise;
}

static int flag(const cJSON* object, const char* name) { return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, name)); }

static const cJSON* item(const cJSON* object, const char* name) { return cJSON_GetObjectItemCaseSensitive(object, name); }

/* ---- what comes out ---- */

static cJSON* described_error(const azcred_error* error) {
  cJSON* object = cJSON_CreateObject();
  cJSON* causes = cJSON_AddArrayToObject(object, "causes");
  size_t index;
  cJSON_AddNumberToObject(object, "status", azcred_error_status(error));
  cJSON_AddStringToObject(object, "status_name", azcred_status_name(azcred_error_status(error)));
  cJSON_AddStringToObject(object, "message", azcred_error_message(error));
  cJSON_AddStringToObject(object, "hint", azcred_error_hint(error));
  cJSON_AddStringToObject(object, "source", azcred_error_source(error));
  cJSON_AddStringToObject(object, "service_code", azcred_error_service_code(error));
  cJSON_AddNumberToObject(object, "aadsts", azcred_error_aadsts(error));
  cJSON_AddStringToObject(object, "correlation_id", azcred_error_correlation_id(error));
  cJSON_AddStringToObject(object, "claims", azcred_error_claims(error));
  cJSON_AddNumberToObject(object, "http_status", azcred_error_http_status(error));
  cJSON_AddBoolToObject(object, "retryable", azcred_error_is_retryable(error));
  cJSON_AddNumberToObject(object, "retry_after_ms", (double)azcred_error_retry_after_ms(error));
  for (index = 0; index < azcred_error_cause_count(error); ++index) {
    cJSON_AddItemToArray(causes, described_error(azcred_error_cause(error, index)));
  }
  return object;
}

static cJSON* described_token(const azcred_token* token) {
  cJSON* object = cJSON_CreateObject();
  cJSON_AddStringToObject(object, "value", azcred_token_value(token));
  cJSON_AddNumberToObject(object, "value_size", (double)azcred_token_value_size(token));
  cJSON_AddStringToObject(object, "type", azcred_token_type(token));
  cJSON_AddNumberToObject(object, "expires_at", (double)azcred_token_expires_at_unix_s(token));
  cJSON_AddNumberToObject(object, "refresh_at", (double)azcred_token_refresh_at_unix_s(token));
  cJSON_AddStringToObject(object, "source", azcred_token_source(token));
  return object;
}

/* One entry of "results"; frees the token and the error. */
static cJSON* result(azcred_token* token, azcred_error* error) {
  cJSON* object = cJSON_CreateObject();
  if (token != NULL) cJSON_AddItemToObject(object, "token", described_token(token));
  if (error != NULL) cJSON_AddItemToObject(object, "error", described_error(error));
  azcred_token_free(token);
  azcred_error_free(error);
  return object;
}

static void say_results(cJSON* first) {
  cJSON* message = cJSON_CreateObject();
  cJSON* results = cJSON_AddArrayToObject(message, "results");
  if (first != NULL) cJSON_AddItemToArray(results, first);
  say(message);
}

/* ---- log and transport ---- */

static void relay_log(azcred_log_level level, const char* source, const char* message, void* user_data) {
  cJSON* line = cJSON_CreateObject();
  cJSON* content = cJSON_AddObjectToObject(line, "log");
  (void)user_data;
  cJSON_AddNumberToObject(content, "level", level);
  cJSON_AddStringToObject(content, "source", source);
  cJSON_AddStringToObject(content, "message", message);
  say(line);
}

static cJSON* described_request(const azcred_http_request* request) {
  cJSON* line = cJSON_CreateObject();
  cJSON* http = cJSON_AddObjectToObject(line, "http");
  cJSON* headers = cJSON_AddArrayToObject(http, "headers");
  size_t size = azcred_http_request_body_size(request);
  char* body = must(calloc(size + 1, 1));
  size_t index;
  if (size > 0) memcpy(body, azcred_http_request_body(request), size);
  cJSON_AddStringToObject(http, "method", azcred_http_request_method(request));
  cJSON_AddStringToObject(http, "url", azcred_http_request_url(request));
  cJSON_AddStringToObject(http, "body", body);
  for (index = 0; index < azcred_http_request_header_count(request); ++index) {
    cJSON* header = cJSON_CreateArray();
    cJSON_AddItemToArray(header, cJSON_CreateString(azcred_http_request_header_name(request, index)));
    cJSON_AddItemToArray(header, cJSON_CreateString(azcred_http_request_header_value(request, index)));
    cJSON_AddItemToArray(headers, header);
  }
  free(body);
  return line;
}

static azcred_status relay_http(const azcred_http_request* request, azcred_http_response* response, void* user_data) {
  azcred_status status = AZCRED_OK;
  const cJSON* header;
  const cJSON* respond;
  cJSON* reply;
  (void)user_data;
  pthread_mutex_lock(&relaying);
  say(described_request(request));
  reply = must(hear());
  pthread_mutex_unlock(&relaying);
  respond = item(reply, "respond");
  if (respond == NULL) {
    status = (azcred_status)number(reply, "fail", AZCRED_NETWORK);
  } else {
    const char* body = text(respond, "body");
    azcred_http_response_set_status(response, (int32_t)number(respond, "status", 0));
    cJSON_ArrayForEach(header, item(respond, "headers")) {
      azcred_http_response_add_header(response, cJSON_GetStringValue(cJSON_GetArrayItem(header, 0)),
                                      cJSON_GetStringValue(cJSON_GetArrayItem(header, 1)));
    }
    azcred_http_response_append_body(response, body, strlen(body));
  }
  cJSON_Delete(reply);
  return status;
}

/* ---- credentials ---- */

static azcred_options* options_from(const cJSON* make) {
  const cJSON* from = item(make, "options");
  const cJSON* retries = item(from, "max_retries");
  azcred_options* options = azcred_options_new();
  if (text(from, "client_id")) azcred_options_set_client_id(options, text(from, "client_id"));
  if (text(from, "object_id")) azcred_options_set_object_id(options, text(from, "object_id"));
  if (text(from, "resource_id")) azcred_options_set_resource_id(options, text(from, "resource_id"));
  if (text(from, "expected_client_id")) azcred_options_set_expected_client_id(options, text(from, "expected_client_id"));
  if (text(from, "expected_object_id")) azcred_options_set_expected_object_id(options, text(from, "expected_object_id"));
  if (text(from, "expected_tenant_id")) azcred_options_set_expected_tenant_id(options, text(from, "expected_tenant_id"));
  if (retries != NULL) azcred_options_set_max_retries(options, (uint32_t)retries->valuedouble);
  if (flag(from, "background_refresh")) azcred_options_set_background_refresh(options, 1);
  if (strcmp(text(make, "log"), "sink") == 0) azcred_options_set_log(options, AZCRED_LOG_DEBUG, relay_log, NULL, NULL);
  if (strcmp(text(make, "transport"), "hook") == 0) azcred_options_set_transport(options, relay_http, NULL, NULL);
  return options;
}

static azcred_credential* find(const char* name) {
  size_t index;
  for (index = 0; index < credential_count; ++index) {
    if (strcmp(credentials[index].name, name) == 0) return credentials[index].credential;
  }
  return NULL;
}

static void make(const cJSON* from) {
  azcred_error* error = NULL;
  azcred_options* options = options_from(from);
  const char* kind = text(from, "kind");
  azcred_credential* made = NULL;
  if (strcmp(kind, "managed_identity") == 0) {
    made = azcred_credential_new_managed_identity(options, &error);
  } else if (strcmp(kind, "default") == 0) {
    made = azcred_credential_new_default(options, &error);
  } else {
    azcred_chain* chain = azcred_chain_new();
    const cJSON* link;
    cJSON_ArrayForEach(link, item(from, "links")) { azcred_chain_append(chain, find(cJSON_GetStringValue(link))); }
    made = azcred_credential_new_chain(chain, options, &error);
    azcred_chain_free(chain);
  }
  azcred_options_free(options);
  if (made != NULL && credential_count < MOST_CREDENTIALS) {
    credentials[credential_count].name = must(strdup(text(from, "name")));
    credentials[credential_count++].credential = made;
  }
  say_results(result(NULL, error));
}

static void drop(size_t index) {
  azcred_credential_free(credentials[index].credential);
  free(credentials[index].name);
  credentials[index] = credentials[--credential_count];
}

static void drop_named(const char* name) {
  size_t index;
  for (index = 0; index < credential_count; ++index) {
    if (strcmp(credentials[index].name, name) == 0) drop(index--);
  }
  say_results(NULL);
}

/* ---- getting tokens ---- */

struct get {
  const azcred_credential* credential;
  const azcred_request* request;
  int asynchronous;
  azcred_token* token;
  azcred_error* error;
};

static void* run_get(void* argument) {
  struct get* get = argument;
  if (get->asynchronous) {
    azcred_call* call = azcred_credential_start(get->credential, get->request, &get->error);
    struct pollfd done;
    done.fd = call == NULL ? -1 : azcred_call_fd(call);
    done.events = POLLIN;
    if (call != NULL) {
      poll(&done, 1, -1);
      get->token = azcred_call_take_token(call, &get->error);
    }
    azcred_call_free(call);
  } else {
    get->token = azcred_credential_request_token(get->credential, get->request, &get->error);
  }
  return NULL;
}

struct cancelling {
  azcred_cancel* cancel;
  int64_t after_ms;
};

static void* run_cancel(void* argument) {
  const struct cancelling* cancelling = argument;
  struct timespec pause;
  pause.tv_sec = (time_t)(cancelling->after_ms / 1000);
  pause.tv_nsec = (long)(cancelling->after_ms % 1000) * 1000000L;
  nanosleep(&pause, NULL);
  azcred_cancel_trigger(cancelling->cancel);
  return NULL;
}

static azcred_request* request_from(const cJSON* get) {
  const cJSON* scopes = item(get, "scopes");
  const cJSON* scope;
  const char* first = cJSON_GetStringValue(cJSON_GetArrayItem(scopes, 0));
  azcred_request* request = azcred_request_new(first);
  cJSON_ArrayForEach(scope, scopes) {
    if (cJSON_GetStringValue(scope) != first) azcred_request_add_scope(request, cJSON_GetStringValue(scope));
  }
  if (text(get, "tenant_id")) azcred_request_set_tenant_id(request, text(get, "tenant_id"));
  if (text(get, "claims")) azcred_request_set_claims(request, text(get, "claims"));
  if (flag(get, "cae_enabled")) azcred_request_set_cae_enabled(request, 1);
  if (flag(get, "force_refresh")) azcred_request_set_force_refresh(request, 1);
  if (item(get, "timeout_ms")) azcred_request_set_timeout_ms(request, number(get, "timeout_ms", 0));
  return request;
}

static void get_tokens(const cJSON* from) {
  struct get gets[MOST_CALLERS];
  pthread_t threads[MOST_CALLERS];
  pthread_t canceller;
  struct cancelling cancelling = {NULL, number(from, "cancel_after_ms", -1)};
  size_t callers = (size_t)number(from, "callers", 1);
  azcred_request* request = request_from(from);
  cJSON* message = cJSON_CreateObject();
  cJSON* results = cJSON_AddArrayToObject(message, "results");
  size_t index;
  if (callers > MOST_CALLERS) abort();
  if (cancelling.after_ms >= 0) {
    cancelling.cancel = must(azcred_cancel_new());
    azcred_request_set_cancel(request, cancelling.cancel);
    if (pthread_create(&canceller, NULL, run_cancel, &cancelling) != 0) abort();
  }
  for (index = 0; index < callers; ++index) {
    struct get get = {NULL, NULL, 0, NULL, NULL};
    get.credential = find(text(from, "credential"));
    get.request = request;
    get.asynchronous = flag(from, "asynchronous");
    gets[index] = get;
    if (pthread_create(&threads[index], NULL, run_get, &gets[index]) != 0) abort();
  }
  for (index = 0; index < callers; ++index) {
    pthread_join(threads[index], NULL);
    cJSON_AddItemToArray(results, result(gets[index].token, gets[index].error));
  }
  if (cancelling.cancel != NULL) pthread_join(canceller, NULL);
  azcred_cancel_free(cancelling.cancel);
  azcred_request_free(request);
  say(message);
}

static void set_environment(const cJSON* variables) {
  const cJSON* variable;
  cJSON_ArrayForEach(variable, variables) {
    if (setenv(variable->string, cJSON_GetStringValue(variable), 1) != 0) abort();
  }
  say_results(NULL);
}

/* The library's threads end soon after their credential. What a thread that is just ending still holds would count as leaked.
 */
static int other_threads_end(void) {
  const struct timespec pause = {0, 10000000L};
  int tries;
  for (tries = 0; tries < 500; ++tries) {
    const struct dirent* entry;
    int threads = 0;
    DIR* tasks = opendir("/proc/self/task");
    if (tasks == NULL) return 0;
    while ((entry = readdir(tasks)) != NULL) threads += entry->d_name[0] != '.';
    closedir(tasks);
    if (threads == 1) return 1;
    nanosleep(&pause, NULL);
  }
  fputs("door: a thread goes on after everything was freed\n", stderr);
  return 0;
}

int main(void) {
  cJSON* message;
  while ((message = hear()) != NULL) {
    if (item(message, "make")) make(item(message, "make"));
    if (item(message, "get")) get_tokens(item(message, "get"));
    if (item(message, "set_environment")) set_environment(item(message, "set_environment"));
    if (item(message, "free")) drop_named(text(message, "free"));
    cJSON_Delete(message);
  }
  while (credential_count > 0) drop(credential_count - 1);
  return other_threads_end() ? 0 : 1;
}
