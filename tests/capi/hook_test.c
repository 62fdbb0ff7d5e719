/* Hooks of the program: what reaches them, what they may answer, when their data is released. */
#include <unistd.h>

#include "app_service.h"
#include "check.h"

static void read_request(const azcred_http_request* request, azcred_http_response* response, void* user_data) {
  size_t i;
  int has_secret = 0;
  (void)response;
  CHECK_SAME(azcred_http_request_method(request), "GET");
  CHECK(strstr(azcred_http_request_url(request), "http://127.0.0.1:9/msi/token?") == azcred_http_request_url(request));
  CHECK(strstr(azcred_http_request_url(request), "api-version=2019-08-01") != NULL);
  for (i = 0; i < azcred_http_request_header_count(request); ++i) {
    if (strcmp(azcred_http_request_header_name(request, i), "X-IDENTITY-HEADER") == 0) {
      has_secret = 1;
      CHECK_SAME(azcred_http_request_header_value(request, i), "header-of-the-test");
    }
  }
  CHECK(has_secret);
  CHECK_SAME(azcred_http_request_header_name(request, i), "");
  CHECK_SAME(azcred_http_request_header_value(request, (size_t)-1), "");
  CHECK(azcred_http_request_body_size(request) == 0);
  CHECK_SAME((const char*)azcred_http_request_body(request), "");
  CHECK_SAME(azcred_http_request_pinned_certificate_sha1(request), "");
  CHECK(azcred_http_request_time_left_ms(request) > 0);
  CHECK(azcred_http_request_time_left_ms(request) <= 120000);
  ++*(int*)user_data;
}

static void a_transport_reads_the_request(void) {
  struct app_service service;
  azcred_error* error = NULL;
  azcred_credential* credential;
  int reads = 0;
  app_service_set_up(&service);
  service.before = read_request;
  service.before_data = &reads;
  credential = app_service_credential(&service);
  azcred_token_free(azcred_credential_get_token(credential, SCOPE, &error));
  CHECK(error == NULL && reads == 1);
  azcred_credential_free(credential);
}

/* Fails once with what the service does now. */
static void fails(struct app_service* service, azcred_status status) {
  azcred_error* error = NULL;
  azcred_credential* credential = app_service_credential(service);
  azcred_token* token = azcred_credential_get_token(credential, SCOPE, &error);
  CHECK(token == NULL);
  CHECK_FAILED(error, status, "ManagedIdentity/AppService: ");
  azcred_credential_free(credential);
}

static void a_transport_says_why_there_is_no_answer(void) {
  struct app_service service;
  app_service_set_up(&service);
  service.transport_status = AZCRED_NETWORK;
  fails(&service, AZCRED_NETWORK);
  service.transport_status = AZCRED_CANCELLED;
  fails(&service, AZCRED_CANCELLED);
  /* The time of one exchange was up, not that of the get. */
  service.transport_status = AZCRED_TIMEOUT;
  fails(&service, AZCRED_NETWORK);
  service.transport_status = 4711;
  fails(&service, AZCRED_NETWORK);
}

static void add_no_value(const azcred_http_request* request, azcred_http_response* response, void* user_data) {
  (void)request;
  (void)user_data;
  azcred_http_response_add_header(response, "Date", NULL);
}

static void add_no_name(const azcred_http_request* request, azcred_http_response* response, void* user_data) {
  (void)request;
  (void)user_data;
  azcred_http_response_add_header(response, NULL, "today");
}

static void append_nothing(const azcred_http_request* request, azcred_http_response* response, void* user_data) {
  (void)request;
  (void)user_data;
  azcred_http_response_append_body(response, NULL, 1);
}

static void add_many_headers(const azcred_http_request* request, azcred_http_response* response, void* user_data) {
  int i;
  (void)request;
  (void)user_data;
  for (i = 0; i < 4000; ++i) azcred_http_response_add_header(response, "12345678", "12345678");
}

