// One request and its reply, as the emulated platforms see them.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/json.h"

namespace azcred::emulator {

/// Names and values after percent-decoding, in their order, repeated ones too.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// What stands after '?' in a URL, or a form in a request body.
Parameters parse_parameters(std::string_view text);
/// The first value of that name; "" if there is none. Names are case-sensitive.
std::string_view value_of(const Parameters& parameters, std::string_view name);
bool has(const Parameters& parameters, std::string_view name);
/// A name that occurs more than once; "" if none does.
std::string_view repeated_name(const Parameters& parameters);

struct HttpRequest {
  std::string method;
  std::string path;
  Parameters query;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  /// The first header of that name, compared without case; "" if there is none.
  std::string_view header(std::string_view name) const;
  bool has_header(std::string_view name) const;
};

struct HttpReply {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string note;  ///< for the log: why the platform refuses, or which identity it chose; no secret
};

HttpReply json_reply(int status, const Json& body, std::string note);

}  // namespace azcred::emulator
