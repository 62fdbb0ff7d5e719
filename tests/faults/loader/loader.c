/* A host that loads the library at run time, and ends in every way there is. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct azcred_credential azcred_credential;
typedef struct azcred_token azcred_token;
typedef struct azcred_request azcred_request;
typedef struct azcred_call azcred_call;

/* What of the library this host uses. */
struct library {
  void* handle;
  azcred_credential* (*credential_new)(const void* options, void** error);
  azcred_token* (*get_token)(const azcred_credential* credential, const char* scope, void** error);
  void (*token_free)(azcred_token* token);
  void (*credential_free)(azcred_credential* credential);
  azcred_request* (*request_new)(const char* scope);
  void (*request_free)(azcred_request* request);
  azcred_call* (*start)(const azcred_credential* credential, const azcred_request* request, void** error);
};

static const char scope[] = "https://vault.azure.net/.default";

static void load(void* function, void* handle, const char* name) {
  void* const symbol = dlsym(handle, name);
  if (symbol == NULL) exit(90);
  memcpy(function, &symbol, sizeof symbol);
}

static struct library open_library(const char* path) {
  struct library library;
  library.handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library.handle == NULL) exit(91);
  load(&library.credential_new, library.handle, "azcred_credential_new_managed_identity");
  load(&library.get_token, library.handle, "azcred_credential_get_token");
  load(&library.token_free, library.handle, "azcred_token_free");
  load(&library.credential_free, library.handle, "azcred_credential_free");
  load(&library.request_new, library.handle, "azcred_request_new");
  load(&library.request_free, library.handle, "azcred_request_free");
  load(&library.start, library.handle, "azcred_credential_start");
  return library;
}

static long resident_kib(void) {
  long pages = 0;
  FILE* const statm = fopen("/proc/self/statm", "re");
  if (statm == NULL || fscanf(statm, "%*s %ld", &pages) != 1) exit(92);
  fclose(statm);
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static int descriptor_count(void) {
  int count = 0;
  DIR* const directory = opendir("/proc/self/fd");
  while (readdir(directory) != NULL) ++count;
  closedir(directory);
  return count;
}

static void use_once(const char* path) {
  const struct library library = open_library(path);
  azcred_credential* const credential = library.credential_new(NULL, NULL);
  azcred_token* const token = library.get_token(credential, scope, NULL);
  if (token == NULL) exit(93);
  library.token_free(token);
  library.credential_free(credential);
  dlclose(library.handle);
}

/* Growth is judged over the second half, when everything that is only made once is there. */
static int load_and_unload(const char* path, int times) {
  long resident = 0;
  int descriptors = 0;
  int i;
  for (i = 0; i < times; ++i) {
    if (i == times / 2) {
      resident = resident_kib();
      descriptors = descriptor_count();
    }
    use_once(path);
  }
  if (descriptor_count() != descriptors) return 1;
  return resident_kib() - resident < 1024 ? 0 : 2;
}

static void pause_ms(long milliseconds) {
  const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&time, NULL);
}

/* A call that nobody frees is what this is about; here leak checkers find it. */
static azcred_call* call_in_flight;

static int unload_in_flight(const char* path) {
  const struct library library = open_library(path);
  azcred_credential* const credential = library.credential_new(NULL, NULL);
  azcred_request* const request = library.request_new(scope);
  call_in_flight = library.start(credential, request, NULL);
  if (call_in_flight == NULL) return 1;
  library.request_free(request);
  pause_ms(50);
  library.credential_free(credential);
  dlclose(library.handle);
  pause_ms(300);
  return 0;
}

static struct library shared_library;

static void* get_on_thread(void* unused) {
  azcred_credential* const credential = shared_library.credential_new(NULL, NULL);
  shared_library.get_token(credential, scope, NULL);
  return unused;
}

static int end_in_flight(const char* path, const char* how) {
  pthread_t thread;
  shared_library = open_library(path);
  if (pthread_create(&thread, NULL, get_on_thread, NULL) != 0) return 94;
  pause_ms(100);
  if (strcmp(how, "exit") == 0) exit(7);
  if (strcmp(how, "quick_exit") == 0) quick_exit(7);
  if (strcmp(how, "_exit") == 0) _exit(7);
  if (strcmp(how, "return") == 0) return 7;
  abort();
}

int main(int argument_count, char** arguments) {
  if (argument_count != 3) return 95;
  if (strcmp(arguments[2], "load_and_unload") == 0) return load_and_unload(arguments[1], 1000);
  if (strcmp(arguments[2], "unload_in_flight") == 0) return unload_in_flight(arguments[1]);
  return end_in_flight(arguments[1], arguments[2]);
}
