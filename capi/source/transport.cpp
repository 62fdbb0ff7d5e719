// azcred_transport_fn: HTTP by the program's own means.
#include "azcred/transport.h"

#include <cxxabi.h>

#include "exchange.h"
#include "host/system_host.h"
#include "options_handle.h"
#include "user_data.h"

using azcred::operator""_t;
using azcred::Limits;
using azcred::Request;
using azcred::Response;
using azcred::Result;
using azcred::TransportFailure;
using azcred::capi::UserData;

namespace {

TransportFailure failure_of(azcred_status status) {
  switch (status) {
    case AZCRED_TIMEOUT: return {.kind = TransportFailure::Kind::timeout, .fact = "the program's transport ran out of time"_t};
    case AZCRED_CANCELLED:
      return {.kind = TransportFailure::Kind::cancelled, .fact = "the program's transport was cancelled"_t};
    case AZCRED_OUT_OF_MEMORY:
      return {.kind = TransportFailure::Kind::resources, .fact = "the program's transport ran out of memory"_t};
    default: return {.kind = TransportFailure::Kind::hook, .fact = "the program's transport made no exchange"_t};
  }
}

class HookTransport : public azcred::Transport {
 public:
  HookTransport(azcred_transport_fn hook, UserData data, std::shared_ptr<azcred::Host> host)
      : hook_(hook), data_(std::move(data)), host_(std::move(host)) {}

  Result<Response, TransportFailure> send(const Request& request, const Limits& limits) override {
    const azcred_http_request outgoing(request, limits, *host_);
    azcred_http_response incoming;
    const azcred_status status = call(outgoing, incoming);
    if (status != AZCRED_OK) return failure_of(status);
    return std::move(incoming).finish();
  }

 private:
  azcred_status call(const azcred_http_request& request, azcred_http_response& response) const {
    try {
      return hook_(&request, &response, data_.get());
    } catch (const abi::__forced_unwind&) {
      throw;
    } catch (...) {
      return AZCRED_NETWORK;
    }
  }

  azcred_transport_fn hook_;
  UserData data_;
  std::shared_ptr<azcred::Host> host_;
};

}  // namespace

void azcred_options_set_transport(azcred_options* options, azcred_transport_fn send, void* user_data,
                                  azcred_destroy_fn destroy) {
  UserData data(user_data, destroy);
  if (!azcred::capi::is_options(options)) return;
  std::shared_ptr<azcred::Transport> replaced;  // its end runs code of the program
  options->faults.watch([&] {
    if (send == nullptr) return options->faults.add("option transport is NULL"_t);
    auto made = std::make_shared<HookTransport>(send, std::move(data), azcred::system_host());
    replaced = std::exchange(options->content.transport, std::move(made));
  });
}
