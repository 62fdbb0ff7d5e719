/* Where the library says what it does. */
#ifndef AZCRED_LOG_H
#define AZCRED_LOG_H

/**
 * @file
 * Log lines. By default there are none, or lines on stderr if the environment variable AZCRED_LOG was "error", "warn", "info"
 * or "debug" when the credential was made. No line ever holds a byte of a token, secret, response or file.
 */

#include <stdint.h>

#include "azcred/export.h"
#include "azcred/options.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How important a line is, and down to which importance lines are wanted: one of the AZCRED_LOG_... values below. */
typedef int32_t azcred_log_level;

enum {
  AZCRED_LOG_ERROR = 1, /**< A get failed. */
  AZCRED_LOG_WARN = 2,  /**< Something an administrator should look at, though a token is at hand. */
  AZCRED_LOG_INFO = 3,  /**< Which source was chosen; tokens that came. */
  AZCRED_LOG_DEBUG = 4  /**< Every exchange and every pause. */
};

/**
 * Takes a line. It may be called from any thread that uses the credential, from several at once, and may use azcred itself. It
 * must return: neither longjmp() nor pthread_exit(). A C++ exception that it throws is dropped, with the line.
 *
 * @param level How important the line is.
 * @param source Who says it, such as "ManagedIdentity/IMDS". Only valid during the call.
 * @param message One line without a line break. Only valid during the call.
 * @param user_data What was given to azcred_options_set_log().
 */
typedef void (*azcred_log_fn)(azcred_log_level level, const char* source, const char* message, void* user_data);

/**
 * Sends log lines to the program instead of wherever AZCRED_LOG says.
 *
 * @param options The options. If they are NULL, `destroy` runs at once.
 * @param level The least important level to be told about. Any other number than those above is reported when a credential is
 *   made.
 * @param log Takes the lines; NULL means silence, whatever AZCRED_LOG says.
 * @param user_data Passed to `log`; may be NULL.
 * @param destroy Releases `user_data` once nothing can call `log` any more; may be NULL.
 */
AZCRED_API void azcred_options_set_log(azcred_options* options, azcred_log_level level, azcred_log_fn log, void* user_data,
                                       azcred_destroy_fn destroy);

#ifdef __cplusplus
}
#endif

#endif /* AZCRED_LOG_H */
