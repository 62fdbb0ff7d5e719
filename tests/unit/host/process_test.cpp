#include "host/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "host/descriptor.h"
#include "host/suspend_clock.h"
#include "support/temporary_directory.h"

namespace azcred {
namespace {

class Process : public testing::Test {
 protected:
  Program script(const std::string& body, std::vector<std::string> arguments = {}) const {
    return {.path = directory_.write("script", "#!/bin/sh\n" + body + "\n", 0700), .arguments = std::move(arguments)};
  }
  static Limits soon() { return {.deadline = Deadline::after(SteadyClock::fine(), 200)}; }

  test::TemporaryDirectory directory_;
};

std::string printed(const Result<ProcessOutput, ProcessFault>& result) {
  return result.ok() ? std::string(result->output.reveal())
                     : "(fault " + std::to_string(static_cast<int>(result.error())) + ")";
}

std::optional<ProcessFault> fault_of(const Result<ProcessOutput, ProcessFault>& result) {
  if (result.ok()) return std::nullopt;
  return result.error();
}

// Gone, or dead and waiting for its new parent to notice. What was killed may take a moment to be so.
bool dies(const std::string& pid) {
  for (int i = 0; i < 5'000; ++i) {
    std::string word, state;
    std::ifstream stat("/proc/" + pid + "/stat");
    if (!(stat >> word >> word >> state) || state == "Z" || state == "X") return true;
    usleep(1'000);
  }
  return false;
}

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  return word;
}

bool has_children() { return waitpid(-1, nullptr, WNOHANG) != -1 || errno != ECHILD; }

TEST_F(Process, gives_output_errors_and_exit_code) {
  const auto result = run_process(script("echo out; echo err >&2; exit 3"), {});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->output.reveal(), "out\n");
  EXPECT_EQ(result->errors.reveal(), "err\n");
  EXPECT_EQ(result->exit_code, 3);
  EXPECT_FALSE(has_children());
}

TEST_F(Process, tells_death_by_signal_as_shells_do) {
  const auto result = run_process(script("echo '{}'; kill -SEGV $$"), {});
  EXPECT_EQ(printed(result), "{}\n");
  EXPECT_EQ(result->exit_code, 128 + SIGSEGV);
}

TEST_F(Process, passes_arguments_as_they_are) {
  const std::vector<std::string> arguments = {"", "a b", "$(id)", "`id`", ";id", "'\"", "-x", "\n", "*", "\xff\x01"};
  std::string expected;
  for (const auto& argument : arguments) expected += "[" + argument + "]";
  EXPECT_EQ(printed(run_process(script("printf '[%s]' \"$@\"", arguments), {})), expected);
}

TEST_F(Process, adds_variables_to_the_environment_and_replaces_those_of_the_same_name) {
  setenv("AZCRED_TEST_KEPT", "kept", 1);
  setenv("AZCRED_TEST_REPLACED", "old", 1);
  Program program = script("echo $AZCRED_TEST_KEPT $AZCRED_TEST_REPLACED $AZCRED_TEST; env | grep -c ^AZCRED_TEST_REPLACED=");
  program.variables = {{"AZCRED_TEST_REPLACED", "new"}, {"AZCRED_TEST", "a=b"}};
  EXPECT_EQ(printed(run_process(program, {})), "kept new a=b\n1\n");
  unsetenv("AZCRED_TEST_KEPT");
  unsetenv("AZCRED_TEST_REPLACED");
}

TEST_F(Process, starts_in_the_root_directory_without_a_terminal) {
  EXPECT_EQ(printed(run_process(script("pwd; (: < /dev/tty) 2>/dev/null && echo tty; exit 0"), {})), "/\n");
}

TEST_F(Process, finds_the_end_of_its_input_at_once) {
  EXPECT_EQ(printed(run_process(script("read answer || echo end"), {})), "end\n");
}

TEST_F(Process, is_told_from_one_that_cannot_be_started) {
  EXPECT_EQ(fault_of(run_process({.path = directory_.file("none")}, {})), ProcessFault::missing);
  EXPECT_EQ(fault_of(run_process({.path = directory_.write("plain", "#!/bin/sh\n", 0600)}, {})), ProcessFault::not_executable);
  EXPECT_EQ(fault_of(run_process({.path = directory_.write("garbage", "garbage", 0700)}, {})), ProcessFault::not_executable);
  EXPECT_EQ(fault_of(run_process({.path = directory_.path()}, {})), ProcessFault::not_executable);
  EXPECT_EQ(fault_of(run_process({.path = "true"}, {})), ProcessFault::not_started);
  EXPECT_EQ(fault_of(run_process({.path = "/bin/echo", .arguments = {std::string("a\0b", 3)}}, {})), ProcessFault::not_started);
  EXPECT_EQ(fault_of(run_process({.path = "/bin/echo", .variables = {{"A=B", "c"}}}, {})), ProcessFault::not_started);
  EXPECT_FALSE(has_children());
}

TEST_F(Process, is_killed_with_all_it_started_at_the_deadline) {
  const Program program = script("sleep 1000 & echo $! > \"$1\"; trap '' TERM; sleep 1000", {directory_.file("pid")});
  // Long enough to have started the other, on a machine however slow.
  Cancel cancel;
  std::thread watcher([&] {
    while (content_of(directory_.file("pid")).empty()) usleep(1'000);
    cancel.trigger();
  });
  EXPECT_EQ(fault_of(run_process(program, {.cancels = {&cancel}})), ProcessFault::cancelled);
  watcher.join();
  EXPECT_TRUE(dies(content_of(directory_.file("pid"))));
  EXPECT_FALSE(has_children());
  EXPECT_EQ(fault_of(run_process(script("sleep 1000"), soon())), ProcessFault::timeout);
  EXPECT_FALSE(has_children());
}

TEST_F(Process, is_killed_at_the_deadline_even_if_stopped) {
  EXPECT_EQ(fault_of(run_process(script("kill -STOP $$"), soon())), ProcessFault::timeout);
  EXPECT_FALSE(has_children());
}

TEST_F(Process, is_not_started_once_the_limits_are_reached) {
  Cancel cancel;
  cancel.trigger();
  const Program program = script(": > \"$1\"", {directory_.file("started")});
  EXPECT_EQ(fault_of(run_process(program, {.cancels = {nullptr, &cancel}})), ProcessFault::cancelled);
  EXPECT_EQ(fault_of(run_process(program, {.deadline = Deadline::at(SteadyClock::fine())})), ProcessFault::timeout);
  EXPECT_FALSE(std::filesystem::exists(directory_.file("started")));
}

TEST_F(Process, is_done_when_it_exits_though_another_keeps_its_output_open) {
  const auto result = run_process(script("sleep 1000 & echo $! > \"$1\"; echo out", {directory_.file("pid")}), {});
  EXPECT_EQ(printed(result), "out\n");
  EXPECT_EQ(result->exit_code, 0);
  EXPECT_TRUE(dies(content_of(directory_.file("pid"))));
}

TEST_F(Process, is_not_waited_for_long_after_it_closed_its_output) {
  const auto result =
      run_process(script("echo $$ > \"$1\"; echo out; exec >&-; exec sleep 1000", {directory_.file("pid")}), {});
  EXPECT_EQ(printed(result), "out\n");
  EXPECT_EQ(result->exit_code, std::nullopt);
  EXPECT_TRUE(dies(content_of(directory_.file("pid"))));
  EXPECT_FALSE(has_children());
}

TEST_F(Process, is_cut_off_when_it_writes_too_much) {
  EXPECT_EQ(fault_of(run_process(script("exec cat /dev/zero"), {})), ProcessFault::too_much_output);
  Program program = script("printf 123456789");
  program.most_output_bytes = 9;
  EXPECT_EQ(printed(run_process(program, {})), "123456789");
  program.most_output_bytes = 8;
  EXPECT_EQ(fault_of(run_process(program, {})), ProcessFault::too_much_output);
  EXPECT_FALSE(has_children());
}

TEST_F(Process, may_write_any_number_of_errors_of_which_the_first_are_kept) {
  const auto result = run_process(script("head -c 1000000 /dev/zero >&2; echo out"), {});
  EXPECT_EQ(printed(result), "out\n");
  EXPECT_EQ(result->errors.size(), 65'536u);
}

TEST_F(Process, writes_more_than_a_pipe_holds) {
  EXPECT_EQ(run_process(script("head -c 1048576 /dev/zero"), {})->output.size(), 1'048'576u);
}

TEST_F(Process, gives_its_output_though_child_signals_are_ignored) {
  struct sigaction before {
  }, ignored{};
  ignored.sa_handler = SIG_IGN;
  ASSERT_EQ(sigaction(SIGCHLD, &ignored, &before), 0);
  const auto result = run_process(script("echo out; exit 3"), {});
  const auto fault = fault_of(run_process(script("sleep 1000"), soon()));
  sigaction(SIGCHLD, &before, nullptr);
  EXPECT_EQ(printed(result), "out\n");
  EXPECT_EQ(result->exit_code, std::nullopt);
  EXPECT_EQ(fault, ProcessFault::timeout);
}

TEST_F(Process, gives_its_output_though_another_thread_waits_for_any_child) {
  std::atomic<bool> done = false;
  std::thread thief([&] {
    while (!done) {
      waitpid(-1, nullptr, WNOHANG);
      std::this_thread::yield();
    }
  });
  for (int i = 0; i < 20; ++i) EXPECT_EQ(printed(run_process(script("echo out"), {})), "out\n");
  EXPECT_EQ(fault_of(run_process(script("sleep 1000"), soon())), ProcessFault::timeout);
  done = true;
  thief.join();
}

TEST_F(Process, gets_default_signals_none_of_them_blocked) {
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, &blocked, &before), 0);
  struct sigaction pipe_before {
  }, ignored{};
  ignored.sa_handler = SIG_IGN;
  ASSERT_EQ(sigaction(SIGPIPE, &ignored, &pipe_before), 0);
  // Not by a shell, which changes its own.
  const auto result = run_process({.path = "/bin/grep", .arguments = {"-hE", "^Sig(Blk|Ign):", "/proc/self/status"}}, {});
  sigaction(SIGPIPE, &pipe_before, nullptr);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  unsigned long long child_blocked = 1, child_ignored = 1;
  ASSERT_EQ(std::sscanf(printed(result).c_str(), "SigBlk: %llx SigIgn: %llx", &child_blocked, &child_ignored), 2);
  EXPECT_EQ(child_blocked, 0u);
  // Signals 32 and 33 belong to glibc, whose posix_spawn ignores them until the program's own glibc takes them over.
  EXPECT_EQ(child_ignored & 0x7fffffff, 0u);
}

TEST_F(Process, gets_no_descriptor_of_ours) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  std::vector<Descriptor> ours;
  const rlim_t count = std::min<rlim_t>(1'000, limit.rlim_cur - 64);
  while (ours.size() < count) ours.emplace_back(dup(STDERR_FILENO));
  ASSERT_TRUE(ours.back().is_open());
  // The fourth is the directory that ls itself has open.
  EXPECT_EQ(printed(run_process({.path = "/bin/ls", .arguments = {"/proc/self/fd"}}, {})), "0\n1\n2\n3\n");
}

TEST_F(Process, works_where_the_standard_descriptors_are_closed) {
  const Program program = script("read answer || echo end; echo err >&2");
  const pid_t pid = fork();
  if (pid == 0) {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) close(fd);
    const auto result = run_process(program, {});
    _exit(result.ok() && result->output.reveal() == "end\n" && result->errors.reveal() == "err\n" ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(pid, &status, 0), pid);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(Process, says_when_descriptors_run_out_and_recovers) {
  const Program program = script("echo out");
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const Descriptor lowest_free(dup(STDERR_FILENO));
  for (rlim_t more = 1; more <= 5; ++more) {
    const rlimit few{.rlim_cur = static_cast<rlim_t>(lowest_free.get()) + more, .rlim_max = before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
    const auto fault = fault_of(run_process(program, {}));
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(fault, ProcessFault::resources) << more;
  }
  EXPECT_EQ(printed(run_process(program, {})), "out\n");
}

}  // namespace
}  // namespace azcred
