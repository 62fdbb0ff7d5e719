/* What a program may set before it makes a credential. */
#ifndef AZCRED_OPTIONS_H
#define AZCRED_OPTIONS_H

/**
 * @file
 * Options: a builder with one setter per option. It is judged when a credential is made, can be used for any number of
 * credentials, and may be freed before them. One thread at a time may use it.
 *
 * Setters do not fail: what is wrong with a value is reported when a credential is made, with AZCRED_INVALID_ARGUMENT and the
 * name of the option. On options that are NULL they do nothing. Strings are copied; "" unsets an option; NULL in place of a
 * string and more than 4096 bytes are reported, because an identity that got lost must not become another identity.
 *
 * Log lines and HTTP of the program's own: log.h and transport.h.
 */

#include <stdint.h>

#include "azcred/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a program may set before it makes a credential. */
typedef struct azcred_options azcred_options;

/**
 * Releases what a hook of the program was given. It runs exactly once: when the last handle that can still call the hook is
 * gone, or at once if the hook could not be kept. It may run on any thread that frees such a handle.
 *
 * @param user_data What was given with the hook.
 */
typedef void (*azcred_destroy_fn)(void* user_data);

/**
 * Options that are all at their defaults.
 *
 * @return Yours, for azcred_options_free(). Never NULL: if memory ran out, making a credential reports AZCRED_OUT_OF_MEMORY.
 */
AZCRED_API azcred_options* azcred_options_new(void) AZCRED_NOTHROW;

/**
 * Frees options. Credentials made from them keep what they need.
 *
 * @param options What azcred_options_new() gave; NULL is left alone.
 */
AZCRED_API void azcred_options_free(azcred_options* options);

/**
 * Names a user-assigned managed identity by its client id. At most one of client id, object id and resource id may be set; if
 * none is, the system-assigned identity is used, and azcred_credential_new_default() uses AZURE_CLIENT_ID if that is set. A
 * host that cannot honour the selector is AZCRED_MISCONFIGURED: no token of another identity is ever asked for.
 *
 * @param options The options.
 * @param client_id A GUID.
 */
AZCRED_API void azcred_options_set_client_id(azcred_options* options, const char* client_id) AZCRED_NOTHROW;

/**
 * Names a user-assigned managed identity by the object id of its service principal (also called principal id).
 *
 * @param options The options.
 * @param object_id A GUID. Managed identity only.
 */
AZCRED_API void azcred_options_set_object_id(azcred_options* options, const char* object_id) AZCRED_NOTHROW;

/**
 * Names a user-assigned managed identity by its Azure resource id.
 *
 * @param options The options.
 * @param resource_id "/subscriptions/.../providers/Microsoft.ManagedIdentity/userAssignedIdentities/...". Managed identity
 *   only.
 */
AZCRED_API void azcred_options_set_resource_id(azcred_options* options, const char* resource_id) AZCRED_NOTHROW;

/**
 * How often a request that failed for a passing reason is sent again.
 *
 * @param options The options.
 * @param max_retries At most 100. Default: what the documentation of the host asks for (IMDS: 5, others: 3). IMDS answers with
 *   410 while it is updated: that is tried again for 70 s whatever this says, unless it says 0. The time a request allows ends
 *   retries, too.
 */
AZCRED_API void azcred_options_set_max_retries(azcred_options* options, uint32_t max_retries) AZCRED_NOTHROW;

/**
 * Refreshes tokens before anybody asks, on a thread of the library's own that starts with the first token and ends with the
 * credential. Without it the library has no thread, and the first get after azcred_token_refresh_at_unix_s() pays for the
 * refresh.
 *
 * @param options The options.
 * @param enabled 0 (the default) or anything else.
 */
AZCRED_API void azcred_options_set_background_refresh(azcred_options* options, int enabled) AZCRED_NOTHROW;

/**
 * Refuses tokens of any other client id with AZCRED_WRONG_IDENTITY.
 *
 * @param options The options.
 * @param client_id The only one whose tokens may be used. A GUID.
 */
AZCRED_API void azcred_options_set_expected_client_id(azcred_options* options, const char* client_id) AZCRED_NOTHROW;

/**
 * Refuses tokens of any other object id with AZCRED_WRONG_IDENTITY.
 *
 * @param options The options.
 * @param object_id The only one whose tokens may be used. A GUID.
 */
AZCRED_API void azcred_options_set_expected_object_id(azcred_options* options, const char* object_id) AZCRED_NOTHROW;

/**
 * Refuses tokens of any other tenant with AZCRED_WRONG_IDENTITY.
 *
 * @param options The options.
 * @param tenant_id The only tenant whose tokens may be used. A GUID.
 */
AZCRED_API void azcred_options_set_expected_tenant_id(azcred_options* options, const char* tenant_id) AZCRED_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif /* AZCRED_OPTIONS_H */
