#include "host/system_host.h"

#include <sched.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "host/file_reading.h"
#include "host/program_search.h"
#include "host/suspend_clock.h"
#include "host/waiting.h"

namespace azcred {
namespace {

class SystemHost final : public Host {
 public:
  Environment environment() override {
    std::map<std::string, std::string, std::less<>> variables;
    for (const char* const name : environment_names) {
      if (const char* const value = secure_getenv(name)) variables.emplace(name, value);
    }
    return Environment(std::move(variables));
  }

  Instant now() noexcept override { return SteadyClock::fine(); }
  Instant coarse_now() noexcept override { return clock_.coarse(); }

  std::int64_t unix_s() noexcept override {
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec;
  }

  Result<Secret, FileFault> read_file(const std::string& path, const FileRules& rules) override {
    return read_regular_file(path, rules);
  }

  bool file_exists(const std::string& path) override {
    struct stat what {};
    return path.find('\0') == std::string::npos && stat(path.c_str(), &what) == 0;
  }

  void pause(std::int64_t milliseconds, const Limits& limits) override { wait_until({}, later(now(), milliseconds), limits); }

  std::optional<std::string> find_program(std::string_view name, std::string_view search_path) override {
    return search_program(name, search_path);
  }

  Result<ProcessOutput, ProcessFault> run_process(const Program& program, const Limits& limits) override {
    return azcred::run_process(program, limits);
  }

  std::uint64_t random() noexcept override {
    std::uint64_t number = 0;
    // Early at boot there may be no entropy yet; the time and the address of a variable do for jitter.
    if (getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number) {
      number = (static_cast<std::uint64_t>(now().ns) ^ reinterpret_cast<std::uintptr_t>(&number)) * 0x9e3779b97f4a7c15;
    }
    return number;
  }

  unsigned processor_count() noexcept override {
    cpu_set_t processors;
    CPU_ZERO(&processors);
    // Fails on machines with more processors than the set has room for.
    const long count =
        sched_getaffinity(0, sizeof processors, &processors) == 0 ? CPU_COUNT(&processors) : sysconf(_SC_NPROCESSORS_ONLN);
    return static_cast<unsigned>(std::max(count, 1L));
  }

 private:
  SteadyClock clock_;
};

}  // namespace

std::shared_ptr<Host> system_host() { return std::make_shared<SystemHost>(); }

}  // namespace azcred
