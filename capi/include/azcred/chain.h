/* A credential made of others. */
#ifndef AZCRED_CHAIN_H
#define AZCRED_CHAIN_H

/**
 * @file
 * Chains: a builder for a credential that asks others in order. One thread at a time may use it.
 */

#include "azcred/credential.h"
#include "azcred/error.h"
#include "azcred/export.h"
#include "azcred/options.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The links of a chain that is to be made. */
typedef struct azcred_chain azcred_chain;

/**
 * A chain without links.
 *
 * @return Yours, for azcred_chain_free(). Never NULL: if memory ran out, azcred_credential_new_chain() reports
 *   AZCRED_OUT_OF_MEMORY.
 */
AZCRED_API azcred_chain* azcred_chain_new(void) AZCRED_NOTHROW;

/**
 * Frees the builder. Credentials made from it keep their links.
 *
 * @param chain What azcred_chain_new() gave; NULL is left alone.
 */
AZCRED_API void azcred_chain_free(azcred_chain* chain);

/**
 * Adds a link, which is asked after those before it.
 *
 * @param chain The chain; nothing happens if it is NULL.
 * @param credential The link, shared: it may be freed before the chain. NULL is reported by azcred_credential_new_chain(). A
 *   chain has at most 64 links.
 */
AZCRED_API void azcred_chain_append(azcred_chain* chain, const azcred_credential* credential) AZCRED_NOTHROW;

/**
 * A credential that asks its links in order. Only AZCRED_UNAVAILABLE moves on to the next link, any other failure is the
 * chain's. The link that gave the first token is asked from then on. If all are unavailable the error is AZCRED_UNAVAILABLE and
 * has one cause per link.
 *
 * @param chain The links, at least one.
 * @param options NULL for defaults. Only the log and the expected ids apply, everything else belongs to the links.
 * @param error Where a failure goes: AZCRED_INVALID_ARGUMENT (no link, a link that was NULL, a bad option),
 *   AZCRED_OUT_OF_MEMORY.
 * @return Yours, for azcred_credential_free(); NULL on failure.
 */
AZCRED_API azcred_credential* azcred_credential_new_chain(const azcred_chain* chain, const azcred_options* options,
                                                          azcred_error** error);

#ifdef __cplusplus
}
#endif

#endif /* AZCRED_CHAIN_H */
