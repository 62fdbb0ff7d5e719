#include "faults/invariants.h"

#include <dirent.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <clocale>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <thread>

namespace azcred::test {

namespace {

std::map<int, std::string> open_descriptors() {
  std::map<int, std::string> result;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir("/proc/self/fd"), closedir);
  while (const dirent* entry = readdir(directory.get())) {
    const int descriptor = std::atoi(entry->d_name);
    if (entry->d_name[0] == '.' || descriptor == dirfd(directory.get())) continue;
    char target[256] = "";
    const auto size = readlink(("/proc/self/fd/" + std::string(entry->d_name)).c_str(), target, sizeof target);
    result[descriptor] = std::string(target, size > 0 ? static_cast<std::size_t>(size) : 0);
  }
  return result;
}

std::string status_line(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return line;
  }
  return "";
}

std::size_t hash_of_environment() {
  std::string all;
  for (char** variable = environ; *variable != nullptr; ++variable) all.append(*variable).push_back('\n');
  return std::hash<std::string>()(all);
}

std::string disposition(int signal) {
  struct sigaction action {};
  if (sigaction(signal, nullptr, &action) != 0) return "none";
  char text[64];
  std::snprintf(text, sizeof text, "%p %x", reinterpret_cast<void*>(action.sa_sigaction),
                static_cast<unsigned>(action.sa_flags));
  return text;
}

}  // namespace

ProcessState ProcessState::now() {
  ProcessState state;
  state.descriptors = open_descriptors();
  state.threads = static_cast<std::size_t>(std::stoul(status_line("Threads").substr(8)));
  siginfo_t child{};
  state.has_children = waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0;
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  for (std::size_t signal = 1; signal < state.signal_mask.size(); ++signal) {
    state.signal_dispositions[signal] = disposition(static_cast<int>(signal));
    state.signal_mask[signal] = sigismember(&mask, static_cast<int>(signal)) == 1;
  }
  state.locale = setlocale(LC_ALL, nullptr);
  char directory[4096];
  state.directory = getcwd(directory, sizeof directory) == nullptr ? "none" : directory;
  state.umask = status_line("Umask");
  state.environment_hash = hash_of_environment();
  return state;
}

void expect_unchanged(const ProcessState& before) {
  ProcessState after = ProcessState::now();
  // A joined thread leaves /proc a moment after pthread_join() has returned.
  for (int i = 0; i < 200 && after.threads != before.threads; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    after = ProcessState::now();
  }
  EXPECT_EQ(after.descriptors, before.descriptors);
  EXPECT_EQ(after.threads, before.threads);
  EXPECT_EQ(after.has_children, before.has_children);
  EXPECT_EQ(after.signal_dispositions, before.signal_dispositions);
  EXPECT_EQ(after.signal_mask, before.signal_mask);
  EXPECT_EQ(after.locale, before.locale);
  EXPECT_EQ(after.directory, before.directory);
  EXPECT_EQ(after.umask, before.umask);
  EXPECT_EQ(after.environment_hash, before.environment_hash);
}

}  // namespace azcred::test