static void append_too_much(const azcred_http_request* request, azcred_http_response* response, void* user_data) {
  static char kibibyte[1024];
  int i;
  (void)request;
  (void)user_data;
  memset(kibibyte, ' ', sizeof kibibyte);
  for (i = 0; i < 1024 * 1024; ++i) azcred_http_response_append_body(response, kibibyte, sizeof kibibyte);
  azcred_http_response_append_body(response, kibibyte, (size_t)-1);
}

static void an_answer_that_cannot_be_is_refused(void) {
  static void (*const damages[])(const azcred_http_request*, azcred_http_response*, void*) = {
      add_no_value, add_no_name, append_nothing, add_many_headers, append_too_much};
  static const int32_t statuses[] = {0, -1, 99, 600, INT32_MAX, INT32_MIN};
  struct app_service service;
  size_t i;
  app_service_set_up(&service);
  for (i = 0; i < sizeof damages / sizeof *damages; ++i) {
    service.before = damages[i];
    fails(&service, AZCRED_PROTOCOL);
  }
  service.before = NULL;
  for (i = 0; i < sizeof statuses / sizeof *statuses; ++i) {
    service.http_status = statuses[i];
    fails(&service, AZCRED_PROTOCOL);
  }
}

/* Log lines and what they must not hold. */
struct lines {
  int count;
  int destroyed;
  int has_token;
};

static void count_line(azcred_log_level level, const char* source, const char* message, void* user_data) {
  struct lines* lines = (struct lines*)user_data;
  CHECK(level >= AZCRED_LOG_ERROR && level <= AZCRED_LOG_DEBUG);
  CHECK(source != NULL && message != NULL && *message != '\0' && strchr(message, '\n') == NULL);
  if (strstr(message, "canary") != NULL || strstr(message, "header-of-the-test") != NULL) lines->has_token = 1;
  ++lines->count;
}

static void count_destroy(void* user_data) { ++((struct lines*)user_data)->destroyed; }

static void a_log_gets_lines_without_secrets(void) {
  struct app_service service;
  struct lines lines = {0, 0, 0};
  azcred_error* error = NULL;
  azcred_options* options;
  azcred_credential* credential;
  app_service_set_up(&service);
  options = app_service_options(&service);
  azcred_options_set_log(options, AZCRED_LOG_DEBUG, count_line, &lines, count_destroy);
  credential = azcred_credential_new_managed_identity(options, &error);
  azcred_token_free(azcred_credential_get_token(credential, SCOPE, &error));
  CHECK(error == NULL && lines.count > 0 && !lines.has_token);
  azcred_options_free(options);
  CHECK(lines.destroyed == 0 && service.destroyed == 0);
  azcred_credential_free(credential);
  CHECK(lines.destroyed == 1 && service.destroyed == 1);
}

static void data_of_hooks_is_released_once_in_every_case(void) {
  struct app_service service;
  struct lines lines = {0, 0, 0};
  azcred_error* error = NULL;
  azcred_options* options = azcred_options_new();
  azcred_credential* credential;
  azcred_options_set_log(NULL, AZCRED_LOG_INFO, count_line, &lines, count_destroy);
  CHECK(lines.destroyed == 1);
  azcred_options_set_transport(NULL, NULL, &lines, count_destroy);
  CHECK(lines.destroyed == 2);
  azcred_call_set_done(NULL, NULL, &lines, count_destroy);
  CHECK(lines.destroyed == 3);
  azcred_options_set_log(options, AZCRED_LOG_INFO, count_line, &lines, count_destroy);
  CHECK(lines.destroyed == 3);
  azcred_options_set_log(options, AZCRED_LOG_INFO, count_line, &lines, count_destroy);
  CHECK(lines.destroyed == 4);
  azcred_options_set_log(options, AZCRED_LOG_INFO, NULL, &lines, count_destroy);
  CHECK(lines.destroyed == 6);
  azcred_options_set_log(options, 99, count_line, &lines, count_destroy);
  CHECK(lines.destroyed == 7);
  azcred_options_free(options);
  CHECK(lines.destroyed == 7);

  /* No credential came of it: the options were the last to hold the hook. */
  app_service_set_up(&service);
  options = app_service_options(&service);
  azcred_options_set_client_id(options, "not a GUID");
  azcred_options_set_log(options, AZCRED_LOG_INFO, count_line, NULL, NULL);
  credential = azcred_credential_new_managed_identity(options, &error);
  CHECK(credential == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "client id");
  CHECK(service.destroyed == 0);
  azcred_options_free(options);
  CHECK(service.destroyed == 1);
}

