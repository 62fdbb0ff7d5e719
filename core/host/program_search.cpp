#include "host/program_search.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace azcred {
namespace {

/// Anybody can put a program into a directory that everybody may write to, also into one where only the owner may remove it.
bool is_trusted_directory(const std::string& path) noexcept {
  struct stat what {};
  return stat(path.c_str(), &what) == 0 && S_ISDIR(what.st_mode) && (what.st_mode & S_IWOTH) == 0;
}

bool is_trusted_program(const std::string& path) noexcept {
  struct stat what {};
  return stat(path.c_str(), &what) == 0 && S_ISREG(what.st_mode) && (what.st_mode & S_IWOTH) == 0 &&
         faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0;
}

}  // namespace

std::optional<std::string> search_program(std::string_view name, std::string_view search_path) {
  if (name.empty() || name.find('/') != std::string_view::npos || name.find('\0') != std::string_view::npos)
    return std::nullopt;
  while (!search_path.empty()) {
    const std::string directory(search_path.substr(0, search_path.find(':')));
    search_path.remove_prefix(std::min(directory.size() + 1, search_path.size()));
    // An empty or relative entry means wherever the process happens to stand.
    if (!directory.starts_with('/') || !is_trusted_directory(directory)) continue;
    std::string program = directory;
    program.append(directory.ends_with('/') ? "" : "/").append(name);
    if (is_trusted_program(program)) return program;
  }
  return std::nullopt;
}

}  // namespace azcred
