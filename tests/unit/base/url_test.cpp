#include "base/url.h"

#include <gtest/gtest.h>

#include <string>

namespace azcred {
namespace {

Url url(std::string_view text) {
  auto parsed = Url::parse(text);
  if (!parsed) ADD_FAILURE() << "no URL: " << text;
  return parsed.value_or(*Url::parse("http://unparsable"));
}

TEST(Url, has_its_parts) {
  const Url all = url("HTTPS://Example.COM:8443/a/B?c=D&e");
  EXPECT_EQ(all.scheme(), "https");
  EXPECT_EQ(all.host(), "example.com");
  EXPECT_EQ(all.port(), 8443);
  EXPECT_EQ(all.path(), "/a/B");
  EXPECT_EQ(all.query(), "c=D&e");
  EXPECT_EQ(all.origin(), "https://example.com:8443");
  EXPECT_EQ(all.str(), "https://example.com:8443/a/B?c=D&e");
}

TEST(Url, fills_in_what_is_left_out) {
  EXPECT_EQ(url("http://h").str(), "http://h/");
  EXPECT_EQ(url("http://h").port(), 80);
  EXPECT_EQ(url("https://h").port(), 443);
  EXPECT_EQ(url("http://h?x=1").str(), "http://h/?x=1");
  EXPECT_EQ(url("http://h/?").query(), "");
}

TEST(Url, keeps_ipv6_in_brackets_outside_only) {
  const Url parsed = url("http://[FE80::1]:81/x");
  EXPECT_EQ(parsed.host(), "fe80::1");
  EXPECT_EQ(parsed.str(), "http://[fe80::1]:81/x");
}

TEST(Url, refuses_other_schemes_and_relative_urls) {
  for (const char* text : {"", "h", "//h", "/x", "http:", "http:/h", "http:h", "http//h", "ftp://h", "file:///etc/passwd",
                           "httpss://h", " http://h", "javascript://h", "https", "://h", "http+unix://h"}) {
    EXPECT_FALSE(Url::parse(text)) << text;
  }
}

TEST(Url, refuses_hostile_authorities) {
  for (const char* text : {"https://login.microsoftonline.com@evil.example",
                           "https://user:password@h",
                           "https://@h",
                           "https://h\\@evil.example",
                           "https://evil.example\\.login.microsoftonline.com",
                           "https://evil.example#.login.microsoftonline.com",
                           "https://h%2eevil.example",
                           "https://h%00.evil.example",
                           "https://",
                           "https:///x",
                           "https://?x",
                           "https://.h",
                           "https://h.",
                           "https://h..i",
                           "https://-h",
                           "https://h-",
                           "https://h i",
                           "https://h\t",
                           "https://h\r\nX: y",
                           "https://\xc3\xa9.example",
                           "https://h;x",
                           "https://h,i",
                           "https://h*",
                           "https://h!",
                           "https://[::1",
                           "https://::1",
                           "https://[::1]x",
                           "https://[::1%25eth0]",
                           "https://[1.2.3.4]",
                           "https://[]",
                           "https://[h]",
                           "https://h[::1]"}) {
    EXPECT_FALSE(Url::parse(text)) << text;
  }
  EXPECT_FALSE(Url::parse(std::string_view("https://h\0.evil", 15)));
  EXPECT_FALSE(Url::parse("https://" + std::string(64, 'a') + ".example"));
  EXPECT_FALSE(Url::parse("https://" + std::string(300, 'a')));
}

TEST(Url, refuses_addresses_in_the_forms_that_only_resolvers_read) {
  for (const char* text :
       {"http://2130706433", "http://0x7f000001", "http://0x", "http://127.1", "http://0177.0.0.1", "http://127.0.0.01",
        "http://127.0.0.256", "http://1.2.3.4.5", "http://1.2.3", "http://a.1", "http://a.0xF"}) {
    EXPECT_FALSE(Url::parse(text)) << text;
  }
  EXPECT_EQ(url("http://127.0.0.1").host(), "127.0.0.1");
  EXPECT_EQ(url("http://1a.2b").host(), "1a.2b");
}

TEST(Url, refuses_ports_that_are_none) {
  for (const char* text : {"http://h:", "http://h:0", "http://h:65536", "http://h:99999999999999", "http://h:-1", "http://h:+1",
                           "http://h:8a", "http://h:80:80", "http://h: 80", "http://[::1]:"}) {
    EXPECT_FALSE(Url::parse(text)) << text;
  }
  EXPECT_EQ(url("http://h:65535").port(), 65535);
}

TEST(Url, refuses_fragments_and_characters_that_are_no_url) {
  for (const char* text :
       {"http://h/#", "http://h/?a#b", "http://h/a b", "http://h/a\\b", "http://h/\n", "http://h/\x7f", "http://h/\xff"}) {
    EXPECT_FALSE(Url::parse(text)) << text;
  }
}

TEST(Url, encodes_everything_but_unreserved_characters) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode(std::string_view("a b+c/d:e&f=g?h#i%j\r\n\0\xc3\xa9", 24)),
            "a%20b%2Bc%2Fd%3Ae%26f%3Dg%3Fh%23i%25j%0D%0A%00%C3%A9");
}

