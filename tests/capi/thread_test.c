/* Threads that share a credential, lose it, or are cancelled inside it. */
#include <pthread.h>

#include "app_service.h"
#include "check.h"

#define THREADS 8

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int is_inside;
static int may_go_on;

static void stop_inside(const azcred_http_request* request, azcred_http_response* response, void* user_data) {
  (void)request;
  (void)response;
  (void)user_data;
  pthread_mutex_lock(&mutex);
  is_inside = 1;
  pthread_cond_broadcast(&changed);
  while (!may_go_on) pthread_cond_wait(&changed, &mutex); /* a point of cancellation */
  pthread_mutex_unlock(&mutex);
}

static void wait_until_inside(void) {
  pthread_mutex_lock(&mutex);
  while (!is_inside) pthread_cond_wait(&changed, &mutex);
  pthread_mutex_unlock(&mutex);
}

static void let_go_on(void) {
  pthread_mutex_lock(&mutex);
  may_go_on = 1;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
}

/* What one thread does: one get. */
struct getter {
  azcred_credential* credential;
  azcred_status status;
  int has_token;
  int went_past_the_get;
};

static void* get(void* argument) {
  struct getter* getter = (struct getter*)argument;
  azcred_error* error = NULL;
  azcred_token* token = azcred_credential_get_token(getter->credential, SCOPE, &error);
  getter->status = azcred_error_status(error);
  getter->has_token = strcmp(azcred_token_value(token), TOKEN_VALUE) == 0;
  getter->went_past_the_get = 1;
  azcred_token_free(token);
  azcred_error_free(error);
  pthread_testcancel();
  return argument;
}

static void those_inside_outlive_the_handle(void) {
  struct app_service service;
  struct getter getters[THREADS];
  pthread_t threads[THREADS];
  azcred_credential* credential;
  int i;
  is_inside = may_go_on = 0;
  app_service_set_up(&service);
  service.before = stop_inside;
  credential = app_service_credential(&service);
  memset(getters, 0, sizeof getters);
  getters[0].credential = credential;
  CHECK(pthread_create(&threads[0], NULL, get, &getters[0]) == 0);
  wait_until_inside();
  azcred_credential_free(credential);
  CHECK(service.destroyed == 0);
  let_go_on();
  CHECK(pthread_join(threads[0], NULL) == 0);
  CHECK(getters[0].has_token);
  app_service_wait_until_released(&service);

  /* Together they ask once. */
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  for (i = 0; i < THREADS; ++i) {
    getters[i].credential = credential;
    CHECK(pthread_create(&threads[i], NULL, get, &getters[i]) == 0);
  }
  for (i = 0; i < THREADS; ++i) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(getters[i].has_token);
  }
  CHECK(service.exchanges == 1);
  azcred_credential_free(credential);
}

static void a_cancelled_thread_finishes_its_get_first(void) {
  struct app_service service;
  struct getter getter;
  pthread_t thread;
  void* outcome = NULL;
  is_inside = may_go_on = 0;
  app_service_set_up(&service);
  service.before = stop_inside;
  memset(&getter, 0, sizeof getter);
  getter.credential = app_service_credential(&service);
  CHECK(pthread_create(&thread, NULL, get, &getter) == 0);
  wait_until_inside();
  CHECK(pthread_cancel(thread) == 0);
  let_go_on();
  CHECK(pthread_join(thread, &outcome) == 0);
  CHECK(outcome == PTHREAD_CANCELED);
  CHECK(getter.went_past_the_get && getter.has_token);
  azcred_credential_free(getter.credential);
}

static int went_past_the_cancel;

static void* use_a_cancel(void* argument) {
  azcred_cancel* cancel = (azcred_cancel*)argument;
  azcred_request* request = azcred_request_new(SCOPE);
  azcred_request_set_cancel(request, cancel);
  CHECK(pthread_cancel(pthread_self()) == 0);
  azcred_cancel_trigger(cancel);
  azcred_cancel_free(cancel);
  azcred_request_free(request);
  went_past_the_cancel = 1;
  pthread_testcancel();
  return argument;
}

static void a_cancelled_thread_can_still_use_a_cancel(void) {
  pthread_t thread;
  void* outcome = NULL;
  CHECK(pthread_create(&thread, NULL, use_a_cancel, azcred_cancel_new()) == 0);
  CHECK(pthread_join(thread, &outcome) == 0);
  CHECK(outcome == PTHREAD_CANCELED);
  CHECK(went_past_the_cancel);
}

int main(void) {
  those_inside_outlive_the_handle();
  a_cancelled_thread_finishes_its_get_first();
  a_cancelled_thread_can_still_use_a_cancel();
  return 0;
}
