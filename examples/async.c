/* Gets a token in an event loop: the descriptor of the call is polled beside whatever else the program waits for. */
#include <azcred/azcred.h>
#include <poll.h>
#include <stdio.h>

int main(int argc, char** argv) {
  const char* scope = argc > 1 ? argv[1] : "https://management.azure.com/.default";
  azcred_error* error = NULL;
  azcred_credential* credential = azcred_credential_new_default(NULL, &error);
  azcred_request* request = azcred_request_new(scope);
  azcred_call* call;
  azcred_token* token;
  int failed;

  azcred_request_set_timeout_ms(request, 30000);
  call = azcred_credential_start(credential, request, &error);
  while (call != NULL) {
    struct pollfd waits_for;
    waits_for.fd = azcred_call_fd(call);
    waits_for.events = POLLIN;
    waits_for.revents = 0;
    if (poll(&waits_for, 1, 1000) > 0) break;
    printf("still waiting\n");
  }
  token = azcred_call_take_token(call, &error);
  failed = token == NULL;
  if (failed) {
    fprintf(stderr, "%s\n", azcred_error_message(error));
  } else {
    printf("a token from %s, which expires at %ld\n", azcred_token_source(token), (long)azcred_token_expires_at_unix_s(token));
  }
  azcred_token_free(token);
  azcred_call_free(call);
  azcred_request_free(request);
  azcred_credential_free(credential);
  azcred_error_free(error);
  return failed;
}