TEST(Url, replaces_a_parameter_however_it_is_spelled) {
  Url replaced = url("http://h/p?a=1&Resource=x&%72esource=y&resource&resourceful=2&&b");
  replaced.set_parameter("resource", "https://vault.azure.net/");
  EXPECT_EQ(replaced.str(), "http://h/p?a=1&resourceful=2&b&resource=https%3A%2F%2Fvault.azure.net%2F");
}

TEST(Url, appends_a_parameter_that_is_not_there) {
  Url appended = url("http://h/p");
  appended.set_parameter("api-version", "2018-02-01");
  appended.set_parameter("client_id", "a b&c=d");
  EXPECT_EQ(appended.query(), "api-version=2018-02-01&client_id=a%20b%26c%3Dd");
}

TEST(Url, takes_broken_percent_signs_literally) {
  Url odd = url("http://h/?%=1&%7=2&%zz=3&a%=4");
  odd.set_parameter("a%", "5");
  EXPECT_EQ(odd.query(), "%=1&%7=2&%zz=3&a%25=5");
}

TEST(Url, has_a_path_and_query_that_can_change) {
  Url changed = url("http://h:1/p?q=1");
  changed.set_path("/other");
  changed.clear_query();
  EXPECT_EQ(changed.str(), "http://h:1/other");
}

TEST(Url, knows_addresses_that_cannot_lie_elsewhere) {
  for (const char* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.255.255.255", "169.254.169.254", "10.0.0.1",
                           "172.16.0.1", "172.31.255.255", "192.168.1.1", "[::1]", "[fe80::1]", "[febf::1]", "[fc00::1]",
                           "[fdff::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]"}) {
    EXPECT_TRUE(url(std::string("http://") + host).is_local()) << host;
  }
  for (const char* host : {"example.com", "localhost.example.com", "8.8.8.8", "11.0.0.1", "172.15.0.1", "172.32.0.1",
                           "192.169.0.1", "169.253.0.1", "169.255.0.1", "126.0.0.1", "128.0.0.1", "[2001:db8::1]", "[fec0::1]",
                           "[fe00::1]", "[::2]", "[::ffff:8.8.8.8]", "127.0.0.1.example.com"}) {
    EXPECT_FALSE(url(std::string("http://") + host).is_local()) << host;
  }
}

TEST(Url, knows_loopback) {
  for (const char* host : {"localhost", "127.0.0.1", "127.8.9.10", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]"}) {
    EXPECT_TRUE(url(std::string("http://") + host).is_loopback()) << host;
  }
  for (const char* host : {"169.254.169.254", "10.0.0.1", "[fe80::1]", "[::2]", "localhost.example", "[::]"}) {
    EXPECT_FALSE(url(std::string("http://") + host).is_loopback()) << host;
  }
}

}  // namespace
}  // namespace azcred
