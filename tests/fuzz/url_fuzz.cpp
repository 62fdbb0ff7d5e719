// URLs of the environment and of callers. The first line is the URL, the rest the value of a parameter.
#include <cstdint>
#include <string>

#include "base/url.h"
#include "fuzz/expect.h"

namespace {

using azcred::Url;
using azcred::test::expect;

void expect_same(const Url& left, const Url& right) {
  expect(left.scheme() == right.scheme() && left.host() == right.host() && left.port() == right.port(), "the origin stays");
  expect(left.path() == right.path() && left.query() == right.query(), "path and query stay");
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t times = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++times;
  return times;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view line = text.substr(0, text.find('\n'));
  const std::string_view value = text.substr(std::min(line.size() + 1, text.size()));
  auto url = Url::parse(line);
  if (!url) return 0;
  expect(url->host().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._:") == std::string::npos, "a host is plain");
  expect(!url->host().empty() && url->port() >= 1 && url->port() <= 65'535, "an authority is whole");
  expect(url->path().starts_with('/'), "a path starts with a slash");
  expect(!url->is_loopback() || url->is_local(), "loopback is local");
  const auto again = Url::parse(url->str());
  expect(again.has_value(), "what is written can be read");
  expect_same(*url, *again);

  url->set_parameter("resource", value);
  url->set_parameter("resource", value);
  const auto with_parameter = Url::parse(url->str());
  expect(with_parameter.has_value(), "no value breaks a URL");
  expect_same(*url, *with_parameter);
  expect(count("&" + url->query(), "&resource=") == 1, "a parameter is there once");
  return 0;
}
