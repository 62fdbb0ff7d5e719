#include "exchange.h"

#include <cstring>
#include <new>

using azcred::operator""_t;
using azcred::TransportFailure;
using azcred::capi::has_mark;
using azcred::capi::Mark;

namespace {

bool is_request(const azcred_http_request* request) noexcept { return has_mark(request, Mark::http_request); }
bool is_response(const azcred_http_response* response) noexcept { return has_mark(response, Mark::http_response); }

const azcred::RequestHeader* header_of(const azcred_http_request* request, std::size_t index) noexcept {
  return index < azcred_http_request_header_count(request) ? &request->content.headers[index] : nullptr;
}

}  // namespace

azcred::Result<azcred::Response, TransportFailure> azcred_http_response::finish() && {
  if (is_out_of_memory) {
    return TransportFailure{.kind = TransportFailure::Kind::resources, .fact = "the answer did not fit into memory"_t};
  }
  if (is_too_large) {
    return TransportFailure{.kind = TransportFailure::Kind::too_large, .fact = "the program's transport brought too much"_t};
  }
  if (is_malformed || content.status == 0) {
    return TransportFailure{.kind = TransportFailure::Kind::malformed,
                            .fact = "the program's transport brought an answer that cannot be one"_t};
  }
  return std::move(content);
}

const char* azcred_http_request_method(const azcred_http_request* request) noexcept {
  if (!is_request(request)) return "";
  return request->content.method == azcred::Request::Method::get ? "GET" : "POST";
}

const char* azcred_http_request_url(const azcred_http_request* request) noexcept {
  return is_request(request) ? request->content.url.c_str() : "";
}

std::size_t azcred_http_request_header_count(const azcred_http_request* request) noexcept {
  return is_request(request) ? request->content.headers.size() : 0;
}

const char* azcred_http_request_header_name(const azcred_http_request* request, std::size_t index) noexcept {
  const auto* const header = header_of(request, index);
  return header == nullptr ? "" : header->name.c_str();
}

const char* azcred_http_request_header_value(const azcred_http_request* request, std::size_t index) noexcept {
  const auto* const header = header_of(request, index);
  return header == nullptr ? "" : header->value.c_str();
}

const void* azcred_http_request_body(const azcred_http_request* request) noexcept {
  return is_request(request) ? request->content.body.c_str() : "";
}

std::size_t azcred_http_request_body_size(const azcred_http_request* request) noexcept {
  return is_request(request) ? request->content.body.size() : 0;
}

const char* azcred_http_request_pinned_certificate_sha1(const azcred_http_request* request) noexcept {
  if (!is_request(request) || !request->content.pinned_certificate_sha1) return "";
  return request->content.pinned_certificate_sha1->c_str();
}

std::int64_t azcred_http_request_time_left_ms(const azcred_http_request* request) noexcept {
  if (!is_request(request) || request->limits.cancelled()) return 0;
  return request->limits.deadline.left_ms(request->host.now());
}

void azcred_http_response_set_status(azcred_http_response* response, std::int32_t http_status) noexcept {
  if (!is_response(response)) return;
  response->content.status = http_status;
  if (http_status < 100 || http_status > 599) response->is_malformed = true;
}

void azcred_http_response_add_header(azcred_http_response* response, const char* name, const char* value) noexcept {
  if (!is_response(response)) return;
  if (name == nullptr || value == nullptr) {
    response->is_malformed = true;
    return;
  }
  const std::size_t room = azcred::header_limit - response->header_bytes;
  const std::size_t name_size = strnlen(name, room + 1);
  const std::size_t value_size = strnlen(value, room + 1);
  if (name_size + value_size > room) {
    response->is_too_large = true;
    return;
  }
  try {
    response->content.headers.push_back({.name = {name, name_size}, .value = {value, value_size}});
    response->header_bytes += name_size + value_size;
  } catch (const std::bad_alloc&) {
    response->is_out_of_memory = true;
  }
}

void azcred_http_response_append_body(azcred_http_response* response, const void* data, std::size_t size) noexcept {
  if (!is_response(response) || size == 0) return;
  if (data == nullptr) {
    response->is_malformed = true;
    return;
  }
  if (size > azcred::response_limit - response->content.body.size()) {
    response->is_too_large = true;
    return;
  }
  try {
    response->content.body.append({static_cast<const char*>(data), size});
  } catch (const std::bad_alloc&) {
    response->is_out_of_memory = true;
  }
}
