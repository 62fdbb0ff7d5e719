// The directory in which clients of Azure Arc expect key files.
#pragma once
#include <string>
#include <vector>

namespace azcred::emulator {

/// The only directory clients accept on Linux.
inline constexpr const char* kArcKeyDirectory = "/var/opt/azcmagent/tokens";

/// Makes a directory and those above it, and removes again what it made.
class KeyDirectory {
 public:
  explicit KeyDirectory(std::string path) : path_(std::move(path)) {}
  ~KeyDirectory();
  KeyDirectory(const KeyDirectory&) = delete;
  KeyDirectory& operator=(const KeyDirectory&) = delete;

  /// False, with the reason for a person in `problem`, if files cannot be made there.
  bool prepare(std::string& problem);
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::vector<std::string> made_;
};

}  // namespace azcred::emulator
