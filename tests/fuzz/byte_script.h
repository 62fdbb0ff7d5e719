// The bytes of a fuzzer's input, read as decisions.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace azcred::test {

/// Never runs dry: after the last byte all decisions are 0.
class ByteScript {
 public:
  ByteScript(const std::uint8_t* data, std::size_t size) noexcept : rest_(reinterpret_cast<const char*>(data), size) {}

  bool at_end() const noexcept { return rest_.empty(); }
  std::uint8_t byte() noexcept {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  /// Less than `bound`, which is at most 256.
  std::size_t below(std::size_t bound) noexcept { return byte() % bound; }
  /// Up to 255 bytes.
  std::string string() {
    const std::string bytes(rest_.substr(0, std::min<std::size_t>(byte(), rest_.size())));
    rest_.remove_prefix(std::min(bytes.size(), rest_.size()));
    return bytes;
  }

 private:
  std::string_view rest_;
};

}  // namespace azcred::test
