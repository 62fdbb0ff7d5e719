#include "http/idle_socket.h"

#include <poll.h>

namespace azcred {

bool is_silent(int descriptor) noexcept {
  pollfd socket{.fd = descriptor, .events = POLLIN, .revents = 0};
  return poll(&socket, 1, 0) == 0;
}

}  // namespace azcred
