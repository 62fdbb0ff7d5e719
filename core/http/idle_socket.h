// Tells whether a kept connection is fit for another request.
#pragma once

namespace azcred {

/// Whether nothing has arrived on an idle socket: neither its end nor bytes, which would be taken for the answer to the next
/// request (libcurl 7.88 does so). True for -1, no socket.
bool is_silent(int descriptor) noexcept;

}  // namespace azcred
