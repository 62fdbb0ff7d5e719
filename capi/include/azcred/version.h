/* Which azcred this is. */
#ifndef AZCRED_VERSION_H
#define AZCRED_VERSION_H

/**
 * @file
 * Which azcred a program was compiled with, and which one it runs with.
 */

#include <stdint.h>

#include "azcred/export.h"

/** The version of these headers: 1.2.3 is 10203. Compare with azcred_version_number(). */
#define AZCRED_VERSION_NUMBER 100

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The version of the library that runs: 1.2.3 is 10203.
 *
 * @return major * 10000 + minor * 100 + patch; never fails. Any thread may call it.
 */
AZCRED_API int32_t azcred_version_number(void) AZCRED_NOTHROW;

/**
 * What a bug report should say: the version of the library, the compiler that built it, and the versions of libcurl and of its
 * TLS library that are loaded now.
 *
 * @return One line, valid as long as the library is loaded; never NULL. Its wording is not API. Any thread may call it.
 */
AZCRED_API const char* azcred_version_details(void) AZCRED_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif /* AZCRED_VERSION_H */
