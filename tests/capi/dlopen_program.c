/* Loads the library named by its argument as a plugin would, and prints a token. Knows no C++ runtime. */
#include <azcred/azcred.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static void* library;

/* C89 has no cast from an object pointer to a function pointer. */
static void find(const char* name, void* function) {
  void* const address = dlsym(library, name);
  memcpy(function, &address, sizeof address);
}

int main(int argc, char** argv) {
  azcred_credential* (*new_default)(const azcred_options*, azcred_error**);
  azcred_token* (*get_token)(const azcred_credential*, const char*, azcred_error**);
  const char* (*token_value)(const azcred_token*);
  const char* (*error_message)(const azcred_error*);
  void (*token_free)(azcred_token*);
  void (*credential_free)(azcred_credential*);
  void (*error_free)(azcred_error*);
  azcred_error* error = NULL;
  azcred_credential* credential;
  azcred_token* token;
  int times;
  if (argc != 2) return 2;
  for (times = 0; times < 3; ++times) {
    library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
      fprintf(stderr, "%s\n", dlerror());
      return 1;
    }
    find("azcred_credential_new_default", &new_default);
    find("azcred_credential_get_token", &get_token);
    find("azcred_token_value", &token_value);
    find("azcred_error_message", &error_message);
    find("azcred_token_free", &token_free);
    find("azcred_credential_free", &credential_free);
    find("azcred_error_free", &error_free);
    credential = new_default(NULL, &error);
    token = get_token(credential, "https://vault.azure.net/.default", &error);
    if (times == 0) printf("%s\n", token == NULL ? error_message(error) : token_value(token));
    token_free(token);
    credential_free(credential);
    error_free(error);
    error = NULL;
    if (dlclose(library) != 0) return 1;
  }
  return 0;
}
