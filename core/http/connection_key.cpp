#include "http/connection_key.h"

namespace azcred {

std::string connection_key(const Request& request) {
  const std::size_t scheme_end = request.url.find("://");
  const std::size_t host = scheme_end == std::string::npos ? 0 : scheme_end + 3;
  std::string key = request.url.substr(0, request.url.find_first_of("/?#", host));
  if (request.pinned_certificate_sha1) key.append("#").append(*request.pinned_certificate_sha1);
  return key;
}

}  // namespace azcred
