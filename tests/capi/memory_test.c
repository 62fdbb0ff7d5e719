/* Lack of memory at every single allocation: each call gives what it should, or says that memory ran out. */
#include <errno.h>

#include "app_service.h"
#include "check.h"

/* The allocator of the C library under its other names; this program puts itself in front of it. */
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* memory, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
void __libc_free(void* memory);

static int is_armed;   /* whether allocations are counted */
static long countdown; /* the allocation that fails is the one that makes it 0 */
static int fails_from_then_on;
static int has_failed;
static long live_blocks;

static int has_memory(void) {
  long left;
  if (!__atomic_load_n(&is_armed, __ATOMIC_SEQ_CST)) return 1;
  left = __atomic_sub_fetch(&countdown, 1, __ATOMIC_SEQ_CST);
  if (left > 0 || (left < 0 && !fails_from_then_on)) return 1;
  __atomic_store_n(&has_failed, 1, __ATOMIC_SEQ_CST);
  errno = ENOMEM;
  return 0;
}

static void* counted(void* memory) {
  if (memory != NULL) __atomic_add_fetch(&live_blocks, 1, __ATOMIC_SEQ_CST);
  return memory;
}

void* malloc(size_t size) { return has_memory() ? counted(__libc_malloc(size)) : NULL; }
void* calloc(size_t count, size_t size) { return has_memory() ? counted(__libc_calloc(count, size)) : NULL; }
void* aligned_alloc(size_t alignment, size_t size) { return has_memory() ? counted(__libc_memalign(alignment, size)) : NULL; }

void* realloc(void* memory, size_t size) {
  if (memory == NULL) return malloc(size);
  return has_memory() ? __libc_realloc(memory, size) : NULL;
}

void free(void* memory) {
  if (memory != NULL) __atomic_sub_fetch(&live_blocks, 1, __ATOMIC_SEQ_CST);
  __libc_free(memory);
}

static struct app_service service;

static void drop_line(azcred_log_level level, const char* source, const char* message, void* user_data) {
  (void)level, (void)source, (void)message, (void)user_data;
}

/* Takes an outcome apart: a whole success, or out of memory; nothing else may have happened. */
static int succeeded(const void* made, azcred_error** error) {
  const int is_made = made != NULL;
  if (is_made) CHECK(*error == NULL);
  if (!is_made) {
    CHECK(azcred_error_status(*error) == AZCRED_OUT_OF_MEMORY);
    CHECK(*azcred_error_message(*error) != '\0');
  }
  azcred_error_free(*error);
  *error = NULL;
  return is_made;
}

static azcred_credential* make_credential(azcred_error** error) {
  azcred_options* options = app_service_options(&service);
  azcred_chain* chain = azcred_chain_new();
  azcred_credential* link;
  azcred_credential* credential;
  azcred_options_set_client_id(options, "11111111-2222-3333-4444-555555555555");
  azcred_options_set_log(options, AZCRED_LOG_DEBUG, drop_line, NULL, NULL);
  link = azcred_credential_new_managed_identity(options, error);
  azcred_chain_append(chain, link);
  credential = azcred_credential_new_chain(chain, NULL, error);
  azcred_credential_free(link);
  azcred_chain_free(chain);
  azcred_options_free(options);
  return credential;
}

static azcred_request* make_request(azcred_cancel* cancel) {
  azcred_request* request = azcred_request_new(SCOPE);
  azcred_request_add_scope(request, SCOPE);
  azcred_request_free(request);
  request = azcred_request_new("https://a-scope-that-is-longer-than-a-short-string.azure.net/.default");
  azcred_request_set_tenant_id(request, "11111111-2222-3333-4444-555555555555");
  azcred_request_set_claims(request, "{\"a claims challenge\":\"longer than a short string\"}");
  azcred_request_set_cancel(request, cancel);
  return request;
}

static void get_and_wait(void) {
  azcred_error* error = NULL;
  azcred_credential* credential = make_credential(&error);
  if (succeeded(credential, &error)) {
    azcred_cancel* cancel = azcred_cancel_new();
    azcred_request* request = make_request(cancel);
    azcred_token* token = azcred_credential_get_token(credential, SCOPE, &error);
    if (succeeded(token, &error)) CHECK_SAME(azcred_token_value(token), TOKEN_VALUE);
    azcred_token_free(token);
    /* A request that did not get its switch must not go out without it. */
    if (cancel != NULL) {
      token = azcred_credential_request_token(credential, request, &error);
      if (succeeded(token, &error)) CHECK_SAME(azcred_token_value(token), TOKEN_VALUE);
      azcred_token_free(token);
    }
    azcred_request_free(request);
    azcred_cancel_free(cancel);
  }
  azcred_credential_free(credential);
}

