#include "host/file_reading.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <thread>

#include "host/descriptor.h"
#include "support/temporary_directory.h"

namespace azcred {
namespace {

using test::TemporaryDirectory;

constexpr FileRules no_links{.follow_links = false};

std::string content_of(const std::string& path, const FileRules& rules = {}) {
  const auto content = read_regular_file(path, rules);
  return content.ok() ? std::string(content->reveal()) : "(fault " + std::to_string(static_cast<int>(content.error())) + ")";
}

std::optional<FileFault> fault_of(const std::string& path, const FileRules& rules = {}) {
  const auto content = read_regular_file(path, rules);
  if (content.ok()) return std::nullopt;
  return content.error();
}

int open_descriptors() {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

TEST(FileReading, gives_the_whole_file_whatever_is_in_it) {
  const TemporaryDirectory directory;
  const std::string bytes("a\0\n\xff", 4);
  EXPECT_EQ(content_of(directory.write("bytes", bytes)), bytes);
  EXPECT_EQ(content_of(directory.file("bytes"), no_links), bytes);
  const std::string many(65'536, 'x');
  EXPECT_EQ(content_of(directory.write("many", many)), many);
}

TEST(FileReading, reads_files_of_the_kernel_that_claim_to_be_empty) { EXPECT_EQ(fault_of("/proc/self/status"), std::nullopt); }

TEST(FileReading, reads_no_more_than_allowed) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("file", std::string(4'097, 'x'));
  EXPECT_EQ(fault_of(path, {.most_bytes = 4'096}), FileFault::too_large);
  EXPECT_EQ(fault_of(path, {.most_bytes = 4'097}), std::nullopt);
  ASSERT_EQ(truncate(path.c_str(), 10'000'000'000), 0);
  EXPECT_EQ(fault_of(path), FileFault::too_large);
}

TEST(FileReading, tells_missing_from_empty) {
  const TemporaryDirectory directory;
  directory.write("file", "");
  EXPECT_EQ(fault_of(directory.file("file")), FileFault::empty);
  EXPECT_EQ(fault_of(directory.file("none")), FileFault::missing);
  EXPECT_EQ(fault_of(directory.file("none/file")), FileFault::missing);
  EXPECT_EQ(fault_of(directory.file("file/file")), FileFault::missing);
  EXPECT_EQ(fault_of(directory.file("none"), no_links), FileFault::missing);
  EXPECT_EQ(fault_of(directory.file("none/file"), no_links), FileFault::missing);
  EXPECT_EQ(fault_of(directory.file("file/file"), no_links), FileFault::missing);
  EXPECT_EQ(fault_of(""), FileFault::missing);
}

TEST(FileReading, does_not_read_a_name_up_to_a_nul) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("file", "content");
  EXPECT_EQ(fault_of(path + std::string("\0.key", 5)), FileFault::missing);
}

TEST(FileReading, refuses_at_once_what_is_no_regular_file) {
  const TemporaryDirectory directory;
  ASSERT_EQ(mkfifo(directory.file("fifo").c_str(), 0600), 0);
  const Descriptor listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  directory.file("socket").copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  for (const FileRules& rules : {FileRules{}, no_links}) {
    EXPECT_EQ(fault_of(directory.file("fifo"), rules), FileFault::not_regular);
    EXPECT_EQ(fault_of(directory.file("socket"), rules), FileFault::not_regular);
    EXPECT_EQ(fault_of(directory.path(), rules), FileFault::not_regular);
    EXPECT_EQ(fault_of("/dev/zero", rules), FileFault::not_regular);
    EXPECT_EQ(fault_of("/", rules), FileFault::not_regular);
  }
}

TEST(FileReading, follows_links_only_where_told_to) {
  const TemporaryDirectory directory;
  directory.write("file", "content");
  std::filesystem::create_symlink("file", directory.file("link"));
  EXPECT_EQ(content_of(directory.file("link")), "content");
  EXPECT_EQ(fault_of(directory.file("link"), no_links), FileFault::symbolic_link);
}

TEST(FileReading, refuses_a_directory_that_is_a_link_where_none_is_followed) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.file("real"));
  directory.write("real/file", "content");
  std::filesystem::create_directory_symlink("real", directory.file("linked"));
  EXPECT_EQ(content_of(directory.file("linked/file")), "content");
  EXPECT_EQ(content_of(directory.file("real/file"), no_links), "content");
  EXPECT_EQ(fault_of(directory.file("linked/file"), no_links), FileFault::symbolic_link);
  EXPECT_EQ(fault_of(directory.file("linked//file"), no_links), FileFault::symbolic_link);
}

TEST(FileReading, refuses_a_hard_link_where_none_is_followed) {
  const TemporaryDirectory directory;
  directory.write("file", "content");
  std::filesystem::create_hard_link(directory.file("file"), directory.file("other"));
  EXPECT_EQ(content_of(directory.file("other")), "content");
  EXPECT_EQ(fault_of(directory.file("other"), no_links), FileFault::symbolic_link);
}

TEST(FileReading, survives_a_ring_of_links) {
  const TemporaryDirectory directory;
  std::filesystem::create_symlink("b", directory.file("a"));
  std::filesystem::create_symlink("a", directory.file("b"));
  EXPECT_EQ(fault_of(directory.file("a")), FileFault::unreadable);
  EXPECT_EQ(fault_of(directory.file("a"), no_links), FileFault::symbolic_link);
}

TEST(FileReading, says_when_permission_is_missing) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("file", "content", 0000);
  // Root may read anything, so it steps down for a moment.
  const bool is_root = geteuid() == 0;
  if (is_root) {
    ASSERT_EQ(seteuid(65'534), 0);
  }
  const auto fault = fault_of(path);
  const auto fault_without_links = fault_of(path, no_links);
  if (is_root) {
    ASSERT_EQ(seteuid(0), 0);
  }
  EXPECT_EQ(fault, FileFault::denied);
  EXPECT_EQ(fault_without_links, FileFault::denied);
}

TEST(FileReading, says_when_descriptors_run_out_and_recovers) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("file", "content");
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const Descriptor lowest_free(dup(STDERR_FILENO));
  for (rlim_t more = 1; more <= 2; ++more) {
    const rlimit none{.rlim_cur = static_cast<rlim_t>(lowest_free.get()) + more, .rlim_max = before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    const auto fault_without_links = fault_of(path, no_links);
    const auto fault = fault_of(path);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(fault_without_links, FileFault::no_descriptors) << more;  // needs two
    EXPECT_EQ(fault == FileFault::no_descriptors, more == 1);
  }
  EXPECT_EQ(content_of(path), "content");
}

TEST(FileReading, leaves_no_descriptor_open) {
  const TemporaryDirectory directory;
  directory.write("file", std::string(5'000, 'x'));
  std::filesystem::create_symlink("file", directory.file("link"));
  const int before = open_descriptors();
  for (const char* name : {"file", "link", "none", "."}) {
    for (const bool follow_links : {true, false}) {
      for (const std::size_t most_bytes : {100u, 10'000u}) {
        [[maybe_unused]] const auto content =
            read_regular_file(directory.file(name), {.most_bytes = most_bytes, .follow_links = follow_links});
      }
    }
  }
  EXPECT_EQ(open_descriptors(), before);
}

// How Kubernetes renews a projected token: the directory behind a link changes as a whole.
TEST(FileReading, never_tears_a_file_that_is_swapped_through_a_link) {
  const TemporaryDirectory directory;
  const std::string old_content(20'000, 'a'), new_content(20'000, 'b');
  directory.write("old", old_content);
  directory.write("new", new_content);
  std::filesystem::create_symlink("old", directory.file("token"));
  std::atomic<bool> done = false;
  std::thread swapper([&] {
    for (int i = 0; !done; ++i) {
      std::filesystem::create_symlink(i % 2 == 0 ? "new" : "old", directory.file("next"));
      std::filesystem::rename(directory.file("next"), directory.file("token"));
    }
  });
  int torn = 0;
  for (int i = 0; i < 1'000; ++i) {
    const std::string content = content_of(directory.file("token"));
    if (content != old_content && content != new_content) ++torn;
  }
  done = true;
  swapper.join();
  EXPECT_EQ(torn, 0);
}

TEST(FileReading, cannot_be_raced_to_another_file_where_no_link_is_followed) {
  const TemporaryDirectory directory;
  const std::string foreign = directory.write("foreign", "canary");
  std::filesystem::create_directory(directory.file("keys"));
  std::filesystem::create_directory(directory.file("traps"));
  directory.write("traps/a.key", "canary");
  std::atomic<bool> done = false;
  std::thread swapper([&] {
    while (!done) {
      directory.write("keys/a.key", "key");
      std::filesystem::remove(directory.file("keys/a.key"));
      std::filesystem::create_symlink(foreign, directory.file("keys/a.key"));
      std::filesystem::rename(directory.file("keys"), directory.file("away"));
      std::filesystem::create_directory_symlink("traps", directory.file("keys"));
      std::filesystem::remove(directory.file("keys"));
      std::filesystem::rename(directory.file("away"), directory.file("keys"));
    }
  });
  int led_astray = 0;
  for (int i = 0; i < 3'000; ++i) {
    if (content_of(directory.file("keys/a.key"), no_links) == "canary") ++led_astray;
  }
  done = true;
  swapper.join();
  EXPECT_EQ(led_astray, 0);
}

}  // namespace
}  // namespace azcred
