#include "source/managed_identity/arc_challenge.h"

#include <algorithm>

#include "base/ascii.h"
#include "source/managed_identity/endpoint.h"

namespace azcred {

namespace {

constexpr std::string_view directory = "/var/opt/azcmagent/tokens/";
constexpr std::string_view extension = ".key";
constexpr std::size_t longest_name = 255;

bool is_name_character(char c) noexcept {
  return is_ascii_letter(c) || is_ascii_digit(c) || std::string_view("._-=").find(c) != std::string_view::npos;
}

bool take_prefix_ignoring_case(std::string_view& text, std::string_view prefix) noexcept {
  if (!equal_ignoring_case(text.substr(0, prefix.size()), prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// What follows "Basic realm=", without quotes; "" if that is not what the header is.
std::string_view realm_of(std::string_view header) noexcept {
  header = trim_ascii_space(header);
  if (!take_prefix_ignoring_case(header, "basic") || header.empty() || !is_ascii_space(header.front())) return {};
  header = trim_ascii_space(header);
  if (!take_prefix_ignoring_case(header, "realm")) return {};
  header = trim_ascii_space(header);
  if (!take_prefix_ignoring_case(header, "=")) return {};
  header = trim_ascii_space(header);
  if (header.size() >= 2 && header.front() == '"' && header.back() == '"') {
    header.remove_prefix(1);
    header.remove_suffix(1);
  }
  return header;
}

}  // namespace

Result<std::string, Text> arc_key_path(std::string_view www_authenticate) {
  const std::string_view path = realm_of(www_authenticate);
  if (path.empty()) return Text("the agent's challenge is not 'Basic realm=' with the path of a key file"_t);
  if (!path.starts_with(directory)) return Text("the agent's challenge names a file outside /var/opt/azcmagent/tokens"_t);
  const std::string_view name = path.substr(directory.size());
  const bool is_plain = name.size() <= longest_name && std::all_of(name.begin(), name.end(), is_name_character) &&
                        !name.starts_with('.') && name.find("..") == std::string_view::npos;
  if (!is_plain) return Text("the agent's challenge names no file directly in /var/opt/azcmagent/tokens"_t);
  if (name.size() <= extension.size() || !name.ends_with(extension)) {
    return Text("the agent's challenge names a file that is not a .key file"_t);
  }
  return std::string(path);
}

Result<std::string_view, Text> arc_key(std::string_view content) {
  if (content.ends_with('\n')) content.remove_suffix(1);
  if (content.ends_with('\r')) content.remove_suffix(1);
  if (content.empty()) return Text("the agent's key file is empty"_t);
  if (!is_header_value(content)) return Text("the agent's key file holds characters that a header cannot carry"_t);
  return content;
}

}  // namespace azcred
