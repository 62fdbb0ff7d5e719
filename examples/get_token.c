/* Gets a token for the scope named on the command line: six calls. */
#include <azcred/azcred.h>
#include <stdio.h>

int main(int argc, char** argv) {
  const char* scope = argc > 1 ? argv[1] : "https://management.azure.com/.default";
  azcred_error* error = NULL;
  azcred_credential* credential = azcred_credential_new_default(NULL, &error);
  azcred_token* token = azcred_credential_get_token(credential, scope, &error);
  const int failed = token == NULL;
  if (failed) {
    fprintf(stderr, "%s\n", azcred_error_message(error));
  } else {
    /* azcred_token_value(token) is what goes after "Authorization: Bearer ". */
    printf("a token from %s, which expires at %ld\n", azcred_token_source(token), (long)azcred_token_expires_at_unix_s(token));
  }
  azcred_token_free(token);
  azcred_credential_free(credential);
  azcred_error_free(error);
  return failed;
}
