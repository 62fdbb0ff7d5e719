// What `azcred emulate` was told on its command line.
#include "commands/emulate_options.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <fstream>
#include <iterator>
#include <set>

#include "emulator/platform_kind.h"
#include "guid/guid.h"

namespace azcred::command {
namespace {

constexpr const char* kExamples = R"(Examples:
  Run a program as on a virtual machine with a system-assigned identity:
      azcred emulate -- ./program
  An App Service app with two user-assigned identities and no other:
      azcred emulate --host app-service --user-assigned name=web --user-assigned name=jobs -- ./program
  Two answers "too many requests", then as usual:
      azcred emulate --fail 429,429 --retry-after 1 -- ./program
  Keep it running, and use it from another shell:
      azcred emulate --host imds > emulator.env &
      . ./emulator.env

Without a program it runs until it is interrupted. See azcred(1) for what every host does.)";

void declare_identities(CLI::App& app, EmulateOptions& options) {
  const char* group = "Identities";
  auto* system_assigned =
      app.add_option("--system-assigned", options.system_assigned,
                     "The machine has a system-assigned identity. That is the default unless --user-assigned is given")
          ->type_name("[client-id=GUID,object-id=GUID,resource-id=ID]")
          ->expected(0, 1)
          ->group(group);
  app.parse_complete_callback([system_assigned, &options] { options.has_system_assigned = system_assigned->count() > 0; });
  app.add_option("--user-assigned", options.user_assigned,
                 "The machine has this user-assigned identity. Ids that are not given follow from the name. Repeatable")
      ->type_name("name=NAME[,client-id=GUID,object-id=GUID,resource-id=ID]")
      ->allow_extra_args(false)
      ->group(group);
  app.add_flag("--no-identity", options.no_identity, "The machine has no identity at all")->group(group);
  app.add_option("--tenant", options.tenant_id, "The tenant that issues the tokens")->type_name("GUID")->group(group);
}

void declare_tokens(CLI::App& app, EmulateOptions& options) {
  const char* group = "Tokens";
  app.add_option("--resource", options.resources,
                 "A resource the tenant knows; requests for others are refused. Repeatable. Without it all are known")
      ->type_name("URI")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--lifetime", options.lifetime_s, "How long a token is valid")
      ->type_name("SECONDS")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{31'536'000}).description(""))
      ->group(group);
  app.add_option("--refresh-in", options.refresh_in_s, "Tell clients of IMDS and Azure Arc to refresh after this time")
      ->type_name("SECONDS")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{31'536'000}).description(""))
      ->group(group);
}

void declare_faults(CLI::App& app, EmulateOptions& options) {
  const char* group = "Faults";
  app.add_option("--fail", options.fail, "What the first requests get: statuses of 400 to 599, or ok; such as 429,429,ok,500")
      ->type_name("STATUS,...")
      ->group(group);
  app.add_option("--fail-first", options.fail_first, "The first N requests get this status")
      ->type_name("N:STATUS")
      ->group(group);
  app.add_option("--retry-after", options.retry_after, "The Retry-After header of those failures: seconds, or a date")
      ->type_name("VALUE")
      ->group(group);
  app.add_option("--faults", options.faults, "A JSON script of faults: a file, or the text itself; see azcred(1)")
      ->type_name("FILE|JSON")
      ->group(group);
  app.add_option("--latency", options.latency_ms, "Wait before every answer")
      ->type_name("MS")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{3'600'000}).description(""))
      ->group(group);
  app.add_option("--propagation", options.propagation_s, "Identities are not found until this time has passed")
      ->type_name("SECONDS")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{86'400}).description(""))
      ->group(group);
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::optional<std::vector<emulator::FaultStep>> judge_fail_first(const EmulateOptions& options, std::string& problem) {
  const auto& text = options.fail_first;
  std::int64_t count = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), count);
  if (end.ec != std::errc{} || count < 1 || *end.ptr != ':') {
    problem = "'" + text + "' is not of the form N:STATUS";
    return std::nullopt;
  }
  auto steps = emulator::parse_statuses(end.ptr + 1, options.retry_after, problem);
  if (!steps) return std::nullopt;
  if (steps->size() != 1) {
    problem = "'" + text + "' is not of the form N:STATUS";
    return std::nullopt;
  }
  steps->front().times = count;
  return steps;
}

std::optional<std::vector<emulator::FaultStep>> judge_faults(const EmulateOptions& options, std::string& problem) {
  const int given = (options.fail.empty() ? 0 : 1) + (options.fail_first.empty() ? 0 : 1) + (options.faults.empty() ? 0 : 1);
  if (given > 1) {
    problem = "--fail, --fail-first and --faults exclude each other";
    return std::nullopt;
  }
  if (options.retry_after && options.fail.empty() && options.fail_first.empty()) {
    problem = "--retry-after needs --fail or --fail-first";
    return std::nullopt;
  }
  if (options.retry_after && options.retry_after->find_first_of("\r\n") != std::string::npos) {
    problem = "--retry-after: a header is one line";
    return std::nullopt;
  }
  std::optional<std::vector<emulator::FaultStep>> steps = std::vector<emulator::FaultStep>{};
  const char* option = "--fail: ";
  if (!options.fail.empty()) steps = emulator::parse_statuses(options.fail, options.retry_after, problem);
  if (!options.fail_first.empty()) {
    option = "--fail-first: ";
    steps = judge_fail_first(options, problem);
  }
  if (!options.faults.empty()) {
    option = "--faults: ";
    const bool inline_text = options.faults.find('{') != std::string::npos;
    const auto text = inline_text ? options.faults : read_file(options.faults);
    if (!text) problem = "cannot read " + options.faults;
    steps = text ? emulator::parse_fault_script(*text, problem) : std::nullopt;
  }
  if (!steps) problem = option + problem;
  return steps;
}

