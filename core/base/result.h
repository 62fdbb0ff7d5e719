// A value or the reason why there is none.
#pragma once
#include <utility>
#include <variant>

#include "base/error.h"

namespace azcred {

template <class T, class Reason = ErrorPtr>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}         // NOLINT(google-explicit-constructor)
  Result(Reason reason) : content_(std::in_place_index<1>, std::move(reason)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const noexcept { return content_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  T& value() & { return std::get<0>(content_); }
  const T& value() const& { return std::get<0>(content_); }
  T&& value() && { return std::get<0>(std::move(content_)); }
  T* operator->() { return &std::get<0>(content_); }
  const T* operator->() const { return &std::get<0>(content_); }

  const Reason& error() const& { return std::get<1>(content_); }
  Reason&& error() && { return std::get<1>(std::move(content_)); }

 private:
  std::variant<T, Reason> content_;
};

}  // namespace azcred
