// A token as a source hands it over: not yet cached, not yet shared.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/deadline.h"
#include "base/secret.h"

namespace azcred {

struct AccessToken {
  Secret value;
  std::int64_t expires_at_unix_s = 0;
  std::int64_t refresh_at_unix_s = 0;  ///< when a new one should be asked for early
  Instant expires_at;                  ///< the same two on the steady clock, counted from when the request was sent
  Instant refresh_at;
  std::string_view source;  ///< from the table of source names: a literal, so it lives for ever and a NUL follows
};

}  // namespace azcred