std::optional<emulator::IdentitySet> judge_identities(const EmulateOptions& options, const std::string& tenant_id,
                                                      std::string& problem) {
  std::vector<emulator::Identity> identities;
  if (options.no_identity && (options.has_system_assigned || !options.user_assigned.empty())) {
    problem = "--no-identity excludes --system-assigned and --user-assigned";
    return std::nullopt;
  }
  if (options.has_system_assigned || (options.user_assigned.empty() && !options.no_identity)) {
    auto identity =
        emulator::parse_system_assigned(options.system_assigned, tenant_id, emulator::resource_type_of(options.host), problem);
    if (!identity) {
      problem = "--system-assigned: " + problem;
      return std::nullopt;
    }
    identities.push_back(std::move(*identity));
  }
  for (const auto& text : options.user_assigned) {
    auto identity = emulator::parse_user_assigned(text, tenant_id, problem);
    if (!identity) {
      problem = "--user-assigned: " + problem;
      return std::nullopt;
    }
    const emulator::IdentitySet known(identities);
    for (const auto& selector : {emulator::Selector{emulator::SelectorKind::client_id, identity->client_id},
                                 emulator::Selector{emulator::SelectorKind::object_id, identity->object_id},
                                 emulator::Selector{emulator::SelectorKind::resource_id, identity->resource_id}}) {
      if (known.find(selector) == nullptr) continue;
      problem = "--user-assigned: two identities have the id " + selector.value;
      return std::nullopt;
    }
    identities.push_back(std::move(*identity));
  }
  return emulator::IdentitySet(std::move(identities));
}

}  // namespace

void declare(CLI::App& app, EmulateOptions& options) {
  app.add_option("--host", options.host, "The Azure host to play")
      ->type_name("HOST")
      ->capture_default_str()
      ->check(CLI::IsMember(emulator::platform_names()));
  app.add_option("--port", options.port, "Listen on this port instead of a free one")
      ->type_name("PORT")
      ->check(CLI::Range(1, 65'535).description(""));
  app.add_option("--bind", options.bind_address,
                 "Listen on this address. Whoever reaches it gets tokens: they open nothing but what trusts this emulator")
      ->type_name("ADDRESS")
      ->capture_default_str();
  declare_identities(app, options);
  declare_tokens(app, options);
  declare_faults(app, options);
  app.add_option("--arc-keys", options.arc_keys, "Where Azure Arc's key files go; clients accept only the usual place")
      ->type_name("DIRECTORY")
      ->group("Azure Arc");
  app.add_flag("--legacy-agent", options.legacy_agent,
               "An agent from before user-assigned identities: it ignores selectors and answers for the machine")
      ->group("Azure Arc");
  app.add_option("--format", options.format, "How the environment is printed, without a program")
      ->type_name("env|json")
      ->capture_default_str()
      ->check(CLI::IsMember({"env", "json"}).description(""))
      ->group("Output");
  app.add_flag("--quiet", options.quiet, "Say nothing on stderr")->group("Output");
  app.add_option("--log", options.log_file, "Append the request log to this file")->type_name("FILE")->group("Output");
  app.footer(kExamples);
}

std::optional<emulator::EmulatorOptions> judge(const EmulateOptions& options, std::string& problem) {
  emulator::EmulatorOptions judged;
  judged.tokens.tenant_id = options.tenant_id.empty() ? guid_of("azcred emulator/tenant") : options.tenant_id;
  if (!looks_like_guid(judged.tokens.tenant_id)) {
    problem = "--tenant: '" + options.tenant_id + "' is not a GUID";
    return std::nullopt;
  }
  if ((!options.arc_keys.empty() || options.legacy_agent) && options.host != "arc") {
    problem = "--arc-keys and --legacy-agent need --host arc";
    return std::nullopt;
  }
  if (!options.arc_keys.empty() && options.arc_keys.front() != '/') {
    problem = "--arc-keys: '" + options.arc_keys + "' is not an absolute path";
    return std::nullopt;
  }
  judged.tokens.lifetime_s = options.lifetime_s;
  judged.tokens.refresh_in_s = options.refresh_in_s;
  auto identities = judge_identities(options, judged.tokens.tenant_id, problem);
  if (!identities) return std::nullopt;
  judged.identities = std::move(*identities);
  auto faults = judge_faults(options, problem);
  if (!faults) return std::nullopt;
  judged.faults = std::move(*faults);
  judged.resources = std::set<std::string>(options.resources.begin(), options.resources.end());
  judged.latency_ms = options.latency_ms;
  judged.propagation_s = options.propagation_s;
  return judged;
}

}  // namespace azcred::command
