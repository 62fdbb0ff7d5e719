// One request and its reply, as the emulated platforms see them.
#include "emulator/http_message.h"

#include <algorithm>

namespace azcred::emulator {
namespace {

int digit(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const bool escape =
        text[index] == '%' && index + 2 < text.size() && digit(text[index + 1]) >= 0 && digit(text[index + 2]) >= 0;
    if (escape) {
      plain += static_cast<char>(digit(text[index + 1]) * 16 + digit(text[index + 2]));
      index += 2;
    } else {
      plain += text[index] == '+' ? ' ' : text[index];
    }
  }
  return plain;
}

bool same_name(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char one, char other) {
    const auto lower = [](char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; };
    return lower(one) == lower(other);
  });
}

}  // namespace

Parameters parse_parameters(std::string_view text) {
  Parameters found;
  while (!text.empty()) {
    const auto end = text.find('&');
    const auto item = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (item.empty()) continue;
    const auto equals = item.find('=');
    const auto value = equals == std::string_view::npos ? std::string_view{} : item.substr(equals + 1);
    found.emplace_back(decoded(item.substr(0, equals)), decoded(value));
  }
  return found;
}

std::string_view value_of(const Parameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return {};
}

bool has(const Parameters& parameters, std::string_view name) {
  return std::any_of(parameters.begin(), parameters.end(), [name](const auto& item) { return item.first == name; });
}

std::string_view repeated_name(const Parameters& parameters) {
  for (auto item = parameters.begin(); item != parameters.end(); ++item) {
    const auto same = [item](const auto& other) { return other.first == item->first; };
    if (std::any_of(item + 1, parameters.end(), same)) return item->first;
  }
  return {};
}

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_name(key, name)) return value;
  }
  return {};
}

bool HttpRequest::has_header(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(), [name](const auto& item) { return same_name(item.first, name); });
}

HttpReply json_reply(int status, const Json& body, std::string note) {
  return {.status = status, .body = body.print(), .note = std::move(note)};
}

}  // namespace azcred::emulator
