/* The first token of a process, from start to end. */
#include <azcred/azcred.h>
#include <stdio.h>
#include <string.h>

#include "resident.h"

int main(int argc, char** argv) {
  azcred_error* error = NULL;
  azcred_credential* credential = azcred_credential_new_managed_identity(NULL, &error);
  azcred_token* token = azcred_credential_get_token(credential, "https://storage.azure.com/.default", &error);
  if (error != NULL) {
    fprintf(stderr, "%s\n", azcred_error_message(error));
    return 1;
  }
  if (argc > 1 && strcmp(argv[1], "--resident") == 0) print_resident();
  azcred_token_free(token);
  azcred_credential_free(credential);
  return 0;
}
