#include "http/response_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <new>

#include "base/ascii.h"

namespace azcred {

namespace {

/// What each byte may be part of: looked up, because every byte of every header is judged.
struct ByteKinds {
  std::array<bool, 256> token{};  // RFC 9110 section 5.6.2: what a header's name is made of
  std::array<bool, 256> text{};   // anything but control characters
  constexpr ByteKinds() {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const char c = static_cast<char>(byte);
      token[byte] =
          is_ascii_letter(c) || is_ascii_digit(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
      text[byte] = (byte >= 0x20 && byte != 0x7f) || c == '\t';
    }
  }
};
constexpr ByteKinds byte_kinds;

bool is_made_of(const std::array<bool, 256>& kind, std::string_view bytes) noexcept {
  return std::all_of(bytes.begin(), bytes.end(), [&](char c) { return kind[static_cast<unsigned char>(c)]; });
}

/// Without the line end; obsolete lone line feeds are accepted as RFC 9112 section 2.2 allows.
std::string_view without_line_end(std::string_view line) noexcept {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

void ResponseReader::restart() noexcept { *this = ResponseReader(); }

bool ResponseReader::refuse(Fault fault, Literal fact) noexcept {
  fault_ = fault;
  fact_ = fact;
  return false;
}

TransportFailure ResponseReader::refusal() const {
  if (fault_ == Fault::out_of_memory) throw std::bad_alloc();
  const bool too_large = fault_ == Fault::too_large;
  return {.kind = too_large ? TransportFailure::Kind::too_large : TransportFailure::Kind::malformed, .fact = fact_};
}

bool ResponseReader::take_line(std::string_view line) noexcept {
  // Counted over everything before and after the body: interim responses and trailers could go on for ever otherwise.
  header_bytes_ += line.size();
  if (++lines_ > most_header_lines || header_bytes_ > header_limit) {
    return refuse(Fault::too_large, "the answer has more headers than any token service sends"_t);
  }
  if (headers_done_) return true;  // a trailer: nothing in it is wanted
  line = without_line_end(line);
  if (!is_made_of(byte_kinds.text, line)) return refuse(Fault::malformed, "the answer's headers hold control characters"_t);
  try {
    if (!in_headers_) return take_status_line(line);
    if (line.empty()) return end_headers();
    return take_header(line);
  } catch (const std::bad_alloc&) {
    return refuse(Fault::out_of_memory, ""_t);
  }
}

bool ResponseReader::take_status_line(std::string_view line) {
  const auto malformed = [this] {
    return refuse(Fault::malformed, "the answer does not start with an HTTP/1.x status line"_t);
  };
  if (!line.starts_with("HTTP/1.0 ") && !line.starts_with("HTTP/1.1 ")) return malformed();
  line.remove_prefix(9);
  int status = 0;
  if (line.size() < 3 || (line.size() > 3 && line[3] != ' ')) return malformed();
  const auto [end, error] = std::from_chars(line.data(), line.data() + 3, status);
  if (error != std::errc() || end != line.data() + 3) return malformed();
  if (status < 100 || status > 599) return refuse(Fault::malformed, "the answer's status is not an HTTP status"_t);
  response_.status = status;
  response_.reason = trim_ascii_space(line.substr(3));
  response_.headers.clear();
  response_.headers.reserve(8);  // as many as token services usually send
  content_length_.reset();
  chunked_ = false;
  in_headers_ = true;
  return true;
}

bool ResponseReader::take_header(std::string_view line) {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  // Also refuses what smuggling is made of: folded lines, and white space before the colon.
  if (colon == std::string_view::npos || name.empty() || !is_made_of(byte_kinds.token, name)) {
    return refuse(Fault::malformed, "the answer's headers are malformed"_t);
  }
  const std::string_view value = trim_ascii_space(line.substr(colon + 1));
  if (!judge_framing(name, value)) return false;
  response_.headers.push_back({std::string(name), std::string(value)});
  return true;
}

bool ResponseReader::judge_framing(std::string_view name, std::string_view value) {
  if (equal_ignoring_case(name, "content-encoding")) {
    return value.empty() || equal_ignoring_case(value, "identity") ||
           refuse(Fault::malformed, "the answer is compressed, which was not asked for"_t);
  }
  if (equal_ignoring_case(name, "transfer-encoding")) {
    if (chunked_ || !equal_ignoring_case(value, "chunked")) {
      return refuse(Fault::malformed, "the answer's transfer encoding is not supported"_t);
    }
    chunked_ = true;
  } else if (equal_ignoring_case(name, "content-length")) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (content_length_ || value.empty() || error != std::errc() || end != value.data() + value.size()) {
      return refuse(Fault::malformed, "the answer's length is malformed"_t);
    }
    content_length_ = length;
  }
  return true;
}

bool ResponseReader::end_headers() {
  in_headers_ = false;
  if (response_.status == 101) {
    return refuse(Fault::malformed, "the server wants to switch to another protocol"_t);
  }
  if (response_.status < 200) return true;  // the next status line follows
  if (chunked_ && content_length_) return refuse(Fault::malformed, "the answer says its length in two ways"_t);
  if (content_length_.value_or(0) > response_limit) {
    return refuse(Fault::too_large, "the answer is larger than any token answer"_t);
  }
  headers_done_ = true;
  constexpr std::size_t usual_size = 4'096;  // a token answer of most hosts, so that it never moves
  response_.body.reserve(content_length_.value_or(usual_size));
  return true;
}

bool ResponseReader::take_body(char* bytes, std::size_t size) noexcept {
  struct Wiped {
    char* bytes;
    std::size_t size;
    ~Wiped() { wipe(bytes, size); }
  } const wiped{bytes, size};
  if (!headers_done_) return refuse(Fault::malformed, "the answer has no HTTP/1.x headers"_t);
  if (response_.body.size() + size > response_limit) {
    return refuse(Fault::too_large, "the answer is larger than any token answer"_t);
  }
  try {
    response_.body.append({bytes, size});
  } catch (const std::bad_alloc&) {
    return refuse(Fault::out_of_memory, ""_t);
  }
  return true;
}

}  // namespace azcred
