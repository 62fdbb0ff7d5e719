// azcred_credential as chains and calls see it.
#pragma once
#include "azcred/credential.h"
#include "credential/credential.h"
#include "mark.h"
#include "report.h"

struct azcred_credential {
  azcred::capi::MarkWord mark{azcred::capi::Mark::credential};
  azcred::CredentialPtr inner;
};

namespace azcred::capi {

inline bool is_credential(const azcred_credential* credential) noexcept { return has_mark(credential, Mark::credential); }

inline void report_bad_credential(azcred_error** error, const azcred_credential* credential) noexcept {
  report_bad_handle(error, credential, "credential"_t, "azcred_credential"_t);
}

/// A handle to what a factory made, or null and a report. Throws std::bad_alloc.
inline azcred_credential* hand_out(Result<CredentialPtr> made, azcred_error** error) {
  if (made) return new azcred_credential{.inner = std::move(made).value()};
  report(error, std::move(made).error());
  return nullptr;
}

}  // namespace azcred::capi
