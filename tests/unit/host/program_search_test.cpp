#include "host/program_search.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support/temporary_directory.h"

namespace azcred {
namespace {

class ProgramSearch : public testing::Test {
 protected:
  ProgramSearch() {
    for (const char* name : {"first", "second", "open"}) {
      std::filesystem::create_directory(directory_.file(name));
      chmod(directory_.file(name).c_str(), 0755);
    }
  }
  std::string program(const std::string& name, unsigned mode = 0755) const {
    return directory_.write(name, "#!/bin/sh\n", mode);
  }
  std::string at(const std::string& name) const { return directory_.file(name); }

  test::TemporaryDirectory directory_;
};

TEST_F(ProgramSearch, takes_the_first_of_that_name) {
  const std::string second = program("second/az");
  EXPECT_EQ(search_program("az", at("first") + ":" + at("second")), second);
  const std::string first = program("first/az");
  EXPECT_EQ(search_program("az", at("first") + ":" + at("second")), first);
  EXPECT_EQ(search_program("az", at("first") + "/"), first);
}

TEST_F(ProgramSearch, passes_over_what_cannot_be_run) {
  program("first/az", 0644);
  const std::string second = program("second/az");
  EXPECT_EQ(search_program("az", at("first") + ":" + at("second")), second);
  std::filesystem::remove(at("first/az"));
  std::filesystem::create_directory(at("first/az"));
  EXPECT_EQ(search_program("az", at("none") + ":" + at("first") + ":" + second + ":" + at("second")), second);
}

TEST_F(ProgramSearch, passes_over_empty_and_relative_directories) {
  program("first/az");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(at("first"));
  for (const char* path : {"", ":", ".", "::", "./", "../first", "x:.:", " /x"}) {
    EXPECT_EQ(search_program("az", path), std::nullopt) << path;
  }
  std::filesystem::current_path(before);
}

TEST_F(ProgramSearch, passes_over_what_everybody_may_write) {
  program("open/az");
  for (const mode_t mode : {0777u, 01777u, 0757u}) {
    ASSERT_EQ(chmod(at("open").c_str(), mode), 0);
    EXPECT_EQ(search_program("az", at("open")), std::nullopt) << mode;
  }
  std::filesystem::create_directory_symlink("open", at("link"));
  EXPECT_EQ(search_program("az", at("link")), std::nullopt);
  program("first/az", 0757);
  EXPECT_EQ(search_program("az", at("first")), std::nullopt);
}

TEST_F(ProgramSearch, follows_a_link_to_the_program) {
  const std::string real = program("second/az");
  std::filesystem::create_symlink(real, at("first/az"));
  EXPECT_EQ(search_program("az", at("first")), at("first/az"));
}

TEST_F(ProgramSearch, looks_for_names_only) {
  program("first/az");
  for (const char* name : {"", "first/az", "../first/az", "/bin/sh", "."}) {
    EXPECT_EQ(search_program(name, directory_.path() + ":" + at("first") + ":/"), std::nullopt) << name;
  }
  EXPECT_EQ(search_program(std::string_view("az\0x", 4), at("first")), std::nullopt);
}

}  // namespace
}  // namespace azcred
