/* Calls: polled, waited for, told by a callback that runs exactly once, cancelled, freed early. */
#include <poll.h>
#include <pthread.h>

#include "app_service.h"
#include "check.h"

/* Keeps an exchange waiting until the test lets it go on. */
struct gate {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int is_reached;
  int is_open;
};

static void gate_init(struct gate* gate) {
  pthread_mutex_init(&gate->mutex, NULL);
  pthread_cond_init(&gate->changed, NULL);
  gate->is_reached = gate->is_open = 0;
}

static void stop_at_gate(const azcred_http_request* request, azcred_http_response* response, void* user_data) {
  struct gate* gate = (struct gate*)user_data;
  (void)request;
  (void)response;
  pthread_mutex_lock(&gate->mutex);
  gate->is_reached = 1;
  pthread_cond_broadcast(&gate->changed);
  while (!gate->is_open) pthread_cond_wait(&gate->changed, &gate->mutex);
  pthread_mutex_unlock(&gate->mutex);
}

static void wait_until_reached(struct gate* gate) {
  pthread_mutex_lock(&gate->mutex);
  while (!gate->is_reached) pthread_cond_wait(&gate->changed, &gate->mutex);
  pthread_mutex_unlock(&gate->mutex);
}

static void open_gate(struct gate* gate) {
  pthread_mutex_lock(&gate->mutex);
  gate->is_open = 1;
  pthread_cond_broadcast(&gate->changed);
  pthread_mutex_unlock(&gate->mutex);
}

/* What a callback saw. */
struct seen {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int runs;
  int destroyed;
  int frees_the_call;
  azcred_status status;
};

static void seen_init(struct seen* seen) {
  memset(seen, 0, sizeof *seen);
  pthread_mutex_init(&seen->mutex, NULL);
  pthread_cond_init(&seen->changed, NULL);
  seen->status = -1;
}

static void take(azcred_call* call, void* user_data) {
  struct seen* seen = (struct seen*)user_data;
  azcred_error* error = NULL;
  azcred_token* token = azcred_call_take_token(call, &error);
  azcred_token_free(token);
  if (seen->frees_the_call) azcred_call_free(call);
  pthread_mutex_lock(&seen->mutex);
  seen->status = azcred_error_status(error);
  ++seen->runs;
  pthread_cond_broadcast(&seen->changed);
  pthread_mutex_unlock(&seen->mutex);
  azcred_error_free(error);
}

static void count_destroy(void* user_data) {
  struct seen* seen = (struct seen*)user_data;
  pthread_mutex_lock(&seen->mutex);
  ++seen->destroyed;
  pthread_cond_broadcast(&seen->changed);
  pthread_mutex_unlock(&seen->mutex);
}

static void wait_until_destroyed(struct seen* seen) {
  pthread_mutex_lock(&seen->mutex);
  while (seen->destroyed == 0) pthread_cond_wait(&seen->changed, &seen->mutex);
  pthread_mutex_unlock(&seen->mutex);
}

static void is_polled_waited_for_and_taken_once(void) {
  struct app_service service;
  struct gate gate;
  struct pollfd poll_fd;
  azcred_error* error = NULL;
  azcred_credential* credential;
  azcred_request* request = azcred_request_new(SCOPE);
  azcred_call* call;
  azcred_token* token;
  gate_init(&gate);
  app_service_set_up(&service);
  service.before = stop_at_gate;
  service.before_data = &gate;
  credential = app_service_credential(&service);
  call = azcred_credential_start(credential, request, &error);
  CHECK(call != NULL && error == NULL);
  azcred_request_free(request);
  azcred_credential_free(credential);
  wait_until_reached(&gate);
  poll_fd.fd = azcred_call_fd(call);
  poll_fd.events = POLLIN;
  CHECK(poll(&poll_fd, 1, 0) == 0);
  CHECK(azcred_call_wait_ms(call, 0) == 0);
  open_gate(&gate);
  CHECK(poll(&poll_fd, 1, -1) == 1 && (poll_fd.revents & POLLIN) != 0);
  CHECK(azcred_call_wait_ms(call, 0) == 1);
  CHECK(azcred_call_wait_ms(call, -1) == 1);
  token = azcred_call_take_token(call, &error);
  CHECK_SAME(azcred_token_value(token), TOKEN_VALUE);
  CHECK(azcred_call_take_token(call, &error) == NULL);
  CHECK_FAILED(error, AZCRED_INVALID_ARGUMENT, "taken before");
  CHECK(poll(&poll_fd, 1, 0) == 1);
  azcred_call_free(call);
  app_service_wait_until_released(&service);
  CHECK_SAME(azcred_token_value(token), TOKEN_VALUE);
  azcred_token_free(token);
}

static void is_done_at_once_with_what_is_cached(void) {
  struct app_service service;
  struct seen seen;
  azcred_error* error = NULL;
  azcred_credential* credential;
  azcred_request* request = azcred_request_new(SCOPE);
  azcred_call* call;
  seen_init(&seen);
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  azcred_token_free(azcred_credential_get_token(credential, SCOPE, &error));
  call = azcred_credential_start(credential, request, &error);
  CHECK(azcred_call_wait_ms(call, 0) == 1);
  azcred_call_set_done(call, take, &seen, count_destroy);
  CHECK(seen.runs == 1 && seen.destroyed == 1 && seen.status == AZCRED_OK);
  azcred_call_set_done(call, take, &seen, count_destroy);
  CHECK(seen.runs == 1 && seen.destroyed == 2);
  CHECK(service.exchanges == 1);
  azcred_call_free(call);
  CHECK(seen.runs == 1 && seen.destroyed == 2);
  azcred_request_free(request);
  azcred_credential_free(credential);
}

