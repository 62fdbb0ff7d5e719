// `azcred emulate`: an Azure host on this machine.
#include "commands/emulate.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "commands/child_process.h"
#include "commands/emulate_report.h"
#include "emulator/key_directory.h"
#include "emulator/platform_kind.h"
#include "emulator/server.h"
#include "guid/guid.h"

namespace azcred::command {
namespace {

constexpr int kUsageError = 1;
constexpr int kCannotStart = 2;
/// As in a shell.
constexpr int kNotExecutable = 126;
constexpr int kNotFound = 127;

int complain(int status, const std::string& text) {
  std::fprintf(stderr, "azcred emulate: %s\n", text.c_str());
  return status;
}

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string default_client_id(const emulator::IdentitySet& identities) {
  if (const auto* system = identities.system_assigned()) return system->client_id;
  const auto user_assigned = identities.user_assigned();
  return user_assigned.empty() ? "" : user_assigned.front()->client_id;
}

/// IPv6 addresses stand in brackets in URLs; an address that means "all" is reached over loopback.
std::string origin_of(const std::string& scheme, std::string address, int port) {
  if (address == "0.0.0.0" || address == "::") address = "127.0.0.1";
  if (address.find(':') != std::string::npos) address = "[" + address + "]";
  return scheme + "://" + address + ":" + std::to_string(port);
}

int run_program(const EmulateOptions& options, const Announcement& announcement, const SignalGate& gate) {
  const auto environment = environment_with(announcement.variables, announcement.unset);
  const pid_t child = start_child(options.program, environment, gate);
  if (child > 0) return wait_for_child(child, gate);
  const int reason = -static_cast<int>(child);
  return complain(reason == ENOENT ? kNotFound : kNotExecutable,
                  "cannot start " + options.program.front() + ": " + std::strerror(reason));
}

int serve_until_interrupted(const EmulateOptions& options, const Announcement& announcement, const SignalGate& gate) {
  const auto text = options.format == "json" ? as_json(announcement) : as_shell(announcement);
  // One write: who reads the environment from a pipe or a file sees all of it or nothing.
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (std::fflush(stdout) != 0) return complain(kCannotStart, "cannot write the environment to stdout");
  while (true) {
    const int received = gate.wait().si_signo;
    if (received == SIGINT || received == SIGTERM || received == SIGHUP || received == SIGQUIT) return 0;
  }
}

}  // namespace

int emulate(const EmulateOptions& options) {
  std::string problem;
  auto judged = judge(options, problem);
  if (!judged) return complain(kUsageError, problem);

  const std::unique_ptr<std::FILE, FileCloser> log_file(options.log_file.empty() ? nullptr
                                                                                 : std::fopen(options.log_file.c_str(), "ae"));
  if (!options.log_file.empty() && !log_file) {
    return complain(kCannotStart, "cannot write to " + options.log_file + ": " + std::strerror(errno));
  }

  emulator::KeyDirectory keys(options.arc_keys.empty() ? emulator::kArcKeyDirectory : options.arc_keys);
  if (options.host == "arc" && !keys.prepare(problem)) {
    return complain(kCannotStart, problem +
                                      ". Clients of Azure Arc accept key files nowhere else, so make it once: sudo "
                                      "install -d -o $USER " +
                                      keys.path());
  }

  // Before any thread exists, so that all of them inherit the mask.
  const SignalGate gate;
  const emulator::Certificate certificate;
  const emulator::PlatformSettings settings{.secret = random_guid(),
                                            .thumbprint = certificate.thumbprint(),
                                            .default_client_id = default_client_id(judged->identities),
                                            .keys = &keys,
                                            .legacy_agent = options.legacy_agent};
  emulator::Emulator emulator(emulator::make_platform(options.host, settings), std::move(*judged));
  emulator::RequestLog log(options.quiet ? nullptr : stderr, log_file.get());
  const bool tls = emulator.platform().uses_tls();
  emulator::Server server(emulator, log, tls ? &certificate : nullptr);
  if (!server.bind(options.bind_address, options.port)) {
    return complain(kCannotStart, "cannot listen on " + options.bind_address + " port " +
                                      (options.port == 0 ? "0" : std::to_string(options.port)) + ": is it in use?");
  }
  server.start();

  const auto origin = origin_of(tls ? "https" : "http", options.bind_address, server.port());
  const auto announcement = announce(emulator, origin);
  if (!options.quiet) std::fputs(as_text(announcement).c_str(), stderr);
  const int status =
      options.program.empty() ? serve_until_interrupted(options, announcement, gate) : run_program(options, announcement, gate);
  emulator.end_delays();
  server.stop();
  return status;
}

}  // namespace azcred::command
