#include "support/scripted_transport.h"

#include "base/ascii.h"

namespace azcred::test {

std::string SeenRequest::header(std::string_view name) const {
  for (const auto& [each_name, value] : headers) {
    if (equal_ignoring_case(each_name, name)) return value;
  }
  return "";
}

void ScriptedTransport::answer(int status, std::string body, std::vector<ResponseHeader> headers) {
  answers.push_back([=](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    Response response;
    response.status = status;
    response.headers = headers;
    response.body = Secret(body);
    return response;
  });
}

void ScriptedTransport::fail(TransportFailure::Kind kind) {
  answers.push_back([=](const Request&, const Limits&) -> Result<Response, TransportFailure> {
    return TransportFailure{.kind = kind, .fact = "a scripted failure"_t};
  });
}

std::vector<SeenRequest> ScriptedTransport::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

Result<Response, TransportFailure> ScriptedTransport::send(const Request& request, const Limits& limits) {
  Answer answer;
  {
    const std::lock_guard lock(mutex_);
    SeenRequest seen;
    seen.method = request.method == Request::Method::get ? "GET" : "POST";
    seen.url = request.url;
    seen.body = std::string(request.body.reveal());
    for (const auto& header : request.headers) seen.headers.emplace_back(header.name, std::string(header.value.reveal()));
    seen.pinned_certificate_sha1 = request.pinned_certificate_sha1.value_or("");
    seen_.push_back(std::move(seen));
    if (!answers.empty()) {
      answer = std::move(answers.front());
      answers.pop_front();
    } else {
      answer = otherwise;
    }
  }
  if (!answer) return TransportFailure{.kind = TransportFailure::Kind::connect, .fact = "nothing is scripted"_t};
  return answer(request, limits);
}

}  // namespace azcred::test
