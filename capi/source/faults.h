// What went wrong in a builder's setters, which return nothing: remembered until somebody can be told.
#pragma once
#include <cstring>
#include <new>
#include <string>

#include "report.h"

namespace azcred::capi {

class Faults {
 public:
  /// Runs a setter; lack of memory in it is remembered.
  template <class Work>
  void watch(Work&& work) noexcept {
    try {
      work();
    } catch (const std::bad_alloc&) {
      out_of_memory_ = true;
    }
  }

  /// Remembers the first thing that is wrong. Throws std::bad_alloc.
  void add(Text fact, Text hint = {}) {
    if (first_ == nullptr) {
      first_ = fail({.status = Status::invalid_argument, .fact = std::move(fact), .hint = std::move(hint)});
    }
  }

  /// Whether `value` can be the value of `name`: neither null nor longer than `longest`. Throws std::bad_alloc.
  bool accepts(const char* value, const Text& name, std::size_t longest) {
    if (value == nullptr) {
      add(text(name, " is NULL"_t));
      return false;
    }
    if (strnlen(value, longest + 1) > longest) {
      add(text(name, " has more than "_t, longest, " bytes"_t));
      return false;
    }
    return true;
  }

  /// Copies `value` to `field` if it is acceptable.
  void copy(std::string& field, const char* value, Literal name, std::size_t longest) noexcept {
    watch([&] {
      if (accepts(value, name, longest)) field = value;
    });
  }

  bool any() const noexcept { return out_of_memory_ || first_ != nullptr; }

  /// Tells what is wrong, if anything is; whether something is.
  bool tell(azcred_error** error) const noexcept {
    if (out_of_memory_) {
      report_out_of_memory(error);
    } else if (first_ != nullptr) {
      report(error, first_);
    }
    return any();
  }

 private:
  bool out_of_memory_ = false;
  ErrorPtr first_;
};

/// Of an option, scope or id. Azure's own limits are far below: a resource id has about 500 bytes at most.
inline constexpr std::size_t longest_setting = 4096;

}  // namespace azcred::capi
