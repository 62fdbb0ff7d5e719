#include "http/connection_key.h"

namespace azcred {

namespace {
std::string_view origin_of(std::string_view url) noexcept {
  const std::size_t scheme_end = url.find("://");
  const std::size_t host = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
  return url.substr(0, url.find_first_of("/?#", host));
}
}  // namespace

ConnectionKey::ConnectionKey(const Request& request) : origin_(origin_of(request.url)), pin_(request.pinned_certificate_sha1) {}

bool ConnectionKey::fits(const Request& request) const noexcept {
  const std::string_view url = request.url;
  if (!url.starts_with(origin_) || request.pinned_certificate_sha1 != pin_) return false;
  return url.size() == origin_.size() || std::string_view("/?#").find(url[origin_.size()]) != std::string_view::npos;
}

}  // namespace azcred
