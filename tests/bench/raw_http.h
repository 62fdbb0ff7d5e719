// The same GET without this library: over libcurl, over a socket.
#pragma once
#include <curl/curl.h>

#include <cstdint>
#include <string>

namespace azcred::bench {

/// One easy handle, used again and again, which is as good as libcurl gets.
class RawCurl {
 public:
  explicit RawCurl(const std::string& url);
  ~RawCurl();
  RawCurl(const RawCurl&) = delete;
  RawCurl& operator=(const RawCurl&) = delete;
  /// The size of the body; ends the process if there is none.
  std::size_t get();
  /// The same, and the access_token out of the JSON: what a program must do at least.
  std::string get_token();

 private:
  CURL* easy_;
  curl_slist* headers_;
  std::string body_;
};

/// One connection, made again when the server closes it.
class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port);
  ~RawSocket();
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;
  std::size_t get();

 private:
  void connect_if_needed();
  std::uint16_t port_;
  int socket_ = -1;
  std::string received_;
};

}  // namespace azcred::bench
