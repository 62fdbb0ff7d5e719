// What was wanted, or the failure: for programs that do without exceptions.
#pragma once
#include <utility>
#include <variant>

#include "error.hpp"

namespace azcred {

/// A T, or the Error why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  /// What was wanted.
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  /// Why it is not there.
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  /// Whether there is a value.
  bool has_value() const noexcept { return content_.index() == 0; }
  /// Whether there is a value.
  explicit operator bool() const noexcept { return has_value(); }

  /// The value; throws the failure if there is none.
  T& value() & {
    check();
    return *std::get_if<0>(&content_);
  }
  /// The value; throws the failure if there is none.
  const T& value() const& {
    check();
    return *std::get_if<0>(&content_);
  }
  /// The value; throws the failure if there is none.
  T&& value() && {
    check();
    return std::move(*std::get_if<0>(&content_));
  }
  /// The value; only if there is one.
  T& operator*() & noexcept { return *std::get_if<0>(&content_); }
  /// The value; only if there is one.
  const T& operator*() const& noexcept { return *std::get_if<0>(&content_); }
  /// The value; only if there is one.
  T&& operator*() && noexcept { return std::move(*std::get_if<0>(&content_)); }
  /// The value; only if there is one.
  T* operator->() noexcept { return std::get_if<0>(&content_); }
  /// The value; only if there is one.
  const T* operator->() const noexcept { return std::get_if<0>(&content_); }

  /// The failure; only if there is no value.
  const Error& error() const noexcept { return *std::get_if<1>(&content_); }
  /// Status::ok if there is a value.
  Status status() const noexcept { return has_value() ? Status::ok : error().status(); }

 private:
  void check() const {
    if (const Error* const error = std::get_if<1>(&content_)) throw *error;
  }

  std::variant<T, Error> content_;
};

}  // namespace azcred
