/* Sending HTTP the program's own way. */
#ifndef AZCRED_TRANSPORT_H
#define AZCRED_TRANSPORT_H

/**
 * @file
 * A transport of the program's own, for programs that have an HTTP client already. Without one the library uses libcurl. Not
 * included by azcred.h.
 *
 * The library decides what is sent, what may be sent again and what an answer means; the transport makes one exchange of one
 * request and one response. It must not use a proxy, follow redirects, keep cookies or add credentials: requests for tokens
 * are for the address in their URL, and carry secrets that no other server may see.
 */

#include <stddef.h>
#include <stdint.h>

#include "azcred/error.h"
#include "azcred/export.h"
#include "azcred/options.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What to send. Only valid during the call of the transport, on its thread. */
typedef struct azcred_http_request azcred_http_request;

/** What came back, to be filled by the transport. Only valid during the call of the transport, on its thread. */
typedef struct azcred_http_response azcred_http_response;

/**
 * Makes one HTTP exchange. It may be called from any thread that uses the credential, and from several at once. It should
 * return when azcred_http_request_time_left_ms() is 0. It must return: neither longjmp() nor pthread_exit(). A C++ exception
 * that it throws counts as AZCRED_NETWORK.
 *
 * @param request What to send.
 * @param response To be filled: at least its status.
 * @param user_data What was given to azcred_options_set_transport().
 * @return AZCRED_OK if an answer of whatever HTTP status came. Else why not: AZCRED_TIMEOUT, AZCRED_CANCELLED,
 *   AZCRED_OUT_OF_MEMORY; anything else counts as AZCRED_NETWORK.
 */
typedef azcred_status (*azcred_transport_fn)(const azcred_http_request* request, azcred_http_response* response,
                                             void* user_data);

/**
 * Sends all requests of credentials made from these options through the program.
 *
 * @param options The options. If they are NULL, `destroy` runs at once.
 * @param send Makes one exchange. NULL is reported when a credential is made.
 * @param user_data Passed to `send`; may be NULL.
 * @param destroy Releases `user_data` once nothing can call `send` any more; may be NULL.
 */
AZCRED_API void azcred_options_set_transport(azcred_options* options, azcred_transport_fn send, void* user_data,
                                             azcred_destroy_fn destroy);

/**
 * The method of the request.
 *
 * @param request The request.
 * @return "GET" or "POST"; "" for NULL.
 */
AZCRED_API const char* azcred_http_request_method(const azcred_http_request* request) AZCRED_NOTHROW;

/**
 * Where the request goes.
 *
 * @param request The request.
 * @return An absolute http or https URL; "" for NULL.
 */
AZCRED_API const char* azcred_http_request_url(const azcred_http_request* request) AZCRED_NOTHROW;

/**
 * How many header fields the request has. Host, Content-Length and what a connection needs are the transport's.
 *
 * @param request The request.
 * @return Their number; 0 for NULL.
 */
AZCRED_API size_t azcred_http_request_header_count(const azcred_http_request* request) AZCRED_NOTHROW;

/**
 * The name of a header field.
 *
 * @param request The request.
 * @param index Less than azcred_http_request_header_count().
 * @return Its name; "" if there is none of that index.
 */
AZCRED_API const char* azcred_http_request_header_name(const azcred_http_request* request, size_t index) AZCRED_NOTHROW;

/**
 * The value of a header field. It may be a secret.
 *
 * @param request The request.
 * @param index Less than azcred_http_request_header_count().
 * @return Its value; "" if there is none of that index.
 */
AZCRED_API const char* azcred_http_request_header_value(const azcred_http_request* request, size_t index) AZCRED_NOTHROW;

/**
 * The body of the request. It may hold a secret.
 *
 * @param request The request.
 * @return azcred_http_request_body_size() bytes and a NUL; never NULL.
 */
AZCRED_API const void* azcred_http_request_body(const azcred_http_request* request) AZCRED_NOTHROW;

/**
 * How many bytes the body has, without the NUL.
 *
 * @param request The request.
 * @return 0 if there is no body, and for NULL.
 */
AZCRED_API size_t azcred_http_request_body_size(const azcred_http_request* request) AZCRED_NOTHROW;

/**
 * The one certificate to accept from the server, whoever issued it (Service Fabric's IDENTITY_SERVER_THUMBPRINT: its token
 * service has a self-signed one). A transport that cannot compare it before it sends must return AZCRED_NETWORK.
 *
 * @param request The request.
 * @return The SHA-1 of the certificate as 40 hexadecimal digits of any case; "" if the server is to be verified as usual.
 */
AZCRED_API const char* azcred_http_request_pinned_certificate_sha1(const azcred_http_request* request) AZCRED_NOTHROW;

/**
 * How long the exchange may still take.
 *
 * @param request The request.
 * @return Milliseconds; 0 once the time is up or the call was cancelled, and for NULL.
 */
AZCRED_API int64_t azcred_http_request_time_left_ms(const azcred_http_request* request) AZCRED_NOTHROW;

/**
 * Sets the status of the response.
 *
 * @param response The response; nothing happens for NULL.
 * @param http_status 100 to 599. Any other number makes the response unusable.
 */
AZCRED_API void azcred_http_response_set_status(azcred_http_response* response, int32_t http_status) AZCRED_NOTHROW;

/**
 * Adds a header field to the response. At least WWW-Authenticate and Retry-After are needed where the server sends them.
 *
 * @param response The response; nothing happens for NULL.
 * @param name Its name, copied. NULL makes the response unusable.
 * @param value Its value, copied. NULL makes the response unusable, as do more than 32,768 bytes of header fields.
 */
AZCRED_API void azcred_http_response_add_header(azcred_http_response* response, const char* name,
                                                const char* value) AZCRED_NOTHROW;

/**
 * Appends to the body of the response.
 *
 * @param response The response; nothing happens for NULL.
 * @param data `size` bytes, copied; they are wiped after use. NULL with a size other than 0 makes the response unusable.
 * @param size How many. More than 1,048,576 bytes in all make the response unusable.
 */
AZCRED_API void azcred_http_response_append_body(azcred_http_response* response, const void* data, size_t size) AZCRED_NOTHROW;

#ifdef __cplusplus
}
#endif

#endif /* AZCRED_TRANSPORT_H */
