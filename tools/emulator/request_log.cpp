// One line per request, without secrets.
#include "emulator/request_log.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <string_view>

namespace azcred::emulator {
namespace {

constexpr std::array<std::string_view, 9> kShownParameters = {
    "api-version", "resource", "client_id", "object_id", "principal_id", "msi_res_id", "mi_res_id", "clientid", "principalId"};

/// A misspelt name helps whoever reads the log; something that looks like no name might be a secret in the wrong place.
bool looks_like_name(std::string_view text) {
  const auto letter = [](char one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || one == '_' || one == '-';
  };
  return text.size() <= 24 && std::all_of(text.begin(), text.end(), letter);
}

std::string shown_parameters(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    const bool known = std::find(kShownParameters.begin(), kShownParameters.end(), name) != kShownParameters.end();
    text += (text.empty() ? "" : "&") + (looks_like_name(name) ? name : "(hidden)") + "=" + (known ? value : "(hidden)");
  }
  return text;
}

/// What a client sends must not be able to fake a line or drive a terminal.
std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f; }, '?');
  return text;
}

}  // namespace

std::string log_line(const HttpRequest& request, const HttpReply& reply) {
  auto line = request.method + " " + request.path;
  if (!request.query.empty()) line += "?" + shown_parameters(request.query);
  if (const auto form = parse_parameters(request.body); !value_of(form, "resource").empty()) {
    line += " [resource=" + std::string(value_of(form, "resource")) + "]";
  }
  line += " -> " + std::to_string(reply.status);
  if (!reply.note.empty()) line += " " + reply.note;
  return printable(line);
}

void RequestLog::write(const HttpRequest& request, const HttpReply& reply) {
  std::array<char, 16> clock{};
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  std::strftime(clock.data(), clock.size(), "%H:%M:%S", &parts);
  const auto line = log_line(request, reply);
  const std::lock_guard lock(mutex_);
  for (std::FILE* stream : streams_) {
    if (stream == nullptr) continue;
    std::fprintf(stream, "%s %s\n", clock.data(), line.c_str());
    std::fflush(stream);
  }
}

}  // namespace azcred::emulator
