#include "faults/machine_seams.h"

#include <dlfcn.h>
#include <netdb.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <condition_variable>
#include <cstring>
#include <ctime>
#include <mutex>

namespace {

std::mutex resolver_mutex;
std::condition_variable resolver_changed;
bool resolver_is_stuck = false;
int resolver_calls = 0;
int resolver_waiting = 0;

constexpr std::size_t most_names = 1'000;
std::atomic<bool> environment_is_watched{false};
std::atomic<std::size_t> name_count{0};
char asked_names[most_names][64];

std::atomic<std::int64_t> wall_shift_s{0};
std::atomic<std::int64_t> boot_shift_s{0};
std::atomic<std::int64_t> monotonic_shift_s{0};

std::int64_t shift_of(clockid_t clock) {
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE: return wall_shift_s;
    case CLOCK_BOOTTIME: return boot_shift_s;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_COARSE: return monotonic_shift_s;
    default: return 0;
  }
}

void remember(const char* name) {
  if (!environment_is_watched) return;
  const std::size_t index = name_count++;
  if (index < most_names) std::strncpy(asked_names[index], name, sizeof asked_names[index] - 1);
}

/// Needs no function of its own, because it may be asked before anything is set up.
char* find_variable(const char* name) {
  const std::size_t size = std::strlen(name);
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    if (std::strncmp(*variable, name, size) == 0 && (*variable)[size] == '=') return *variable + size + 1;
  }
  return nullptr;
}

}  // namespace

extern "C" {

[[gnu::visibility("default")]] int getaddrinfo(const char* node, const char* service, const addrinfo* hints,
                                               addrinfo** result) {
  {
    std::unique_lock lock(resolver_mutex);
    ++resolver_calls;
    if (resolver_is_stuck) {
      ++resolver_waiting;
      resolver_changed.notify_all();
      resolver_changed.wait(lock, [] { return !resolver_is_stuck; });
      --resolver_waiting;
      resolver_changed.notify_all();
      return EAI_AGAIN;
    }
  }
  const auto real = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(node, service, hints, result);
}

[[gnu::visibility("default")]] char* getenv(const char* name) noexcept {
  remember(name);
  return find_variable(name);
}

[[gnu::visibility("default")]] char* secure_getenv(const char* name) noexcept {
  remember(name);
  return find_variable(name);
}

[[gnu::visibility("default")]] int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const long result = syscall(SYS_clock_gettime, clock, time);
  if (result == 0) time->tv_sec += shift_of(clock);
  return static_cast<int>(result);
}

}  // extern "C"

namespace azcred::test {

StuckResolver::StuckResolver() {
  const std::lock_guard lock(resolver_mutex);
  resolver_is_stuck = true;
  resolver_calls = 0;
}

StuckResolver::~StuckResolver() {
  std::unique_lock lock(resolver_mutex);
  resolver_is_stuck = false;
  resolver_changed.notify_all();
  resolver_changed.wait(lock, [] { return resolver_waiting == 0; });
}

int StuckResolver::calls() const {
  const std::lock_guard lock(resolver_mutex);
  return resolver_calls;
}

ShiftedClocks::~ShiftedClocks() {
  wall_shift_s = 0;
  boot_shift_s = 0;
  monotonic_shift_s = 0;
}
void ShiftedClocks::set_wall_ahead_s(std::int64_t seconds) { wall_shift_s = boot_shift_s + seconds; }
void ShiftedClocks::suspend_s(std::int64_t seconds) {
  wall_shift_s += seconds;
  boot_shift_s += seconds;
}
void ShiftedClocks::pass_s(std::int64_t seconds) {
  suspend_s(seconds);
  monotonic_shift_s += seconds;
}

EnvironmentWatch::EnvironmentWatch() {
  name_count = 0;
  environment_is_watched = true;
}

EnvironmentWatch::~EnvironmentWatch() { environment_is_watched = false; }

std::vector<std::string> EnvironmentWatch::asked_for() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < name_count && i < most_names; ++i) names.emplace_back(asked_names[i]);
  return names;
}

}  // namespace azcred::test
