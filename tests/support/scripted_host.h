// A machine whose clock, environment and files a test sets.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "host/host.h"

namespace azcred::test {

/// Safe for any number of threads. Pauses move the clock instead of waiting.
class ScriptedHost : public Host {
 public:
  std::map<std::string, std::string, std::less<>> variables;
  std::map<std::string, std::string> files;
  std::map<std::string, FileFault> file_faults;
  unsigned processors = 2;
  /// What find_program finds, whatever the search path says: name to absolute path.
  std::map<std::string, std::string, std::less<>> programs;
  /// Answers run_process; without it no program can be started.
  std::function<Result<ProcessOutput, ProcessFault>(const Program& program, const Limits& limits)> run;

  void advance_ms(std::int64_t milliseconds);
  void set_unix_s(std::int64_t unix_s) { unix_s_ = unix_s; }  ///< a step of the wall clock only
  std::vector<std::int64_t> pauses() const;                   ///< how long each pause was asked to be
  std::vector<std::string> files_read() const;
  std::vector<Program> programs_run() const;

  Environment environment() override { return Environment(variables); }
  Instant now() noexcept override { return {now_ns_.load()}; }
  std::int64_t unix_s() noexcept override { return unix_s_.load(); }
  Result<Secret, FileFault> read_file(const std::string& path, const FileRules& rules) override;
  bool file_exists(const std::string& path) override;
  void pause(std::int64_t milliseconds, const Limits& limits) override;
  std::optional<std::string> find_program(std::string_view name, std::string_view search_path) override;
  Result<ProcessOutput, ProcessFault> run_process(const Program& program, const Limits& limits) override;
  std::uint64_t random() noexcept override { return random_ += 0x9e3779b97f4a7c15; }
  unsigned processor_count() noexcept override { return processors; }

 private:
  std::atomic<std::int64_t> now_ns_{1'000'000'000'000};
  std::atomic<std::int64_t> unix_s_{1'800'000'000};
  std::atomic<std::uint64_t> random_{1};
  mutable std::mutex mutex_;
  std::vector<std::int64_t> pauses_;
  std::vector<std::string> files_read_;
  std::vector<Program> programs_run_;
};

}  // namespace azcred::test
