#include "support/scripted_host.h"

#include <algorithm>

namespace azcred::test {

void ScriptedHost::advance_ms(std::int64_t milliseconds) {
  const std::int64_t before = now_ns_.fetch_add(milliseconds * 1'000'000);
  const std::int64_t seconds = (before + milliseconds * 1'000'000) / 1'000'000'000 - before / 1'000'000'000;
  unix_s_ += seconds;
}

std::vector<std::int64_t> ScriptedHost::pauses() const {
  const std::lock_guard lock(mutex_);
  return pauses_;
}

std::vector<std::string> ScriptedHost::files_read() const {
  const std::lock_guard lock(mutex_);
  return files_read_;
}

std::vector<Program> ScriptedHost::programs_run() const {
  const std::lock_guard lock(mutex_);
  return programs_run_;
}

std::optional<std::string> ScriptedHost::find_program(std::string_view name, std::string_view) {
  const std::lock_guard lock(mutex_);
  const auto program = programs.find(name);
  if (program == programs.end()) return std::nullopt;
  return program->second;
}

Result<ProcessOutput, ProcessFault> ScriptedHost::run_process(const Program& program, const Limits& limits) {
  {
    const std::lock_guard lock(mutex_);
    programs_run_.push_back(program);
  }
  if (!run) return ProcessFault::missing;
  return run(program, limits);
}

Result<Secret, FileFault> ScriptedHost::read_file(const std::string& path, const FileRules& rules) {
  const std::lock_guard lock(mutex_);
  files_read_.push_back(path);
  if (const auto fault = file_faults.find(path); fault != file_faults.end()) return fault->second;
  const auto file = files.find(path);
  if (file == files.end()) return FileFault::missing;
  if (file->second.size() > rules.most_bytes) return FileFault::too_large;
  if (file->second.empty()) return FileFault::empty;
  return Secret(file->second);
}

bool ScriptedHost::file_exists(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return files.contains(path) || file_faults.contains(path);
}

void ScriptedHost::pause(std::int64_t milliseconds, const Limits& limits) {
  {
    const std::lock_guard lock(mutex_);
    pauses_.push_back(milliseconds);
  }
  if (!limits.cancelled()) advance_ms(std::min(milliseconds, limits.deadline.left_ms(now())));
}

}  // namespace azcred::test
