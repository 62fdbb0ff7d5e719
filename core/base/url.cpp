#include "base/url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/ascii.h"

namespace azcred {
namespace {

using Ipv4 = std::array<std::uint8_t, 4>;
using Ipv6 = std::array<std::uint8_t, 16>;

std::optional<Ipv4> parse_ipv4(const std::string& host) noexcept {
  Ipv4 address;
  if (inet_pton(AF_INET, host.c_str(), address.data()) != 1) return std::nullopt;
  return address;
}

std::optional<Ipv6> parse_ipv6(const std::string& host) noexcept {
  Ipv6 address;
  if (inet_pton(AF_INET6, host.c_str(), address.data()) != 1) return std::nullopt;
  return address;
}

/// The IPv4 address, also of an IPv6 address that only wraps one (::ffff:127.0.0.1).
std::optional<Ipv4> as_ipv4(const std::string& host) noexcept {
  if (const auto address = parse_ipv4(host)) return address;
  constexpr std::array<std::uint8_t, 12> wrapper = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const auto address = parse_ipv6(host);
  if (!address || !std::equal(wrapper.begin(), wrapper.end(), address->begin())) return std::nullopt;
  return Ipv4{(*address)[12], (*address)[13], (*address)[14], (*address)[15]};
}

bool is_label(std::string_view label) noexcept {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  // The underscore is no host name of RFC 952, but container names have it and become DNS names.
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || c == '_'; });
}

/// Whether resolvers read a name that ends so as an IPv4 address, in one of the forms of inet_aton (127.1, 0x7f000001).
bool is_numeric(std::string_view label) noexcept {
  if (label.starts_with("0x")) {
    label.remove_prefix(2);
    return std::all_of(label.begin(), label.end(), is_ascii_hex_digit);
  }
  return std::all_of(label.begin(), label.end(), is_ascii_digit);
}

bool is_name_or_ipv4(const std::string& host) noexcept {
  if (host.empty() || host.size() > 253) return false;
  std::string_view rest = host, label;
  for (bool more = true; more;) {
    const auto dot = rest.find('.');
    more = dot != std::string_view::npos;
    label = rest.substr(0, dot);
    if (!is_label(label)) return false;
    if (more) rest.remove_prefix(dot + 1);
  }
  return !is_numeric(label) || parse_ipv4(host).has_value();
}

std::optional<int> parse_port(std::string_view digits) noexcept {
  int port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (digits.empty() || !is_ascii_digit(digits.front()) || error != std::errc() || end != digits.data() + digits.size() ||
      port < 1 || port > 65'535) {
    return std::nullopt;
  }
  return port;
}

bool has_only_url_characters(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '\\' && c != '#'; });
}

int hex_value(char c) noexcept { return is_ascii_digit(c) ? c - '0' : to_ascii_lower(c) - 'a' + 10; }

std::string percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && is_ascii_hex_digit(text[i + 1]) && is_ascii_hex_digit(text[i + 2])) {
      decoded += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace

std::string percent_encode(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += hex[byte >> 4];
      encoded += hex[byte & 15];
    }
  }
  return encoded;
}

std::optional<Url> Url::parse(std::string_view text) {
  if (!has_only_url_characters(text)) return std::nullopt;
  Url url;
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = text.substr(0, colon);
  if (equal_ignoring_case(scheme, "https")) {
    url.scheme_ = "https";
    url.port_ = 443;
  } else if (equal_ignoring_case(scheme, "http")) {
    url.scheme_ = "http";
    url.port_ = 80;
  } else {
    return std::nullopt;
  }
  text.remove_prefix(colon + 3);

  const auto authority_size = std::min(text.find_first_of("/?"), text.size());
  std::string_view authority = text.substr(0, authority_size);
  text.remove_prefix(authority_size);
  const bool bracketed = authority.starts_with('[');
  // Without brackets, a second colon leaves one in the port, which is then no number.
  const auto host_end = bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
  if (host_end == std::string_view::npos) return std::nullopt;
  url.host_ = bracketed ? authority.substr(1, host_end - 1) : authority.substr(0, host_end);
  std::transform(url.host_.begin(), url.host_.end(), url.host_.begin(), to_ascii_lower);
  if (bracketed ? !parse_ipv6(url.host_) : !is_name_or_ipv4(url.host_)) return std::nullopt;
  authority.remove_prefix(host_end + (bracketed ? 1 : 0));
  if (!authority.empty()) {
    const auto port = authority.front() == ':' ? parse_port(authority.substr(1)) : std::nullopt;
    if (!port) return std::nullopt;
    url.port_ = *port;
    url.explicit_port_ = true;
  }

  const auto question = std::min(text.find('?'), text.size());
  url.path_ = question == 0 ? "/" : text.substr(0, question);
  if (question < text.size()) url.query_ = text.substr(question + 1);
  return url;
}

void Url::set_parameter(std::string_view name, std::string_view value) {
  std::string query;
  std::string_view rest = query_;
  while (!rest.empty()) {
    const std::string_view parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(parameter.size() + 1, rest.size()));
    if (parameter.empty() || equal_ignoring_case(percent_decode(parameter.substr(0, parameter.find('='))), name)) continue;
    query.append(parameter).append("&");
  }
  query_ = query.append(percent_encode(name)).append("=").append(percent_encode(value));
}

std::string Url::origin() const {
  const bool bracketed = host_.find(':') != std::string::npos;
  std::string text = scheme_;
  text.append(bracketed ? "://[" : "://").append(host_).append(bracketed ? "]" : "");
  if (explicit_port_) text.append(":").append(std::to_string(port_));
  return text;
}

std::string Url::str() const {
  std::string text = origin() + path_;
  if (!query_.empty()) text.append("?").append(query_);
  return text;
}

bool Url::is_local() const noexcept {
  if (is_loopback()) return true;
  if (const auto address = as_ipv4(host_)) {
    const auto [a, b, c, d] = *address;
    return a == 10 || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168) || (a == 169 && b == 254);
  }
  const auto address = parse_ipv6(host_);
  return address && (((*address)[0] == 0xfe && ((*address)[1] & 0xc0) == 0x80) || ((*address)[0] & 0xfe) == 0xfc);
}

bool Url::is_loopback() const noexcept {
  if (host_ == "localhost") return true;
  if (const auto address = as_ipv4(host_)) return (*address)[0] == 127;
  const auto address = parse_ipv6(host_);
  return address && *address == Ipv6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
}

}  // namespace azcred
