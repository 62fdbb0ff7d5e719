#include "host/fork_mark.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

namespace azcred {
namespace {

/// Runs `check` in a forked child; whether it returned true there.
template <class Check>
bool in_child(Check check) {
  const pid_t child = fork();
  if (child == 0) _exit(check() ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(ForkMark, stays_the_same_in_one_process) {
  ForkMark mark;
  const auto generation = mark.generation();
  EXPECT_NE(generation, 0U);
  EXPECT_EQ(mark.generation(), generation);
}

TEST(ForkMark, changes_in_a_child_and_again_in_its_child) {
  ForkMark mark;
  const auto generation = mark.generation();
  EXPECT_TRUE(in_child([&] {
    const auto in_first_child = mark.generation();
    return in_first_child != generation && mark.generation() == in_first_child &&
           in_child([&] { return mark.generation() != in_first_child && mark.generation() != generation; });
  }));
  EXPECT_EQ(mark.generation(), generation);
}

TEST(ForkMark, opens_every_lock_in_a_child_and_none_in_the_parent) {
  ForkMark mark;
  mark.generation();
  std::memset(mark.lock_memory(), 1, ForkMark::lock_memory_size);
  EXPECT_TRUE(in_child([&] {
    mark.generation();
    for (std::size_t i = 0; i < ForkMark::lock_memory_size; ++i) {
      if (mark.lock_memory()[i] != std::byte{0}) return false;
    }
    return true;
  }));
  EXPECT_EQ(mark.lock_memory()[0], std::byte{1});
}

}  // namespace
}  // namespace azcred