static void fail_to_get(void) {
  azcred_error* error = NULL;
  azcred_credential* credential = make_credential(&error);
  if (succeeded(credential, &error)) {
    azcred_token* token = azcred_credential_get_token(credential, SCOPE, &error);
    CHECK(token == NULL);
    CHECK(azcred_error_status(error) == AZCRED_OUT_OF_MEMORY || azcred_error_http_status(error) == 403);
    azcred_error_free(error);
  }
  azcred_credential_free(credential);
}

static void misuse(void) {
  azcred_error* error = NULL;
  azcred_options* options = azcred_options_new();
  azcred_options_set_client_id(options, NULL);
  azcred_options_set_max_retries(options, 101);
  CHECK(azcred_credential_new_managed_identity(options, &error) == NULL);
  CHECK(azcred_error_status(error) == AZCRED_OUT_OF_MEMORY || azcred_error_status(error) == AZCRED_INVALID_ARGUMENT);
  azcred_error_free(error);
  error = NULL;
  CHECK(azcred_credential_get_token(NULL, SCOPE, &error) == NULL);
  CHECK(azcred_error_status(error) == AZCRED_OUT_OF_MEMORY || azcred_error_status(error) == AZCRED_INVALID_ARGUMENT);
  azcred_error_free(error);
  azcred_options_free(options);
}

static void count_run(azcred_call* call, void* user_data) {
  (void)call;
  ++*(int*)user_data;
}

static void start_and_take(void) {
  azcred_error* error = NULL;
  azcred_credential* credential = make_credential(&error);
  if (succeeded(credential, &error)) {
    azcred_request* request = azcred_request_new(SCOPE);
    azcred_call* call = azcred_credential_start(credential, request, &error);
    int runs = 0;
    /* No thread without memory for its stack: that is out of memory, too. */
    if (succeeded(call, &error)) {
      azcred_token* token;
      azcred_call_set_done(call, count_run, &runs, NULL);
      token = azcred_call_take_token(call, &error);
      if (token != NULL) CHECK_SAME(azcred_token_value(token), TOKEN_VALUE);
      if (token == NULL) {
        CHECK(azcred_error_status(error) == AZCRED_OUT_OF_MEMORY || azcred_error_status(error) == AZCRED_CANCELLED);
      }
      azcred_token_free(token);
      azcred_error_free(error);
      azcred_call_free(call);
      CHECK(runs == 1);
    }
    azcred_request_free(request);
  }
  azcred_credential_free(credential);
}

/* Runs it with the first allocation failing, the second, and so on until it runs without a failure; how many there were. */
static long sweep(void (*scenario)(void), int from_then_on, int has_threads) {
  long nth;
  fails_from_then_on = from_then_on;
  for (nth = 1;; ++nth) {
    const long blocks_before = __atomic_load_n(&live_blocks, __ATOMIC_SEQ_CST);
    has_failed = 0;
    countdown = nth;
    __atomic_store_n(&is_armed, 1, __ATOMIC_SEQ_CST);
    scenario();
    __atomic_store_n(&is_armed, 0, __ATOMIC_SEQ_CST);
    if (!has_threads && __atomic_load_n(&live_blocks, __ATOMIC_SEQ_CST) != blocks_before) {
      fprintf(stderr, "%ld blocks lost when allocation %ld failed\n", live_blocks - blocks_before, nth);
      exit(1);
    }
    if (!has_failed) return nth - 1;
  }
}

int main(void) {
  int from_then_on;
  app_service_set_up(&service);
  /* What the libraries below keep for ever is allocated by now. */
  get_and_wait();
  for (from_then_on = 0; from_then_on <= 1; ++from_then_on) {
    service.http_status = 200;
    service.body = NULL;
    CHECK(sweep(get_and_wait, from_then_on, 0) > 50);
    CHECK(sweep(misuse, from_then_on, 0) > 3);
    service.http_status = 403;
    service.body = "{}";
    CHECK(sweep(fail_to_get, from_then_on, 0) > 50);
  }
  service.http_status = 200;
  service.body = NULL;
  for (from_then_on = 0; from_then_on <= 1; ++from_then_on) CHECK(sweep(start_and_take, from_then_on, 1) > 50);
  return 0;
}
