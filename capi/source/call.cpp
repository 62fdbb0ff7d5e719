// azcred_call: a get that goes on while the program does something else.
#include "azcred/call.h"

#include <memory>

#include "call_done.h"
#include "credential/pending_get.h"
#include "credential_handle.h"
#include "guard.h"
#include "mark.h"
#include "request_handle.h"
#include "token_handle.h"

using azcred::operator""_t;
using azcred::capi::CallDone;
using azcred::capi::CancellationOff;
using azcred::capi::has_failed;
using azcred::capi::has_mark;
using azcred::capi::Mark;

struct azcred_call {
  azcred::capi::MarkWord mark{Mark::call};
  // Shared, because a callback that any of the functions below causes may free the call.
  std::shared_ptr<CallDone> done = std::make_shared<CallDone>();
  std::shared_ptr<azcred::PendingGet> get;
};

namespace {

bool is_call(const azcred_call* call) noexcept { return has_mark(call, Mark::call); }

azcred::OwnedRequest copy_of(const azcred_request& request, azcred::Host& host) {
  return {.scopes = request.scopes,
          .tenant_id = request.tenant_id,
          .claims = request.claims,
          .cae_enabled = request.cae_enabled,
          .wants = azcred::capi::wants_of(request),
          .deadline = azcred::capi::deadline_of(request.timeout_ms, host),
          .cancel = request.cancel};
}

}  // namespace

azcred_call* azcred_credential_start(const azcred_credential* credential, const azcred_request* request, azcred_error** error) {
  if (has_failed(error)) return nullptr;
  if (!azcred::capi::is_credential(credential)) {
    azcred::capi::report_bad_credential(error, credential);
    return nullptr;
  }
  if (!azcred::capi::judge(request, error)) return nullptr;
  return azcred::capi::guard(error, [&] {
    auto call = std::make_unique<azcred_call>();
    call->get = std::make_shared<azcred::PendingGet>(credential->inner, copy_of(*request, *credential->inner->host()));
    return call.release();
  });
}

int azcred_call_fd(const azcred_call* call) noexcept { return is_call(call) ? call->get->fd() : -1; }

int azcred_call_wait_ms(const azcred_call* call, std::int64_t timeout_ms) {
  if (!is_call(call)) return 0;
  const CancellationOff cancellation_off;
  const auto get = call->get;
  return get->wait_ms(timeout_ms) ? 1 : 0;
}

azcred_token* azcred_call_take_token(azcred_call* call, azcred_error** error) {
  if (has_failed(error)) return nullptr;
  if (!is_call(call)) {
    azcred::capi::report_bad_handle(error, call, "call"_t, "azcred_call"_t);
    return nullptr;
  }
  return azcred::capi::guard(error, [&]() -> azcred_token* {
    const auto get = call->get;
    auto outcome = get->take();
    if (outcome) return azcred::capi::hand_out(std::move(outcome).value());
    azcred::capi::report(error, std::move(outcome).error());
    return nullptr;
  });
}

void azcred_call_cancel(azcred_call* call) {
  if (!is_call(call)) return;
  const CancellationOff cancellation_off;
  const auto get = call->get;
  get->cancel();
}

void azcred_call_set_done(azcred_call* call, azcred_call_done_fn done, void* user_data, azcred_destroy_fn destroy) {
  const CancellationOff cancellation_off;
  azcred::capi::UserData data(user_data, destroy);
  if (!is_call(call) || done == nullptr) return;
  const auto promise = call->done;
  const auto get = call->get;
  if (!promise->keep(call, done, std::move(data))) return;
  try {
    get->when_done([promise] {
      // The callback may free the call, and with it what holds this function.
      const auto kept = promise;  // NOLINT(performance-unnecessary-copy-initialization)
      kept->run();
    });
  } catch (const std::bad_alloc&) {
    // No memory to be told later: cancelling makes later now.
    get->cancel();
    promise->run();
  }
}

void azcred_call_free(azcred_call* call) {
  if (!is_call(call)) return;
  const CancellationOff cancellation_off;
  const auto promise = call->done;
  if (!promise->begin_free()) return;
  call->get->cancel();
  promise->run();  // whoever finished the call may not have come to it yet
  promise->wait_for_other_thread();
  azcred::capi::free_handle(call, Mark::call);
}
