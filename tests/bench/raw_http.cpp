#include "raw_http.h"

#include <cjson/cJSON.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace azcred::bench {
namespace {

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "%s failed\n", what);
  std::exit(1);
}

std::size_t append(char* data, std::size_t size, std::size_t count, void* body) {
  static_cast<std::string*>(body)->append(data, size * count);
  return size * count;
}

}  // namespace

RawCurl::RawCurl(const std::string& url)
    : easy_(curl_easy_init()), headers_(curl_slist_append(nullptr, "X-IDENTITY-HEADER: s")) {
  headers_ = curl_slist_append(headers_, "Metadata: true");
  curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &body_);
  curl_easy_setopt(easy_, CURLOPT_PROXY, "");
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
}

RawCurl::~RawCurl() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(headers_);
}

std::size_t RawCurl::get() {
  body_.clear();
  if (curl_easy_perform(easy_) != CURLE_OK) give_up("raw libcurl");
  return body_.size();
}

std::string RawCurl::get_token() {
  get();
  cJSON* const answer = cJSON_ParseWithLength(body_.data(), body_.size());
  const char* const value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(answer, "access_token"));
  if (value == nullptr) give_up("raw libcurl: no access_token");
  std::string token = value;
  cJSON_Delete(answer);
  return token;
}

RawSocket::RawSocket(std::uint16_t port) : port_(port) {}
RawSocket::~RawSocket() {
  if (socket_ >= 0) close(socket_);
}

void RawSocket::connect_if_needed() {
  if (socket_ >= 0) return;
  socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) give_up("raw socket: connect");
  const int one = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

std::size_t RawSocket::get() {
  connect_if_needed();
  constexpr std::string_view request =
      "GET /msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fstorage.azure.com HTTP/1.1\r\nHost: 127.0.0.1\r\n"
      "X-IDENTITY-HEADER: s\r\nMetadata: true\r\n\r\n";
  if (send(socket_, request.data(), request.size(), MSG_NOSIGNAL) < 0) give_up("raw socket: send");
  received_.clear();
  char piece[4'096];
  for (;;) {
    const auto size = recv(socket_, piece, sizeof piece, 0);
    if (size <= 0) give_up("raw socket: receive");
    received_.append(piece, static_cast<std::size_t>(size));
    const auto end = received_.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    constexpr std::string_view length_name = "Content-Length: ";
    const auto length = received_.find(length_name);
    if (length == std::string::npos) give_up("raw socket: no Content-Length");
    const std::size_t body = std::strtoul(received_.c_str() + length + length_name.size(), nullptr, 10);
    if (received_.size() < end + 4 + body) continue;
    if (received_.find("Connection: close") != std::string::npos) {
      close(socket_);
      socket_ = -1;
    }
    return body;
  }
}

}  // namespace azcred::bench
