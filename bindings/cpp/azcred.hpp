// Azure tokens for C++ programs: the C API of azcred in the manner of C++17, header only.
#pragma once

/// @file
/// A thin C++17 layer over the C ABI, so that a program may be built with another compiler or C++ library than azcred was.
///
/// @code
/// const azcred::Credential credential = azcred::Credential::default_chain();
/// const azcred::Token token = credential.get_token("https://vault.azure.net/.default");
/// request.set_header("Authorization", "Bearer " + std::string(token.value()));
/// @endcode
///
/// Failures are thrown as azcred::Error, or returned by the functions whose names begin with try_. Lack of memory in this layer
/// is std::bad_alloc. A string with a NUL in it is std::invalid_argument: cut short it might name something else.
///
/// Threads: Credential, Call, Cancel, Token and Error may be used by any number of threads, Request and Options by one at a
/// time. Moved-from objects may only be assigned to or destroyed.

#include "hpp/call.hpp"
#include "hpp/cancel.hpp"
#include "hpp/credential.hpp"
#include "hpp/error.hpp"
#include "hpp/options.hpp"
#include "hpp/request.hpp"
#include "hpp/result.hpp"
#include "hpp/token.hpp"
#include "hpp/transport.hpp"
#include "hpp/version.hpp"
