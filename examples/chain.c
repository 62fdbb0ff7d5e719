/* Tries a user-assigned managed identity only if the system-assigned one does not exist here, and says why each link failed. */
#include <azcred/azcred.h>
#include <stdio.h>

int main(int argc, char** argv) {
  const char* scope = argc > 1 ? argv[1] : "https://management.azure.com/.default";
  const char* client_id = argc > 2 ? argv[2] : "00000000-0000-0000-0000-000000000001";
  azcred_error* error = NULL;
  azcred_options* options = azcred_options_new();
  azcred_chain* chain = azcred_chain_new();
  azcred_credential* system_assigned = azcred_credential_new_managed_identity(NULL, &error);
  azcred_credential* user_assigned;
  azcred_credential* credential;
  azcred_token* token;
  size_t i;
  int failed;

  azcred_options_set_client_id(options, client_id);
  user_assigned = azcred_credential_new_managed_identity(options, &error);
  azcred_chain_append(chain, system_assigned);
  azcred_chain_append(chain, user_assigned);
  credential = azcred_credential_new_chain(chain, NULL, &error);
  /* The chain's credential shares what it needs. */
  azcred_credential_free(system_assigned);
  azcred_credential_free(user_assigned);
  azcred_chain_free(chain);
  azcred_options_free(options);

  token = azcred_credential_get_token(credential, scope, &error);
  failed = token == NULL;
  if (failed) {
    fprintf(stderr, "%s\n", azcred_error_message(error));
    for (i = 0; i < azcred_error_cause_count(error); ++i) {
      fprintf(stderr, "  %s\n", azcred_error_message(azcred_error_cause(error, i)));
    }
  } else {
    printf("a token from %s, which expires at %ld\n", azcred_token_source(token), (long)azcred_token_expires_at_unix_s(token));
  }
  azcred_token_free(token);
  azcred_credential_free(credential);
  azcred_error_free(error);
  return failed;
}
