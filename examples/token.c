/* Gets a token for a service, says where it came from and how long it is valid: the whole use of the library in one program. */
#include <azcred/azcred.h>
#include <stdio.h>
#include <time.h>

static int give_up(azcred_error* error) {
  int status = (int)azcred_error_status(error);
  fprintf(stderr, "%s\n", azcred_error_message(error));
  azcred_error_free(error);
  return status;
}

int main(int argc, char** argv) {
  azcred_error* error = NULL;
  azcred_options* options;
  azcred_credential* credential;
  azcred_token* token;

  if (argc < 2) {
    fprintf(stderr, "usage: token SCOPE [CLIENT_ID [EXPECTED_CLIENT_ID]]\n");
    return AZCRED_INVALID_ARGUMENT;
  }
  options = azcred_options_new();
  if (argc > 2) azcred_options_set_client_id(options, argv[2]);
  if (argc > 3) azcred_options_set_expected_client_id(options, argv[3]);

  /* One check is enough: after a failure the calls that follow do nothing. */
  credential = azcred_credential_new_default(options, &error);
  token = azcred_credential_get_token(credential, argv[1], &error);
  azcred_options_free(options);
  azcred_credential_free(credential);
  if (token == NULL) return give_up(error);

  printf("a token from %s, valid for %ld minutes\n", azcred_token_source(token),
         (long)((azcred_token_expires_at_unix_s(token) - (int64_t)time(NULL)) / 60));
  azcred_token_free(token);
  return 0;
}
