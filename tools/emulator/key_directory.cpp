// The directory in which clients of Azure Arc expect key files.
#include "emulator/key_directory.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace azcred::emulator {

KeyDirectory::~KeyDirectory() {
  // rmdir leaves a directory alone that somebody else put something into.
  for (auto path = made_.rbegin(); path != made_.rend(); ++path) rmdir(path->c_str());
}

bool KeyDirectory::prepare(std::string& problem) {
  for (std::size_t slash = path_.find('/', 1);; slash = path_.find('/', slash + 1)) {
    const auto part = path_.substr(0, slash);
    if (mkdir(part.c_str(), 0755) == 0) {
      made_.push_back(part);
    } else if (errno != EEXIST) {
      problem = "cannot create " + part + ": " + std::strerror(errno);
      return false;
    }
    if (slash == std::string::npos) break;
  }
  if (access(path_.c_str(), W_OK | X_OK) == 0) return true;
  problem = "cannot write to " + path_ + ": " + std::strerror(errno);
  return false;
}

}  // namespace azcred::emulator
