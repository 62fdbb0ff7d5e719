/* What is asked for, when it is more than one scope. */
#ifndef AZCRED_REQUEST_H
#define AZCRED_REQUEST_H

/**
 * @file
 * Requests: a builder with one setter per thing that may be asked for. It is judged when a call starts, and can be used again
 * for any number of calls. One thread at a time may use it.
 *
 * Setters do not fail: what is wrong with a value is reported by the call that the request is given to, with
 * AZCRED_INVALID_ARGUMENT and the name of the setter. On a request that is NULL they do nothing.
 */

#include <stdint.h>

#include "azcred/cancel.h"
#include "azcred/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a call to azcred_credential_request_token() or azcred_credential_start() asks for. */
typedef struct azcred_request azcred_request;

/**
 * A request for a token for one service.
 *
 * @param scope What the token is for: the service's URI with "/.default" behind it, such as "https://vault.azure.net/.default".
 *   At most 4096 bytes. Copied. NULL and "" are reported by the call.
 * @return Yours, for azcred_request_free(). Never NULL: if memory ran out, the call reports AZCRED_OUT_OF_MEMORY.
 */
AZCRED_API azcred_request* azcred_request_new(const char* scope) AZCRED_NOTHROW;

/**
 * Frees a request. Calls that were started with it go on.
 *
 * @param request What azcred_request_new() gave; NULL is left alone.
 */
AZCRED_API void azcred_request_free(azcred_request* request) AZCRED_NOTHROW;

/**
 * Adds a scope. Managed identity gives tokens for one service at a time: it reports AZCRED_INVALID_ARGUMENT for a request with
 * more than one scope.
 *
 * @param request The request.
 * @param scope As in azcred_request_new(). A request has at most 16 scopes.
 */
AZCRED_API void azcred_request_add_scope(azcred_request* request, const char* scope) AZCRED_NOTHROW;

/**
 * Asks for a token of another tenant than the credential's own. Managed identity ignores it, as the Azure SDKs do: an identity
 * lives in one tenant.
 *
 * @param request The request.
 * @param tenant_id A tenant id or domain name, at most 4096 bytes. Copied. "" means the credential's own tenant (the default).
 */
AZCRED_API void azcred_request_set_tenant_id(azcred_request* request, const char* tenant_id) AZCRED_NOTHROW;

/**
 * Answers a claims challenge: the token a service has just refused is not taken out of the cache; a new one is asked for, and
 * cached. Hosts of managed identity know no claims: there this is the same as azcred_request_set_force_refresh().
 *
 * @param request The request.
 * @param claims The JSON of the challenge, at most 65536 bytes. Copied. "" means none (the default).
 */
AZCRED_API void azcred_request_set_claims(azcred_request* request, const char* claims) AZCRED_NOTHROW;

/**
 * Says that the program can handle claims challenges (continuous access evaluation). Such tokens are cached apart from others.
 * Managed identity makes no difference between the two.
 *
 * @param request The request.
 * @param enabled 0 (the default) or anything else.
 */
AZCRED_API void azcred_request_set_cae_enabled(azcred_request* request, int enabled) AZCRED_NOTHROW;

/**
 * Asks for a new token even if a fresh one is in the cache; the new one is cached. Hosts of managed identity may still answer
 * with a token out of their own cache (App Service keeps one for up to 24 h: MicrosoftDocs/azure-docs#67361).
 *
 * @param request The request.
 * @param force 0 (the default) or anything else.
 */
AZCRED_API void azcred_request_set_force_refresh(azcred_request* request, int force) AZCRED_NOTHROW;

/**
 * How long the call may take, all sources, tries and pauses included. It is counted on a clock that nobody can set, from when
 * the call starts. A call returns at the latest 100 ms after that time with AZCRED_TIMEOUT.
 *
 * @param request The request.
 * @param timeout_ms Milliseconds. 0: only what is in the cache, nobody is asked; together with claims or force_refresh that is
 *   AZCRED_INVALID_ARGUMENT. Negative: no limit of the caller's, which leaves the library's own of 120,000 ms; that is also
 *   what applies if this is never called. A number above 120,000 is taken at its word.
 */
AZCRED_API void azcred_request_set_timeout_ms(azcred_request* request, int64_t timeout_ms) AZCRED_NOTHROW;

/**
 * Lets a switch stop the calls made with this request.
 *
 * @param request The request.
 * @param cancel The switch, shared: it may be freed before the request. NULL is reported by the call, so that an
 *   azcred_cancel_new() that failed does not leave a call that cannot be stopped.
 */
AZCRED_API void azcred_request_set_cancel(azcred_request* request, azcred_cancel* cancel) AZCRED_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif /* AZCRED_REQUEST_H */
