// URLs: the parts, percent-encoding, and query parameters that replace instead of repeat.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace azcred {

/// RFC 3986: everything but unreserved characters becomes %XX; a space is %20, never '+'.
std::string percent_encode(std::string_view text);

/// An absolute http or https URL without user information or fragment.
class Url {
 public:
  /// Nothing unless `text` is absolute, has scheme http or https (any case) and a valid host: a DNS name, an IPv4 address or a
  /// bracketed IPv6 address; a port, if any, of 1 to 65535; no user information, no fragment, no backslash, no space,
  /// no control character and nothing outside ASCII.
  static std::optional<Url> parse(std::string_view text);

  const std::string& scheme() const noexcept { return scheme_; }  ///< "http" or "https"
  const std::string& host() const noexcept { return host_; }      ///< lower case; IPv6 without brackets
  int port() const noexcept { return port_; }                     ///< the default of the scheme if not given
  const std::string& path() const noexcept { return path_; }      ///< starts with '/'
  const std::string& query() const noexcept { return query_; }    ///< without '?'

  void set_path(std::string_view path) { path_ = path; }
  void clear_query() { query_.clear(); }
  /// Removes every parameter of that name (compared without case after decoding) and appends name=percent_encode(value).
  void set_parameter(std::string_view name, std::string_view value);

  /// scheme://host[:port], for error messages: nothing of the path or query.
  std::string origin() const;
  std::string str() const;

  /// Whether the host is a literal address, or localhost, that cannot lie outside this machine and its link: loopback,
  /// link-local (169.254/16, fe80::/10), private (10/8, 172.16/12, 192.168/16, fc00::/7).
  bool is_local() const noexcept;
  /// Whether the host is 127.0.0.0/8, ::1 or localhost.
  bool is_loopback() const noexcept;

 private:
  std::string scheme_, host_, path_, query_;
  int port_ = 0;
  bool explicit_port_ = false;
};

}  // namespace azcred
