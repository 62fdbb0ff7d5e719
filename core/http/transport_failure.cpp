#include "http/transport_failure.h"

#include <cerrno>

namespace azcred {

TransportFailure connect_failure(int error_number) {
  using Kind = TransportFailure::Kind;
  switch (error_number) {
    case EMFILE:
    case ENFILE: return {.kind = Kind::resources, .fact = "no file descriptor is left for a connection"_t};
    case ENOMEM:
    case ENOBUFS: return {.kind = Kind::resources, .fact = "the system has no memory left for a connection"_t};
    case ECONNREFUSED: return {.kind = Kind::connect, .fact = "the connection was refused"_t};
    case ENETUNREACH:
    case ENETDOWN: return {.kind = Kind::connect, .fact = "the network is unreachable"_t};
    case EHOSTUNREACH:
    case EHOSTDOWN: return {.kind = Kind::connect, .fact = "the host is unreachable"_t};
    case EACCES:
    case EPERM: return {.kind = Kind::connect, .fact = "the system does not permit the connection"_t};
    case EADDRNOTAVAIL: return {.kind = Kind::connect, .fact = "no local port or address is left for a connection"_t};
    case ETIMEDOUT: return {.kind = Kind::connect, .fact = "the server did not answer the connection attempt"_t};
    default: return {.kind = Kind::connect, .fact = "no connection could be made"_t};
  }
}

TransportFailure connect_timeout(const Request& request, bool connected) {
  return {.kind = TransportFailure::Kind::timeout,
          .connected = connected,
          .fact = text(connected ? "the TLS handshake was not done in "_t : "no connection could be made in "_t,
                       request.connect_timeout_ms, " ms"_t)};
}

TransportFailure answer_timeout(const Request& request, bool by_deadline, bool connected) {
  TransportFailure failure{.kind = TransportFailure::Kind::timeout, .connected = connected};
  if (by_deadline) {
    failure.fact = connected ? "the call's time was up before the server answered"_t
                             : "the call's time was up before there was a connection"_t;
  } else if (connected) {
    failure.fact = text("the server did not answer in "_t, request.try_timeout_ms, " ms"_t);
  } else {
    failure.fact = text("no connection could be made in "_t, request.try_timeout_ms, " ms"_t);
  }
  return failure;
}

TransportFailure cancellation() { return {.kind = TransportFailure::Kind::cancelled, .fact = "the call was cancelled"_t}; }

}  // namespace azcred
