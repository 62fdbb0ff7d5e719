/* Why something failed, and what to do about it. */
#ifndef AZCRED_ERROR_H
#define AZCRED_ERROR_H

/**
 * @file
 * Failures: one status per thing that a caller might do about it, with everything known about the cause.
 *
 * A function that can fail takes an `azcred_error **` as its last argument. The variable it points to starts as NULL. On
 * failure the function returns NULL and stores the reason there. While the variable holds an earlier failure, further calls do
 * nothing and return NULL, so that a run of calls needs one check at its end. A caller that does not want the reason passes
 * NULL.
 *
 * No byte of a token, secret, response or file is ever part of an error.
 */

#include <stddef.h>
#include <stdint.h>

#include "azcred/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a caller might do about a failure: one of the AZCRED_... values below. Later versions may add values. */
typedef int32_t azcred_status;

enum {
  AZCRED_OK = 0,                    /**< Nothing failed. */
  AZCRED_INVALID_ARGUMENT = 1,      /**< The calling code is wrong: fix the code. */
  AZCRED_MISCONFIGURED = 2,         /**< Options or environment contradict each other or the host: fix the settings. */
  AZCRED_UNAVAILABLE = 3,           /**< This source of tokens does not exist here; a chain tries the next. */
  AZCRED_AUTHENTICATION_FAILED = 4, /**< The identity service said no. */
  AZCRED_WRONG_IDENTITY = 5,        /**< A token came for another identity than the one expected; it was discarded. */
  AZCRED_NETWORK = 6,               /**< No usable connection: name resolution, TCP or TLS. */
  AZCRED_SERVICE = 7,               /**< The service failed or throttled, retries included: wait and try again. */
  AZCRED_PROTOCOL = 8,              /**< The answer could not be understood. */
  AZCRED_TIMEOUT = 9,               /**< The time the request gave was up. */
  AZCRED_CANCELLED = 10,            /**< The request's azcred_cancel was triggered, or its azcred_call was cancelled. */
  AZCRED_OUT_OF_MEMORY = 11,        /**< The process ran out of memory, threads or file descriptors. */
  AZCRED_INTERNAL = 12              /**< A defect in this library: please report it. */
};

/** A failure. Immutable; any number of threads may read it. */
typedef struct azcred_error azcred_error;

/**
 * Frees an error. Its strings and causes end with it.
 *
 * @param error What a failed call stored. NULL, and a cause that azcred_error_cause() gave, are left alone.
 */
AZCRED_API void azcred_error_free(azcred_error* error) AZCRED_NOTHROW;

/**
 * What to do about the failure.
 *
 * @param error The failure; NULL stands for no failure.
 * @return One of the AZCRED_... statuses; AZCRED_OK for NULL; AZCRED_INVALID_ARGUMENT for what is not a live error.
 */
AZCRED_API azcred_status azcred_error_status(const azcred_error* error) AZCRED_NOTHROW;

/**
 * A status in words, such as "authentication failed".
 *
 * @param status Any number.
 * @return A string that lives as long as the library is loaded; "unknown" for a number that is no status. Never NULL.
 */
AZCRED_API const char* azcred_status_name(azcred_status status) AZCRED_NOTHROW;

/**
 * The failure for people to read: first the source, then the fact, then the remedy, in one line.
 *
 * @param error The failure; NULL stands for no failure.
 * @return A string that lives as long as the error; "" for NULL. Never NULL. It holds no secrets. Its wording is not API.
 */
AZCRED_API const char* azcred_error_message(const azcred_error* error) AZCRED_NOTHROW;

/**
 * What to do next, such as "Assign the identity to this virtual machine"; already part of azcred_error_message().
 *
 * @param error The failure; NULL stands for no failure.
 * @return A string that lives as long as the error; "" if nothing is known. Never NULL. Its wording is not API.
 */
AZCRED_API const char* azcred_error_hint(const azcred_error* error) AZCRED_NOTHROW;

/**
 * Which source of tokens failed, such as "ManagedIdentity/IMDS".
 *
 * @param error The failure; NULL stands for no failure.
 * @return A string that lives as long as the error; "" if no source was involved. Never NULL.
 */
AZCRED_API const char* azcred_error_source(const azcred_error* error) AZCRED_NOTHROW;

/**
 * The error code of the service, such as "invalid_client" or "ManagedIdentityNotFound".
 *
 * @param error The failure; NULL stands for no failure.
 * @return A string that lives as long as the error; "" if the service gave none, or one that this library does not know: only
 *   names out of its own table are repeated. Never NULL.
 */
AZCRED_API const char* azcred_error_service_code(const azcred_error* error) AZCRED_NOTHROW;

/**
 * The number of Microsoft Entra's own error code: 700016 for AADSTS700016.
 *
 * @param error The failure; NULL stands for no failure.
 * @return The number; 0 if there is none.
 */
AZCRED_API int32_t azcred_error_aadsts(const azcred_error* error) AZCRED_NOTHROW;

/**
 * The id under which the service logged the request, to give to Microsoft's support.
 *
 * @param error The failure; NULL stands for no failure.
 * @return A GUID that lives as long as the error; "" if the service gave none. Never NULL.
 */
AZCRED_API const char* azcred_error_correlation_id(const azcred_error* error) AZCRED_NOTHROW;

/**
 * The claims challenge of the service, to be given to azcred_request_set_claims() of the next request.
 *
 * @param error The failure; NULL stands for no failure.
 * @return A string that lives as long as the error; "" if the service gave none. Never NULL.
 */
AZCRED_API const char* azcred_error_claims(const azcred_error* error) AZCRED_NOTHROW;

/**
 * The HTTP status of the answer that the failure is about.
 *
 * @param error The failure; NULL stands for no failure.
 * @return 100 to 599; 0 if there was no answer.
 */
AZCRED_API int32_t azcred_error_http_status(const azcred_error* error) AZCRED_NOTHROW;

/**
 * Whether the same request may succeed later without anybody changing anything. What the library may try again itself it has
 * tried by then.
 *
 * @param error The failure; NULL stands for no failure.
 * @return 1 or 0.
 */
AZCRED_API int azcred_error_is_retryable(const azcred_error* error) AZCRED_NOTHROW;

/**
 * How long the service asked to be left alone (Retry-After of RFC 9110, retry-after-ms, x-ms-retry-after-ms).
 *
 * @param error The failure; NULL stands for no failure.
 * @return Milliseconds; -1 if the service did not say.
 */
AZCRED_API int64_t azcred_error_retry_after_ms(const azcred_error* error) AZCRED_NOTHROW;

/**
 * How many causes the failure has. That of a chain has one for each link that was tried, in order.
 *
 * @param error The failure; NULL stands for no failure.
 * @return 0 if the failure says all there is.
 */
AZCRED_API size_t azcred_error_cause_count(const azcred_error* error) AZCRED_NOTHROW;

/**
 * One cause of a failure: an error of its own, with everything that an error tells.
 *
 * @param error The failure.
 * @param index Less than azcred_error_cause_count().
 * @return The cause, borrowed: it lives as long as `error`. NULL if there is none of that index.
 */
AZCRED_API const azcred_error* azcred_error_cause(const azcred_error* error, size_t index) AZCRED_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif /* AZCRED_ERROR_H */
