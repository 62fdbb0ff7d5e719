// Stands for a builder for which there was no memory: a NULL would be taken for "all defaults", which may be another identity.
#pragma once
#include "mark.h"
#include "report.h"

namespace azcred::capi {

inline constexpr MarkWord exhausted_builder{Mark::exhausted};

template <class Builder>
Builder* exhausted() noexcept {
  return reinterpret_cast<Builder*>(const_cast<MarkWord*>(&exhausted_builder));
}

/// Reports why `builder` is none.
inline void report_bad_builder(azcred_error** error, const void* builder, Literal parameter, Literal type) noexcept {
  if (has_mark(builder, Mark::exhausted)) {
    report_out_of_memory(error);
  } else {
    report_bad_handle(error, builder, parameter, type);
  }
}

}  // namespace azcred::capi
