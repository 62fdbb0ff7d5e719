/* How the functions of azcred are marked for compilers and linkers. */
#ifndef AZCRED_EXPORT_H
#define AZCRED_EXPORT_H

/**
 * @file
 * Markers on the declarations of azcred. Nothing here is for programs to use.
 */

#if defined(__GNUC__) && __GNUC__ >= 4
/** Marks what the shared library exports. */
#define AZCRED_API __attribute__((__visibility__("default")))
#else
/** Marks what the shared library exports. */
#define AZCRED_API
#endif

/**
 * Marks functions that run nothing of the program's own, wait for nothing and never unwind. The others let pass the unwinding
 * that pthread_exit() in a hook of the program causes; C++ exceptions never leave the library either way.
 */
#if defined(__cplusplus) && __cplusplus >= 201103L
#define AZCRED_NOTHROW noexcept
#elif defined(__cplusplus)
#define AZCRED_NOTHROW throw()
#elif defined(__GNUC__)
#define AZCRED_NOTHROW __attribute__((__nothrow__))
#else
#define AZCRED_NOTHROW
#endif

/** Marks what programs should stop calling; `instead` says what to call. */
#if defined(__GNUC__)
#define AZCRED_DEPRECATED(instead) __attribute__((__deprecated__(instead)))
#else
#define AZCRED_DEPRECATED(instead)
#endif

#endif /* AZCRED_EXPORT_H */
