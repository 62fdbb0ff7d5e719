#include "host/system_host.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <cstdlib>
#include <set>

#include "support/temporary_directory.h"

namespace azcred {
namespace {

TEST(SystemHost, reads_the_variables_it_knows_and_no_others) {
  setenv("AZURE_CLIENT_ID", " from the test ", 1);
  setenv("AZCRED_UNKNOWN", "x", 1);
  const Environment environment = system_host()->environment();
  unsetenv("AZURE_CLIENT_ID");
  unsetenv("AZCRED_UNKNOWN");
  EXPECT_EQ(environment.get("AZURE_CLIENT_ID"), "from the test");
  EXPECT_FALSE(environment.has("AZCRED_UNKNOWN"));
}

TEST(SystemHost, keeps_its_snapshot_when_the_environment_changes) {
  setenv("AZURE_CLIENT_ID", "before", 1);
  const Environment environment = system_host()->environment();
  setenv("AZURE_CLIENT_ID", "after", 1);
  EXPECT_EQ(environment.get("AZURE_CLIENT_ID"), "before");
  unsetenv("AZURE_CLIENT_ID");
}

TEST(SystemHost, has_a_steady_clock_that_does_not_go_back) {
  const auto host = system_host();
  Instant last = host->now();
  for (int i = 0; i < 1'000; ++i) {
    const Instant now = host->now();
    ASSERT_LE(last, now);
    last = now;
  }
}

TEST(SystemHost, has_a_wall_clock_in_this_century) {
  EXPECT_GT(system_host()->unix_s(), 1'700'000'000);
  EXPECT_LT(system_host()->unix_s(), 4'102'444'800);
}

TEST(SystemHost, pauses_as_long_as_asked_and_not_at_all_if_the_deadline_has_passed) {
  const auto host = system_host();
  const Instant start = host->now();
  host->pause(10, {});
  EXPECT_GE(host->now(), later(start, 10));
  host->pause(1'000'000'000, {.deadline = Deadline::at(start)});
  host->pause(-1, {});
}

TEST(SystemHost, sees_what_exists_without_permission_to_read) {
  const test::TemporaryDirectory directory;
  const std::string path = directory.write("file", "", 0000);
  EXPECT_TRUE(system_host()->file_exists(path));
  EXPECT_TRUE(system_host()->file_exists(directory.path()));
  EXPECT_FALSE(system_host()->file_exists(directory.file("none")));
  EXPECT_FALSE(system_host()->file_exists(path + std::string("\0x", 2)));
}

TEST(SystemHost, reads_files_by_the_rules) {
  const test::TemporaryDirectory directory;
  const auto content = system_host()->read_file(directory.write("file", "content"), {});
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(content->reveal(), "content");
}

TEST(SystemHost, gives_numbers_that_differ) {
  std::set<std::uint64_t> numbers;
  for (int i = 0; i < 100; ++i) numbers.insert(system_host()->random());
  EXPECT_EQ(numbers.size(), 100u);
}

TEST(SystemHost, counts_the_processors_it_may_use) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  EXPECT_EQ(system_host()->processor_count(), static_cast<unsigned>(CPU_COUNT(&before)));
  cpu_set_t one;
  CPU_ZERO(&one);
  for (std::size_t i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i) {
    if (CPU_ISSET(i, &before)) CPU_SET(i, &one);
  }
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(system_host()->processor_count(), 1u);
  sched_setaffinity(0, sizeof before, &before);
}

}  // namespace
}  // namespace azcred
