// Puts a response together out of the lines and pieces that arrive, and refuses what no token service sends.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.h"

namespace azcred {

/// One response after another. Every function that takes bytes says whether to go on: after false, refusal() says why not.
class ResponseReader {
 public:
  static constexpr std::size_t most_header_lines = 64;

  void restart() noexcept;

  /// One line of a header block with its line end: the status line, a header, the empty line after them, or a trailer.
  bool take_line(std::string_view line) noexcept;
  /// A piece of the body. Overwrites what it was given, because the piece may be part of a token.
  bool take_body(char* bytes, std::size_t size) noexcept;

  bool refused() const noexcept { return fault_ != Fault::none; }
  /// Throws std::bad_alloc, also if that is the reason.
  TransportFailure refusal() const;
  /// Whether the header block of the final response (status 200 or more) has ended.
  bool headers_done() const noexcept { return headers_done_; }
  Response take_response() noexcept { return std::move(response_); }

 private:
  enum class Fault { none, malformed, too_large, out_of_memory };

  bool take_status_line(std::string_view line);
  bool take_header(std::string_view line);
  bool judge_framing(std::string_view name, std::string_view value);
  bool end_headers();
  bool refuse(Fault fault, Literal fact) noexcept;

  Response response_;
  std::size_t lines_ = 0;
  std::size_t header_bytes_ = 0;
  std::optional<std::size_t> content_length_;
  bool chunked_ = false;
  bool in_headers_ = false;
  bool headers_done_ = false;
  Fault fault_ = Fault::none;
  Literal fact_ = ""_t;
};

}  // namespace azcred
