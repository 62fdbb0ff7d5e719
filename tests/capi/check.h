/* Assertions for tests in C89: the first that fails says where, and ends the program. */
#ifndef AZCRED_TEST_CHECK_H
#define AZCRED_TEST_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                \
    }                                                                         \
  } while (0)

#define CHECK_SAME(actual, expected)                                                                  \
  do {                                                                                                \
    if (strcmp((actual), (expected)) != 0) {                                                          \
      fprintf(stderr, "%s:%d: \"%s\" instead of \"%s\"\n", __FILE__, __LINE__, (actual), (expected)); \
      exit(1);                                                                                        \
    }                                                                                                 \
  } while (0)

/* Expects `error` to be of that status and to mention `words`; frees it. */
#define CHECK_FAILED(error, expected_status, words)                                                                         \
  do {                                                                                                                      \
    if (azcred_error_status(error) != (expected_status) || strstr(azcred_error_message(error), (words)) == NULL) {          \
      fprintf(stderr, "%s:%d: %d \"%s\" instead of %d \"...%s...\"\n", __FILE__, __LINE__, (int)azcred_error_status(error), \
              azcred_error_message(error), (int)(expected_status), (words));                                                \
      exit(1);                                                                                                              \
    }                                                                                                                       \
    azcred_error_free(error);                                                                                               \
    (error) = NULL;                                                                                                         \
  } while (0)

#endif /* AZCRED_TEST_CHECK_H */