static void stderr_that_became_something_else_is_left_alone(void) {
  struct app_service service;
  azcred_error* error = NULL;
  azcred_credential* credential;
  const int stderr_before = dup(2);
  int pipe_ends[2];
  char byte;
  CHECK(stderr_before >= 0);
  CHECK(setenv("AZCRED_LOG", "debug", 1) == 0);
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  CHECK(pipe(pipe_ends) == 0);
  CHECK(dup2(pipe_ends[1], 2) == 2);
  azcred_token_free(azcred_credential_get_token(credential, SCOPE, &error));
  CHECK(dup2(stderr_before, 2) == 2);
  CHECK(close(pipe_ends[1]) == 0);
  CHECK(read(pipe_ends[0], &byte, 1) == 0);
  CHECK(error == NULL);
  close(pipe_ends[0]);
  close(stderr_before);
  azcred_credential_free(credential);
  CHECK(unsetenv("AZCRED_LOG") == 0);
}

static void stderr_gets_lines_if_the_environment_asks_for_them(void) {
  struct app_service service;
  azcred_error* error = NULL;
  azcred_credential* credential;
  const int stderr_before = dup(2);
  int pipe_ends[2];
  char text[8192];
  ssize_t size;
  CHECK(pipe(pipe_ends) == 0);
  CHECK(dup2(pipe_ends[1], 2) == 2);
  CHECK(setenv("AZCRED_LOG", "Info", 1) == 0);
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  azcred_token_free(azcred_credential_get_token(credential, SCOPE, &error));
  CHECK(dup2(stderr_before, 2) == 2);
  CHECK(close(pipe_ends[1]) == 0);
  size = read(pipe_ends[0], text, sizeof text - 1);
  CHECK(size > 0);
  text[size] = '\0';
  CHECK(strncmp(text, "azcred info: ManagedIdentity/AppService: ", 41) == 0);
  CHECK(text[size - 1] == '\n' && strstr(text, "debug") == NULL && strstr(text, "canary") == NULL);
  close(pipe_ends[0]);
  close(stderr_before);
  azcred_credential_free(credential);
  CHECK(unsetenv("AZCRED_LOG") == 0);
}

static void nothing_is_written_to_a_pipe_nobody_reads(void) {
  struct app_service service;
  azcred_error* error = NULL;
  azcred_credential* credential;
  const int stderr_before = dup(2);
  int pipe_ends[2];
  CHECK(pipe(pipe_ends) == 0);
  CHECK(dup2(pipe_ends[1], 2) == 2);
  CHECK(close(pipe_ends[0]) == 0);
  CHECK(setenv("AZCRED_LOG", "debug", 1) == 0);
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  azcred_token_free(azcred_credential_get_token(credential, SCOPE, &error));
  CHECK(dup2(stderr_before, 2) == 2);
  CHECK(error == NULL);
  close(pipe_ends[1]);
  close(stderr_before);
  azcred_credential_free(credential);
  CHECK(unsetenv("AZCRED_LOG") == 0);
}

int main(void) {
  a_transport_reads_the_request();
  a_transport_says_why_there_is_no_answer();
  an_answer_that_cannot_be_is_refused();
  a_log_gets_lines_without_secrets();
  data_of_hooks_is_released_once_in_every_case();
  stderr_that_became_something_else_is_left_alone();
  stderr_gets_lines_if_the_environment_asks_for_them();
  nothing_is_written_to_a_pipe_nobody_reads();
  return 0;
}
