// A transport that answers from a script and remembers what it was sent.
#pragma once
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "http/transport.h"

namespace azcred::test {

/// A request in a form that is easy to compare.
struct SeenRequest {
  std::string method, url, body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string pinned_certificate_sha1;
  std::string header(std::string_view name) const;  ///< "" if there is none
};

class ScriptedTransport : public Transport {
 public:
  using Answer = std::function<Result<Response, TransportFailure>(const Request& request, const Limits& limits)>;

  /// Answers in this order; once they are used up every request is answered by `otherwise`, or refused if there is none.
  std::deque<Answer> answers;
  Answer otherwise;

  void answer(int status, std::string body, std::vector<ResponseHeader> headers = {});
  void fail(TransportFailure::Kind kind);
  std::vector<SeenRequest> seen() const;

  Result<Response, TransportFailure> send(const Request& request, const Limits& limits) override;

 private:
  mutable std::mutex mutex_;
  std::vector<SeenRequest> seen_;
};

}  // namespace azcred::test
