/* An access token. */
#ifndef AZCRED_TOKEN_H
#define AZCRED_TOKEN_H

/**
 * @file
 * Access tokens: immutable, shared with the cache they come from, and wiped from memory when the last handle to them is freed.
 */

#include <stddef.h>
#include <stdint.h>

#include "azcred/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An access token. Immutable; any number of threads may read it. It outlives the credential it came from. */
typedef struct azcred_token azcred_token;

/**
 * Gives a token back. What its getters returned ends with it.
 *
 * @param token What a get returned; NULL is left alone.
 */
AZCRED_API void azcred_token_free(azcred_token* token) AZCRED_NOTHROW;

/**
 * The token itself: what goes after "Authorization: Bearer ".
 *
 * @param token The token.
 * @return NUL-terminated, lives as long as `token`; printable ASCII without spaces. "" for NULL. Treat it as opaque: its format
 *   is an agreement between Microsoft Entra and the service it is for.
 */
AZCRED_API const char* azcred_token_value(const azcred_token* token) AZCRED_NOTHROW;

/**
 * How many bytes azcred_token_value() has, without the NUL.
 *
 * @param token The token.
 * @return The number of bytes; 0 for NULL.
 */
AZCRED_API size_t azcred_token_value_size(const azcred_token* token) AZCRED_NOTHROW;

/**
 * How the token is presented.
 *
 * @param token The token.
 * @return "Bearer" (RFC 6750); "" for NULL. Lives as long as the library is loaded.
 */
AZCRED_API const char* azcred_token_type(const azcred_token* token) AZCRED_NOTHROW;

/**
 * When services stop accepting the token, by the wall clock.
 *
 * @param token The token.
 * @return Seconds since 1970-01-01T00:00:00Z; 0 for NULL.
 */
AZCRED_API int64_t azcred_token_expires_at_unix_s(const azcred_token* token) AZCRED_NOTHROW;

/**
 * From when on a get asks for a new token early, while this one is still valid: `refresh_in` of the response, else half its
 * life if that is more than two hours (as MSAL does), else five minutes before it expires.
 *
 * @param token The token.
 * @return Seconds since 1970-01-01T00:00:00Z; 0 for NULL.
 */
AZCRED_API int64_t azcred_token_refresh_at_unix_s(const azcred_token* token) AZCRED_NOTHROW;

/**
 * Which source gave the token, such as "ManagedIdentity/IMDS".
 *
 * @param token The token.
 * @return A name that lives as long as `token`; "" for NULL.
 */
AZCRED_API const char* azcred_token_source(const azcred_token* token) AZCRED_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif /* AZCRED_TOKEN_H */
