#include "host/file_reading.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "host/descriptor.h"
#include "host/wiped_block.h"

namespace azcred {
namespace {

// O_NONBLOCK, because opening a FIFO waits for a writer without it; O_NOCTTY, because opening a terminal may make it ours.
constexpr int open_flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;

/// What an errno value of open means.
FileFault open_fault(int error, const FileRules& rules) noexcept {
  switch (error) {
    case ENOENT:
    case ENOTDIR: return FileFault::missing;
    case EACCES:
    case EPERM: return FileFault::denied;
    case ENXIO:  // a socket
    case ENODEV: return FileFault::not_regular;
    case ELOOP: return rules.follow_links ? FileFault::unreadable : FileFault::symbolic_link;
    case EMFILE:
    case ENFILE: return FileFault::no_descriptors;
    default: return FileFault::unreadable;
  }
}

Descriptor open_at(int directory, const char* path, int flags) noexcept {
  int fd = -1;
  do {
    fd = openat(directory, path, flags);
  } while (fd < 0 && errno == EINTR);
  return Descriptor(fd);
}

/// Opens the file relative to its directory: what the directory is was settled when it was opened, so that nobody can put
/// another in its place between a check and the use.
Result<Descriptor, FileFault> open_without_links(const std::string& path, const FileRules& rules) {
  const auto slash = path.rfind('/');
  const std::string directory_path = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (name.empty()) return FileFault::not_regular;

  // A trailing slash would make O_NOFOLLOW follow.
  const std::string directory_name = directory_path.substr(0, directory_path.find_last_not_of('/') + 1);
  const char* const directory_to_open = directory_name.empty() ? "/" : directory_name.c_str();
  const Descriptor directory = open_at(AT_FDCWD, directory_to_open, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (!directory.is_open()) {
    const int error = errno;
    struct stat what {};
    // Only to name the fault: Linux says ENOTDIR of a link too.
    const bool is_link = lstat(directory_to_open, &what) == 0 && S_ISLNK(what.st_mode);
    return is_link ? FileFault::symbolic_link : open_fault(error, rules);
  }
  Descriptor file = open_at(directory.get(), name.c_str(), open_flags | O_NOFOLLOW);
  if (!file.is_open()) return open_fault(errno, rules);
  return file;
}

Result<Secret, FileFault> read_all(int fd, std::size_t most_bytes) {
  Secret content;
  WipedBlock<4'096> block;
  FileFault fault = FileFault::empty;
  for (;;) {
    const ssize_t size = read(fd, block.data(), block.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) fault = FileFault::unreadable;
    if (size <= 0) break;
    if (content.size() + static_cast<std::size_t>(size) > most_bytes) {
      fault = FileFault::too_large;
      break;
    }
    content.append({block.data(), static_cast<std::size_t>(size)});
    fault = FileFault::empty;
  }
  if (fault != FileFault::empty || content.empty()) return fault;
  return content;
}

}  // namespace

Result<Secret, FileFault> read_regular_file(const std::string& path, const FileRules& rules) {
  // The system would read a name up to the NUL, which is not the name it was asked for.
  if (path.empty() || path.find('\0') != std::string::npos) return FileFault::missing;
  Descriptor file;
  if (rules.follow_links) {
    file = open_at(AT_FDCWD, path.c_str(), open_flags);
    if (!file.is_open()) return open_fault(errno, rules);
  } else {
    auto opened = open_without_links(path, rules);
    if (!opened) return opened.error();
    file = std::move(opened).value();
  }
  struct stat what {};
  if (fstat(file.get(), &what) != 0) return FileFault::unreadable;
  if (!S_ISREG(what.st_mode)) return FileFault::not_regular;
  // A second name may be one that an attacker made for a file that only we can read.
  if (!rules.follow_links && what.st_nlink > 1) return FileFault::symbolic_link;
  return read_all(file.get(), rules.most_bytes);
}

}  // namespace azcred
