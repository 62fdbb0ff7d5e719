// A token source that does what a test says.
#pragma once
#include <atomic>
#include <functional>
#include <string>

#include "host/host.h"
#include "source/token_source.h"

namespace azcred::test {

class ScriptedSource : public TokenSource {
 public:
  using Answer = std::function<Result<AccessToken>(const TokenRequest& request, const Limits& limits)>;

  explicit ScriptedSource(Host& host) : host_(host) {}

  Answer answer;
  std::atomic<int> asked{0};

  /// A token as a source would hand it over now.
  AccessToken token(std::string value, std::int64_t lifetime_s, std::int64_t refresh_in_s = -1) const;
  /// Answers every request with "token 1", "token 2" and so on.
  void give_tokens(std::int64_t lifetime_s, std::int64_t refresh_in_s = -1);
  void give_error(Status status);

  std::string_view name() const noexcept override { return "Scripted"; }
  Result<AccessToken> acquire(const TokenRequest& request, const Limits& limits) override {
    ++asked;
    return answer(request, limits);
  }

 private:
  Host& host_;
};

}  // namespace azcred::test
