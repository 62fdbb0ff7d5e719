#include "http/connection_key.h"

#include <gtest/gtest.h>

namespace azcred {
namespace {

Request request(std::string url, std::optional<std::string> pin = std::nullopt) {
  Request request;
  request.url = std::move(url);
  request.pinned_certificate_sha1 = std::move(pin);
  return request;
}

TEST(ConnectionKey, fits_every_path_of_the_same_server) {
  const ConnectionKey key(request("http://127.0.0.1:40342/a?b=c"));
  EXPECT_TRUE(key.fits(request("http://127.0.0.1:40342/a?b=c")));
  EXPECT_TRUE(key.fits(request("http://127.0.0.1:40342/other")));
  EXPECT_TRUE(key.fits(request("http://127.0.0.1:40342?x=1")));
  EXPECT_TRUE(key.fits(request("http://127.0.0.1:40342")));
}

TEST(ConnectionKey, fits_no_other_server) {
  const ConnectionKey key(request("http://127.0.0.1:4034/a"));
  EXPECT_FALSE(key.fits(request("http://127.0.0.1:40342/a")));
  EXPECT_FALSE(key.fits(request("https://127.0.0.1:4034/a")));
  EXPECT_FALSE(key.fits(request("http://127.0.0.2:4034/a")));
  EXPECT_FALSE(key.fits(request("http://127.0.0.1:4034.evil.example/a")));
  EXPECT_FALSE(key.fits(request("http://127.0.0.1:4034@evil.example/a")));
}

TEST(ConnectionKey, fits_no_other_pin) {
  const ConnectionKey pinned(request("https://localhost/", "AA"));
  EXPECT_TRUE(pinned.fits(request("https://localhost/x", "AA")));
  EXPECT_FALSE(pinned.fits(request("https://localhost/x", "BB")));
  EXPECT_FALSE(pinned.fits(request("https://localhost/x")));
  EXPECT_FALSE(ConnectionKey(request("https://localhost/")).fits(request("https://localhost/", "AA")));
}

}  // namespace
}  // namespace azcred
