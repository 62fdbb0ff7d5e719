/* Azure tokens for programs that are not an Azure SDK: the whole C API but transport.h. */
#ifndef AZCRED_AZCRED_H
#define AZCRED_AZCRED_H

/**
 * @mainpage
 *
 * A credential is made once, from options. It is then asked for tokens, as often as needed, from any thread; it caches,
 * refreshes early, and lets one network call serve all waiting callers.
 *
 * @code
 * azcred_error *error = NULL;
 * azcred_credential *credential = azcred_credential_new_default(NULL, &error);
 * azcred_token *token = azcred_credential_get_token(credential, "https://vault.azure.net/.default", &error);
 * if (token == NULL) fprintf(stderr, "%s\n", azcred_error_message(error));
 * azcred_token_free(token);
 * azcred_credential_free(credential);
 * azcred_error_free(error);
 * @endcode
 *
 * **Ownership.** What a _new, get or start function returns is yours: give it to its _free. Everything else returned is
 * borrowed and lives as long as the handle it came from. Everything passed in is copied or shared before the call returns.
 * _free(NULL) does nothing.
 *
 * **Failure.** A fallible function that fails returns NULL and stores the reason in *error, unless error is NULL. *error starts
 * as NULL. While it holds an earlier failure, further calls do nothing and return NULL. NULL in place of a handle is reported,
 * never dereferenced. A handle of another kind or one that was freed is reported where its memory still tells.
 *
 * **Threads.** Credentials, calls, cancels, tokens and errors: any number of threads. Options, requests, chains: one at a time.
 * The library has no thread of its own unless calls or background refresh are used. It installs no signal handler, never
 * raises SIGPIPE, needs no initialisation and no clean-up, works after fork(), and is not a point of thread cancellation.
 */

/**
 * @file
 * The whole C API but transport.h.
 */

#include "azcred/call.h"
#include "azcred/cancel.h"
#include "azcred/chain.h"
#include "azcred/credential.h"
#include "azcred/error.h"
#include "azcred/export.h"
#include "azcred/log.h"
#include "azcred/options.h"
#include "azcred/request.h"
#include "azcred/token.h"
#include "azcred/version.h"

#endif /* AZCRED_AZCRED_H */
