// Rows F6 and F7: the key file of Azure Arc, on a machine of its own where /var/opt/azcmagent is the test's.
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "faults/child.h"
#include "faults/stage.h"

namespace azcred::test {
namespace {

namespace fs = std::filesystem;

const fs::path root = "/var/opt/azcmagent";
const fs::path keys = root / "tokens";
constexpr const char* key = "key-of-the-agent";
constexpr const char* foreign = "CANARY-of-another-file";

void write_file(const fs::path& path, std::string_view content) { std::ofstream(path, std::ios::trunc) << content; }

/// An empty file system for this process alone over /var/opt; where that is not allowed, the real folder if it is nobody's.
bool enter_machine() {
  const bool is_alone = unshare(CLONE_NEWNS) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0;
  if (is_alone && mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
      mount("tmpfs", "/var/opt", "tmpfs", 0, "mode=0755") == 0) {
    return true;
  }
  return geteuid() == 0 && !fs::exists(root);
}

/// Root reads any file; without this an unreadable one could not be shown.
bool give_up_reading_anything() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct data[2] = {};
  if (syscall(SYS_capget, &header, data) != 0) return false;
  for (const unsigned capability : {unsigned{CAP_DAC_OVERRIDE}, unsigned{CAP_DAC_READ_SEARCH}})
    data[0].effective &= ~(1U << capability);
  return syscall(SYS_capset, &header, data) == 0;
}

/// The agent of the machine, and a credential that asks it.
class Arc {
 public:
  Arc() {
    fs::create_directories(keys);
    write_file(keys / "a.key", key);
    setenv("IDENTITY_ENDPOINT", server_.url("/metadata/identity/oauth2/token").c_str(), 1);
    setenv("IMDS_ENDPOINT", server_.origin().c_str(), 1);
    const Handle<azcred_options> options(azcred_options_new());
    azcred_options_set_max_retries(options.get(), 0);
    credential_.reset(azcred_credential_new_managed_identity(options.get(), nullptr));
  }
  ~Arc() { fs::remove_all(root); }
  Arc(const Arc&) = delete;
  Arc& operator=(const Arc&) = delete;

  FaultServer& server() { return server_; }

