// One line per request, without secrets.
#pragma once
#include <cstdio>
#include <mutex>
#include <string>

#include "emulator/http_message.h"

namespace azcred::emulator {

class RequestLog {
 public:
  /// Null streams are left out. The streams stay the caller's.
  RequestLog(std::FILE* terminal, std::FILE* file) : streams_{terminal, file} {}
  void write(const HttpRequest& request, const HttpReply& reply);

 private:
  std::mutex mutex_;
  std::FILE* streams_[2];
};

/// "GET /path?name=value -> 200 note". Headers and bodies do not appear, but for a form's resource; neither do values of
/// parameters that no platform has, for a client might send a secret there by mistake.
std::string log_line(const HttpRequest& request, const HttpReply& reply);

}  // namespace azcred::emulator
