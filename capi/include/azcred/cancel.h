/* A one-way switch that stops waiting calls. */
#ifndef AZCRED_CANCEL_H
#define AZCRED_CANCEL_H

/**
 * @file
 * A one-way switch, shared by any number of requests: once it is triggered, every call made with one of them returns with
 * AZCRED_CANCELLED.
 */

#include "azcred/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A one-way switch. Any number of threads may use it. */
typedef struct azcred_cancel azcred_cancel;

/**
 * A switch that is not triggered.
 *
 * @return Yours, for azcred_cancel_free(). NULL if the process is out of memory or file descriptors (a switch holds one); a
 *   request given that NULL reports it.
 */
AZCRED_API azcred_cancel* azcred_cancel_new(void) AZCRED_NOTHROW;

/**
 * Gives the switch back. Requests that were given it keep working; nobody can trigger it any more.
 *
 * @param cancel What azcred_cancel_new() gave; NULL is left alone. Nobody may use the handle afterwards, signal handlers
 *   included.
 */
AZCRED_API void azcred_cancel_free(azcred_cancel* cancel) AZCRED_NOTHROW;

/**
 * Stops all calls made with requests that have this switch, those waiting now and those to come. Cannot be undone.
 *
 * Safe in a signal handler: it stores a flag and writes to one descriptor, keeping errno.
 *
 * @param cancel The switch; nothing happens for NULL.
 */
AZCRED_API void azcred_cancel_trigger(azcred_cancel* cancel) AZCRED_NOTHROW;

/**
 * Whether the switch was triggered. Safe in a signal handler.
 *
 * @param cancel The switch.
 * @return 1 or 0; 0 for NULL.
 */
AZCRED_API int azcred_cancel_is_triggered(const azcred_cancel* cancel) AZCRED_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif /* AZCRED_CANCEL_H */