static void tells_from_another_thread(void) {
  struct app_service service;
  struct gate gate;
  struct seen seen;
  azcred_error* error = NULL;
  azcred_credential* credential;
  azcred_request* request = azcred_request_new(SCOPE);
  azcred_call* call;
  int frees;
  for (frees = 0; frees <= 1; ++frees) {
    gate_init(&gate);
    seen_init(&seen);
    seen.frees_the_call = frees;
    app_service_set_up(&service);
    service.before = stop_at_gate;
    service.before_data = &gate;
    credential = app_service_credential(&service);
    call = azcred_credential_start(credential, request, &error);
    azcred_call_set_done(call, take, &seen, count_destroy);
    CHECK(seen.runs == 0);
    open_gate(&gate);
    wait_until_destroyed(&seen);
    CHECK(seen.runs == 1 && seen.destroyed == 1 && seen.status == AZCRED_OK);
    if (!frees) azcred_call_free(call);
    CHECK(seen.runs == 1 && seen.destroyed == 1);
    azcred_credential_free(credential);
    app_service_wait_until_released(&service);
  }
  azcred_request_free(request);
}

/* Ends a call that is under way in one of several ways; its callback still runs exactly once. */
enum ending { by_cancel, by_free, by_free_in_the_callback_of_free, by_cancel_that_frees };

static void runs_its_callback_once_however_it_ends(void) {
  struct app_service service;
  struct gate gate;
  struct seen seen;
  azcred_error* error = NULL;
  azcred_credential* credential;
  azcred_request* request = azcred_request_new(SCOPE);
  azcred_call* call;
  int ending;
  for (ending = by_cancel; ending <= by_cancel_that_frees; ++ending) {
    gate_init(&gate);
    seen_init(&seen);
    seen.frees_the_call = ending >= by_free_in_the_callback_of_free;
    app_service_set_up(&service);
    service.before = stop_at_gate;
    service.before_data = &gate;
    credential = app_service_credential(&service);
    call = azcred_credential_start(credential, request, &error);
    azcred_call_set_done(call, take, &seen, count_destroy);
    wait_until_reached(&gate);
    if (ending == by_cancel || ending == by_cancel_that_frees) {
      azcred_call_cancel(call);
    } else {
      azcred_call_free(call);
    }
    CHECK(seen.runs == 1 && seen.destroyed == 1 && seen.status == AZCRED_CANCELLED);
    if (ending == by_cancel) azcred_call_free(call);
    open_gate(&gate);
    azcred_credential_free(credential);
    app_service_wait_until_released(&service);
  }
  azcred_request_free(request);
}

static void is_stopped_by_the_switch_of_its_request(void) {
  struct app_service service;
  struct gate gate;
  azcred_error* error = NULL;
  azcred_credential* credential;
  azcred_request* request = azcred_request_new(SCOPE);
  azcred_cancel* cancel = azcred_cancel_new();
  azcred_call* call;
  gate_init(&gate);
  app_service_set_up(&service);
  service.before = stop_at_gate;
  service.before_data = &gate;
  credential = app_service_credential(&service);
  azcred_request_set_cancel(request, cancel);
  call = azcred_credential_start(credential, request, &error);
  wait_until_reached(&gate);
  azcred_cancel_trigger(cancel);
  open_gate(&gate);
  CHECK(azcred_call_wait_ms(call, -1) == 1);
  azcred_token_free(azcred_call_take_token(call, &error));
  /* The answer may have come first. */
  CHECK(error == NULL || azcred_error_status(error) == AZCRED_CANCELLED);
  azcred_error_free(error);
  azcred_call_free(call);
  azcred_cancel_free(cancel);
  azcred_request_free(request);
  azcred_credential_free(credential);
  app_service_wait_until_released(&service);
}

static void has_run_its_callback_when_free_returns(void) {
  struct app_service service;
  azcred_credential* credential;
  azcred_request* request = azcred_request_new(SCOPE);
  int i;
  app_service_set_up(&service);
  credential = app_service_credential(&service);
  azcred_request_set_force_refresh(request, 1);
  /* Whether the thread that finishes the call or the one that frees it gets to the callback first is up to the machine. */
  for (i = 0; i < 300; ++i) {
    azcred_error* error = NULL;
    struct seen seen;
    azcred_call* call = azcred_credential_start(credential, request, &error);
    CHECK(call != NULL);
    seen_init(&seen);
    azcred_call_set_done(call, take, &seen, count_destroy);
    azcred_call_wait_ms(call, -1);
    azcred_call_free(call);
    CHECK(seen.runs == 1 && seen.destroyed == 1);
  }
  azcred_request_free(request);
  azcred_credential_free(credential);
  app_service_wait_until_released(&service);
}

int main(void) {
  is_polled_waited_for_and_taken_once();
  is_done_at_once_with_what_is_cached();
  tells_from_another_thread();
  runs_its_callback_once_however_it_ends();
  is_stopped_by_the_switch_of_its_request();
  has_run_its_callback_when_free_returns();
  return 0;
}