  /// The status of a get when the agent points to that file; `sent` are the keys that came on the wire.
  azcred_status get(const std::string& path, std::vector<std::string>& sent, std::string& message) {
    server_.script([path](FaultConnection& connection) {
      WireRequest request;
      while (connection.read_request(&request)) {
        const std::string challenge = http_answer(401, "", "WWW-Authenticate: Basic realm=" + path + "\r\n");
        if (!connection.write(request.header("Authorization").empty() ? challenge : token_answer())) return;
      }
    });
    server_.close_connections();
    const std::size_t before = server_.requests().size();
    const Handle<azcred_request> request(azcred_request_new("https://vault.azure.net/.default"));
    azcred_request_set_force_refresh(request.get(), 1);
    azcred_request_set_timeout_ms(request.get(), 10'000);
    azcred_error* raw_error = nullptr;
    const Handle<azcred_token> token(azcred_credential_request_token(credential_.get(), request.get(), &raw_error));
    const Handle<azcred_error> error(raw_error);
    message = azcred_error_message(error.get());
    EXPECT_EQ(message.find(foreign), std::string::npos) << message;
    EXPECT_EQ(message.find(key), std::string::npos) << message;
    const auto requests = server_.requests();
    for (std::size_t i = before; i < requests.size(); ++i) {
      EXPECT_EQ(requests[i].raw.find("CANARY"), std::string::npos) << requests[i].raw;
      if (const std::string header = requests[i].header("Authorization"); !header.empty()) sent.push_back(header);
    }
    return azcred_error_status(error.get());
  }

  void expect_refused(const std::string& path, azcred_status status, const std::string& words) {
    std::vector<std::string> sent;
    std::string message;
    EXPECT_EQ(get(path, sent, message), status) << path << ": " << message;
    EXPECT_NE(message.find(words), std::string::npos) << path << ": " << message;
    EXPECT_TRUE(sent.empty()) << path;
  }

  void expect_works() {
    std::vector<std::string> sent;
    std::string message;
    EXPECT_EQ(get(keys / "a.key", sent, message), AZCRED_OK) << message;
    EXPECT_EQ(sent, std::vector{std::string("Basic ") + key});
  }

 private:
  FaultServer server_;
  Handle<azcred_credential> credential_;
};

/// Runs a row in a process that has a machine of its own.
void on_an_arc_machine(const std::function<void(Arc& arc)>& row) {
  const ProcessState before = ProcessState::now();
  std::fflush(stdout);
  const int status = in_child(
      [&] {
        if (!enter_machine()) {
          std::fprintf(stderr, "neither a mount namespace nor a /var/opt/azcmagent of our own can be had\n");
          return 95;
        }
        {
          Arc arc;
          arc.expect_works();
          row(arc);
          arc.expect_works();
        }
        std::fflush(stdout);
        return testing::Test::HasFailure() ? 94 : 0;
      },
      60'000);
  EXPECT_EQ(status, 0) << "94: see above; 95: no machine of its own";
  expect_unchanged(before);
}

TEST(Faults, F6_a_challenge_that_leads_elsewhere) {
  on_an_arc_machine([](Arc& arc) {
    fs::create_directories(keys / "sub");
    fs::create_directories(root / "tokens-of-others");
    for (const fs::path& path :
         {root / "b.key", keys / "sub/b.key", root / "tokens-of-others/b.key", keys / "a.txt", keys / ".key", keys / "akey"}) {
      write_file(path, foreign);
    }
    for (const std::string path : {"/var/opt/azcmagent/b.key",
                                   "/var/opt/azcmagent/tokens/../b.key",
                                   "/var/opt/azcmagent/tokens/sub/../../b.key",
                                   "/var/opt/azcmagent/tokens/sub/b.key",
                                   "/var/opt/azcmagent/tokens/./a.key",
                                   "/var/opt/azcmagent/tokens//a.key",
                                   "//var/opt/azcmagent/tokens/a.key",
                                   "/var/opt/azcmagent//tokens/a.key",
                                   "/var/opt/azcmagent/tokens-of-others/b.key",
                                   "/var/opt/azcmagent/tokens/a.txt",
                                   "/var/opt/azcmagent/tokens/.key",
                                   "/var/opt/azcmagent/tokens/akey",
                                   "/var/opt/azcmagent/tokens/a.KEY",
                                   "/var/opt/azcmagent/tokens/a.key/",
                                   "/var/opt/azcmagent/tokens/",
                                   "/var/opt/azcmagent/tokens",
                                   "var/opt/azcmagent/tokens/a.key",
                                   "a.key",
                                   "/proc/self/environ",
                                   "/etc/passwd",
                                   "/",
                                   "",
                                   "file:///var/opt/azcmagent/tokens/a.key",
                                   "\\var\\opt\\azcmagent\\tokens\\a.key",
                                   "/var/opt/azcmagent/tokens/..\\b.key",
                                   "/var/opt/azcmagent/tokens/%2e%2e/b.key",
                                   "/VAR/opt/azcmagent/tokens/a.key"}) {
      arc.expect_refused(path, AZCRED_PROTOCOL, "the agent's challenge ");
    }
  });
}

TEST(Faults, F6_a_file_that_is_not_what_it_should_be) {
  on_an_arc_machine([](Arc& arc) {
    const fs::path bad = keys / "bad.key";
    write_file(root / "foreign", foreign);
    const auto refuse = [&](azcred_status status, const char* words) {
      arc.expect_refused(bad, status, words);
      fs::remove_all(bad);
    };
    fs::create_symlink(root / "foreign", bad);
    refuse(AZCRED_MISCONFIGURED, "is a symbolic link");
    fs::create_symlink("a.key", bad);
    refuse(AZCRED_MISCONFIGURED, "is a symbolic link");
    fs::create_hard_link(root / "foreign", bad);
    refuse(AZCRED_MISCONFIGURED, "is a symbolic link");
    ASSERT_EQ(mkfifo(bad.c_str(), 0600), 0);
    refuse(AZCRED_MISCONFIGURED, "is not a regular file");
    fs::create_directory(bad);
    refuse(AZCRED_MISCONFIGURED, "is not a regular file");
    write_file(bad, foreign + std::string(4'097, 'x').substr(std::string(foreign).size()));
    refuse(AZCRED_MISCONFIGURED, "is longer than 4096 bytes");
    write_file(bad, "");
    refuse(AZCRED_MISCONFIGURED, "is empty");
    write_file(bad, std::string("x\r\nX-Injected: ") + foreign);
    refuse(AZCRED_PROTOCOL, "holds characters that a header cannot carry");
  });
}

TEST(Faults, F6_a_folder_that_is_a_link) {
  on_an_arc_machine([](Arc& arc) {
    fs::create_directory(root / "traps");
    write_file(root / "traps/a.key", foreign);
    fs::rename(keys, root / "away");
    fs::create_directory_symlink(root / "traps", keys);
    arc.expect_refused(keys / "a.key", AZCRED_MISCONFIGURED, "symbolic link");
    fs::remove(keys);
    fs::rename(root / "away", keys);
  });
}

TEST(Faults, F6_a_swap_between_check_and_open) {
  on_an_arc_machine([](Arc& arc) {
    write_file(root / "foreign", foreign);
    fs::create_directory(root / "traps");
    write_file(root / "traps/a.key", foreign);
    std::atomic<bool> done{false};
    std::thread swapper([&] {
      while (!done) {
        fs::create_symlink(root / "foreign", root / "next");
        fs::rename(root / "next", keys / "a.key");
        write_file(root / "next", key);
        fs::rename(root / "next", keys / "a.key");
        fs::rename(keys, root / "away");
        fs::create_directory_symlink(root / "traps", keys);
        fs::remove(keys);
        fs::rename(root / "away", keys);
      }
    });
    int good = 0;
    for (int i = 0; i < 300; ++i) {
      std::vector<std::string> sent;
      std::string message;
      good += arc.get(keys / "a.key", sent, message) == AZCRED_OK ? 1 : 0;
      for (const std::string& header : sent) EXPECT_EQ(header, std::string("Basic ") + key);
    }
    done = true;
    swapper.join();
    EXPECT_GT(good, 0);
    EXPECT_LT(good, 300);
  });
}

TEST(Faults, F7_a_key_that_may_not_be_read_or_vanishes) {
  on_an_arc_machine([](Arc& arc) {
    ASSERT_TRUE(give_up_reading_anything());
    write_file(keys / "b.key", foreign);
    ASSERT_EQ(chmod((keys / "b.key").c_str(), 0000), 0);
    arc.expect_refused(keys / "b.key", AZCRED_MISCONFIGURED, "may not read the agent's key file");
    fs::remove(keys / "b.key");
    arc.expect_refused(keys / "b.key", AZCRED_MISCONFIGURED, "the agent's key file does not exist");
    ASSERT_EQ(chmod(keys.c_str(), 0000), 0);
    arc.expect_refused(keys / "a.key", AZCRED_MISCONFIGURED, "may not read the agent's key file");
    ASSERT_EQ(chmod(keys.c_str(), 0755), 0);
  });
}

}  // namespace
}  // namespace azcred::test
