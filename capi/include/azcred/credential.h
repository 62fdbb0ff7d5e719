/* Something that has tokens. */
#ifndef AZCRED_CREDENTIAL_H
#define AZCRED_CREDENTIAL_H

/**
 * @file
 * Credentials: made once, from options, and then asked for tokens as often as needed, from any thread. A credential caches,
 * refreshes early, and lets one network call serve all waiting callers. The environment is read once, when it is made.
 */

#include "azcred/error.h"
#include "azcred/export.h"
#include "azcred/options.h"
#include "azcred/request.h"
#include "azcred/token.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Something that has tokens. Any number of threads may use it. */
typedef struct azcred_credential azcred_credential;

/**
 * The managed identity of the machine, app or pod that the program runs in: virtual machines and scale sets (IMDS), App
 * Service, Functions, Container Apps, Azure Arc, Cloud Shell, Azure ML and Service Fabric. Which of them it is is found out
 * from the environment variables the hosts set (IDENTITY_ENDPOINT, IDENTITY_HEADER, IDENTITY_SERVER_THUMBPRINT, IMDS_ENDPOINT,
 * MSI_ENDPOINT, MSI_SECRET, AZURE_POD_IDENTITY_AUTHORITY_HOST) and from the Arc agent being installed; AZURE_CLIENT_ID is not
 * read. Nothing is sent before the first get.
 *
 * @param options NULL for defaults, which is the system-assigned identity.
 * @param error Where a failure goes: AZCRED_INVALID_ARGUMENT (names the option), AZCRED_MISCONFIGURED (names the option or
 *   variable), AZCRED_OUT_OF_MEMORY.
 * @return Yours, for azcred_credential_free(); NULL on failure. Any thread may call it.
 */
AZCRED_API azcred_credential* azcred_credential_new_managed_identity(const azcred_options* options, azcred_error** error);

/**
 * What fits the place the program runs in: a chain of sources in the order of DefaultAzureCredential in the Azure SDKs, of
 * which this version has managed identity. AZURE_CLIENT_ID names its identity unless the options do. AZURE_TOKEN_CREDENTIALS
 * narrows the chain as in the Azure SDKs. The source that gave the first token is asked from then on.
 *
 * @param options NULL for defaults.
 * @param error Where a failure goes: AZCRED_INVALID_ARGUMENT (names the option), AZCRED_MISCONFIGURED (names the option or
 *   variable), AZCRED_OUT_OF_MEMORY.
 * @return Yours, for azcred_credential_free(); NULL on failure. Any thread may call it.
 */
AZCRED_API azcred_credential* azcred_credential_new_default(const azcred_options* options, azcred_error** error);

/**
 * Gives a credential back. Calls inside it on other threads, calls started with azcred_credential_start() and chains it is part
 * of go on and end well; nobody may enter it with this handle afterwards. Tokens it gave stay valid.
 *
 * @param credential What a _new function gave; NULL is left alone.
 */
AZCRED_API void azcred_credential_free(azcred_credential* credential);

/**
 * A valid token for one service, out of the cache or from the source. Waits at most 120,000 ms; for less, or to be able to stop
 * it, use azcred_credential_request_token().
 *
 * A token counts as fresh while more than five minutes of its life are left (the rule of MSAL). A cached get allocates nothing,
 * takes no lock and touches no machine but the clock.
 *
 * @param credential The credential.
 * @param scope What the token is for: the service's URI with "/.default" behind it, such as "https://vault.azure.net/.default".
 *   At most 4096 bytes.
 * @param error Where a failure goes; every status but AZCRED_OK is possible, AZCRED_CANCELLED excepted.
 * @return Yours, for azcred_token_free(); NULL on failure. Any thread may call it.
 */
AZCRED_API azcred_token* azcred_credential_get_token(const azcred_credential* credential, const char* scope,
                                                     azcred_error** error);

/**
 * A valid token for a request, which can carry a timeout, a cancel switch, claims and more.
 *
 * @param credential The credential.
 * @param request What is asked for; borrowed for the time of the call.
 * @param error Where a failure goes; every status but AZCRED_OK is possible. A value of the request that cannot be is
 *   AZCRED_INVALID_ARGUMENT and names the setter; timeout 0 without a cached token is AZCRED_TIMEOUT.
 * @return Yours, for azcred_token_free(); NULL on failure. Any thread may call it.
 */
AZCRED_API azcred_token* azcred_credential_request_token(const azcred_credential* credential, const azcred_request* request,
                                                         azcred_error** error);

#ifdef __cplusplus
}
#endif

#endif /* AZCRED_CREDENTIAL_H */
