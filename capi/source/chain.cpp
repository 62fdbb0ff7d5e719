// azcred_chain: a builder for a credential made of others.
#include "azcred/chain.h"

#include <vector>

#include "credential/factory.h"
#include "credential_handle.h"
#include "exhausted.h"
#include "faults.h"
#include "guard.h"
#include "options_handle.h"

using azcred::operator""_t;
using azcred::text;
using azcred::capi::has_mark;
using azcred::capi::Mark;

struct azcred_chain {
  azcred::capi::MarkWord mark{Mark::chain};
  azcred::capi::Faults faults;
  std::vector<azcred::CredentialPtr> links;
};

namespace {
constexpr std::size_t most_links = 64;
}

azcred_chain* azcred_chain_new() noexcept {
  auto* const chain = new (std::nothrow) azcred_chain;
  return chain == nullptr ? azcred::capi::exhausted<azcred_chain>() : chain;
}

void azcred_chain_free(azcred_chain* chain) {
  const azcred::capi::CancellationOff cancellation_off;
  azcred::capi::free_handle(chain, Mark::chain);
}

void azcred_chain_append(azcred_chain* chain, const azcred_credential* credential) noexcept {
  if (!has_mark(chain, Mark::chain)) return;
  chain->faults.watch([&] {
    const std::size_t number = chain->links.size() + 1;
    if (credential == nullptr) return chain->faults.add(text("link "_t, number, " of the chain is NULL"_t));
    if (!azcred::capi::is_credential(credential)) {
      return chain->faults.add(text("link "_t, number, " of the chain is not a live azcred_credential"_t));
    }
    if (number > most_links) return chain->faults.add(text("the chain has more than "_t, most_links, " links"_t));
    chain->links.push_back(credential->inner);
  });
}

azcred_credential* azcred_credential_new_chain(const azcred_chain* chain, const azcred_options* options, azcred_error** error) {
  if (azcred::capi::has_failed(error)) return nullptr;
  if (!has_mark(chain, Mark::chain)) {
    azcred::capi::report_bad_builder(error, chain, "chain"_t, "azcred_chain"_t);
    return nullptr;
  }
  if (chain->faults.tell(error)) return nullptr;
  return azcred::capi::guard(error, [&]() -> azcred_credential* {
    const auto judged = azcred::capi::judge(options, error);
    return judged ? azcred::capi::hand_out(azcred::make_chain_credential(chain->links, *judged), error) : nullptr;
  });
}
