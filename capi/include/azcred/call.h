/* A get that goes on while the program does something else. */
#ifndef AZCRED_CALL_H
#define AZCRED_CALL_H

/**
 * @file
 * Calls: azcred_credential_request_token() without blocking. Whether a call is done can be polled on a descriptor, waited for,
 * or told by a callback. What is not in the cache is waited for on a thread of the library's own, which blocks all signals.
 */

#include <stdint.h>

#include "azcred/credential.h"
#include "azcred/error.h"
#include "azcred/export.h"
#include "azcred/options.h"
#include "azcred/request.h"
#include "azcred/token.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A get under way. Any number of threads may use it. */
typedef struct azcred_call azcred_call;

/**
 * Starts a get. What is in the cache is there at once: then the call is done when it is returned.
 *
 * @param credential The credential; it may be freed while the call goes on.
 * @param request What is asked for, copied. Its timeout counts from now; its cancel switch stops the call.
 * @param error Where a failure to start goes: AZCRED_INVALID_ARGUMENT, AZCRED_OUT_OF_MEMORY (no memory, thread or descriptor).
 *   All other failures come out of azcred_call_take_token().
 * @return Yours, for azcred_call_free(); NULL on failure. Any thread may call it.
 */
AZCRED_API azcred_call* azcred_credential_start(const azcred_credential* credential, const azcred_request* request,
                                                azcred_error** error);

/**
 * A descriptor to poll() for POLLIN.
 *
 * @param call The call.
 * @return A descriptor that becomes readable once the call is done, and stays so. Do not read from it or close it; it lives as
 *   long as the call. -1 for NULL.
 */
AZCRED_API int azcred_call_fd(const azcred_call* call) AZCRED_NOTHROW;

/**
 * Waits until the call is done.
 *
 * @param call The call.
 * @param timeout_ms Milliseconds to wait for; 0 only asks; negative waits until it is done, which is by the timeout of its
 *   request.
 * @return 1 if the call is done, 0 if not yet; 0 at once for NULL.
 */
AZCRED_API int azcred_call_wait_ms(const azcred_call* call, int64_t timeout_ms);

/**
 * The outcome, once. Waits if the call is not done yet.
 *
 * @param call The call.
 * @param error Where a failure goes: as for azcred_credential_request_token(), and AZCRED_CANCELLED after azcred_call_cancel().
 *   Taking a second time is AZCRED_INVALID_ARGUMENT.
 * @return Yours, for azcred_token_free(); NULL on failure.
 */
AZCRED_API azcred_token* azcred_call_take_token(azcred_call* call, azcred_error** error);

/**
 * Stops the call: unless it is done already, it is done now, with AZCRED_CANCELLED.
 *
 * @param call The call; nothing happens for NULL.
 */
AZCRED_API void azcred_call_cancel(azcred_call* call);

/**
 * Told once that a call is done. Here azcred_call_take_token() does not wait, and azcred_call_free() is allowed. It must
 * return: neither longjmp() nor pthread_exit(). A C++ exception that it throws is dropped.
 *
 * @param call The call.
 * @param user_data What was given to azcred_call_set_done().
 */
typedef void (*azcred_call_done_fn)(azcred_call* call, void* user_data);

/**
 * Asks to be told when the call is done. The callback runs exactly once, on the thread that finishes the call: one of the
 * library's own, or one that is inside azcred_call_wait_ms(), azcred_call_take_token(), azcred_call_cancel() or
 * azcred_call_free() of this call, or inside this function if the call is done already.
 *
 * @param call The call. If it is NULL nothing runs but `destroy`.
 * @param done What to run; NULL is as if this had not been called. A call has at most one: a second one is not kept.
 * @param user_data Passed to `done`; may be NULL.
 * @param destroy Releases `user_data` after `done` has run, or at once if it was not kept; may be NULL.
 */
AZCRED_API void azcred_call_set_done(azcred_call* call, azcred_call_done_fn done, void* user_data, azcred_destroy_fn destroy);

/**
 * Gives a call back. One that is not done is cancelled; nobody waits for that, except for a callback that is running on another
 * thread.
 *
 * @param call What azcred_credential_start() gave; NULL is left alone. No other thread may be using the handle.
 */
AZCRED_API void azcred_call_free(azcred_call* call);

#ifdef __cplusplus
}
#endif

#endif /* AZCRED_CALL_H */
