#include "support/temporary_directory.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace azcred::test {

TemporaryDirectory::TemporaryDirectory()
    : path_((std::filesystem::canonical(std::filesystem::temp_directory_path()) / "azcred.XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) throw std::system_error(errno, std::system_category(), path_);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryDirectory::write(const std::string& name, const std::string& content, unsigned mode) const {
  const std::string path = file(name);
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary) << content;
  if (chmod(path.c_str(), mode) != 0) throw std::system_error(errno, std::system_category(), path);
  return path;
}

}  // namespace azcred::test
