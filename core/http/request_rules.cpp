#include "http/request_rules.h"

#include <algorithm>

#include "base/ascii.h"

namespace azcred {

namespace {
bool is_visible_or_blank(char c) noexcept { return (c >= 0x20 && c < 0x7f) || c == '\t'; }
bool is_name_character(char c) noexcept { return is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || c == '_'; }

bool is_one_header(const RequestHeader& header) noexcept {
  const std::string_view value = header.value.reveal();
  return !header.name.empty() && std::all_of(header.name.begin(), header.name.end(), is_name_character) &&
         std::all_of(value.begin(), value.end(), is_visible_or_blank);
}
}  // namespace

std::optional<TransportFailure> reason_not_to_send(const Request& request) {
  using Kind = TransportFailure::Kind;
  const bool https = request.url.starts_with("https://");
  if (!https && !request.url.starts_with("http://")) {
    return TransportFailure{.kind = Kind::malformed, .fact = "the address is neither http nor https"_t};
  }
  if (std::any_of(request.url.begin(), request.url.end(), [](char c) { return c <= 0x20 || c >= 0x7f; })) {
    return TransportFailure{.kind = Kind::malformed, .fact = "the address holds a blank or a control character"_t};
  }
  if (!std::all_of(request.headers.begin(), request.headers.end(), is_one_header)) {
    return TransportFailure{.kind = Kind::malformed, .fact = "a request header holds a character that no header may hold"_t};
  }
  if (!request.pinned_certificate_sha1) return std::nullopt;
  if (!https) return TransportFailure{.kind = Kind::tls, .fact = "a certificate is pinned but the address is not https"_t};
  const std::string& pin = *request.pinned_certificate_sha1;
  if (pin.size() != 40 || !std::all_of(pin.begin(), pin.end(), is_ascii_hex_digit)) {
    return TransportFailure{.kind = Kind::tls, .fact = "the pinned thumbprint is not 40 hexadecimal digits"_t};
  }
  return std::nullopt;
}

}  // namespace azcred
