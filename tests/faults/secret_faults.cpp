// Rows E: secrets, in what is written and in what is left in memory.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <thread>

#include "faults/child.h"
#include "faults/stage.h"

namespace azcred::test {
namespace {

TEST(Faults, E1_nothing_secret_on_standard_error) {
  const int captured = memfd_create("stderr", MFD_CLOEXEC);
  const int status = in_child([&] {
    dup2(captured, STDERR_FILENO);
    setenv("AZCRED_LOG", "debug", 1);
    setenv("IDENTITY_HEADER", "CANARY-header", 1);
    FaultServer server;
    setenv("IDENTITY_ENDPOINT", server.url().c_str(), 1);
    const Handle<azcred_options> options(azcred_options_new());
    azcred_options_set_max_retries(options.get(), 1);
    const Handle<azcred_credential> credential(azcred_credential_new_managed_identity(options.get(), nullptr));
    for (const std::string& answer :
         {token_answer(), http_answer(200, "CANARY"), http_answer(500, "CANARY"), http_answer(403, R"({"error":"CANARY"})"),
          std::string("CANARY\r\n\r\n"), http_answer(302, "", "Location: http://CANARY/\r\n")}) {
      server.script(answers_once(answer));
      const Handle<azcred_request> request(azcred_request_new("https://vault.azure.net/.default"));
      azcred_request_set_force_refresh(request.get(), 1);
      azcred_token_free(azcred_credential_request_token(credential.get(), request.get(), nullptr));
    }
    return 0;
  });
  EXPECT_EQ(status, 0);
  std::string written(static_cast<std::size_t>(lseek(captured, 0, SEEK_END)), '\0');
  EXPECT_EQ(pread(captured, written.data(), written.size(), 0), static_cast<ssize_t>(written.size()));
  close(captured);
  EXPECT_NE(written.find("ManagedIdentity/AppService"), std::string::npos) << written;
  EXPECT_EQ(written.find(canary), std::string::npos) << written;
}

/// A server in a process of its own, so that nothing it holds is in this one's memory. Its token is random.
class DistantServer {
 public:
  explicit DistantServer(bool tls) {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    child_ = start_child([&] {
      const TestCertificate certificate;
      FaultServer server(tls ? certificate.channel() : FaultChannelFactory());
      std::array<unsigned char, 32> random{};
      if (getrandom(random.data(), random.size(), 0) != 32) return 1;
      std::string token;
      for (const unsigned char byte : random) token += static_cast<char>('A' + byte % 26);
      server.script(answers(token_answer(token)));
      const std::string facts = server.url() + " " + certificate.sha1() + "\n";
      if (write(ends[1], facts.data(), facts.size()) < 0) return 1;
      for (;;) pause();
    });
    close(ends[1]);
    char facts[256] = "";
    EXPECT_GT(read(ends[0], facts, sizeof facts - 1), 0);
    close(ends[0]);
    const std::string line(facts);
    url = line.substr(0, line.find(' '));
    sha1 = line.substr(url.size() + 1, 40);
  }
  ~DistantServer() {
    kill(child_, SIGKILL);
    join_child(child_);
  }
  std::string url, sha1;

 private:
  pid_t child_;
};

/// How often a token of which only a masked copy is kept is found in this process's writable memory.
int count_in_memory(const std::array<unsigned char, 32>& masked) {
  constexpr unsigned char mask = 0xa5;
  std::ifstream maps("/proc/self/maps");
  const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  // The copies that looking makes are not to be found themselves.
  constexpr std::size_t window_size = 1 << 20;
  auto* const window =
      static_cast<unsigned char*>(mmap(nullptr, window_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  int found = 0;
  for (std::string line; std::getline(maps, line);) {
    unsigned long start = 0;
    unsigned long end = 0;
    char permissions[5] = "";
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &start, &end, permissions) != 3 || permissions[1] != 'w') continue;
    const auto own = reinterpret_cast<unsigned long>(window);
    for (unsigned long at = start; at < end; at += window_size - 32) {
      if (at < own + window_size && at + window_size > own) continue;
      const ssize_t size = pread(memory, window, std::min(window_size, end - at), static_cast<off_t>(at));
      for (ssize_t i = 0; i + 32 <= size; ++i) {
        std::size_t matching = 0;
        while (matching < 32 && (window[i + static_cast<ssize_t>(matching)] ^ mask) == masked[matching]) ++matching;
        if (matching == 32) ++found;
      }
      explicit_bzero(window, window_size);
      if (end - at <= window_size) break;
    }
  }
  munmap(window, window_size);
  close(memory);
  return found;
}

void expect_no_token_left(bool tls) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "needs a build without sanitizers, whose shadow memory is too large to search";
#endif
  const DistantServer server(tls);
  setenv("IDENTITY_ENDPOINT", server.url.c_str(), 1);
  setenv("IDENTITY_HEADER", "header", 1);
  if (tls) setenv("IDENTITY_SERVER_THUMBPRINT", server.sha1.c_str(), 1);
  azcred_credential* const credential = azcred_credential_new_managed_identity(nullptr, nullptr);
  for (const char* name : {"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT"}) unsetenv(name);

  std::array<unsigned char, 32> masked{};
  azcred_token* const token = azcred_credential_get_token(credential, "https://vault.azure.net", nullptr);
  ASSERT_NE(token, nullptr);
  ASSERT_EQ(azcred_token_value_size(token), masked.size());
  for (std::size_t i = 0; i < masked.size(); ++i) masked[i] = static_cast<unsigned char>(azcred_token_value(token)[i] ^ 0xa5);
  EXPECT_GE(count_in_memory(masked), 1) << "the search finds what is there";
  azcred_token_free(token);
  azcred_credential_free(credential);
  EXPECT_EQ(count_in_memory(masked), 0);
}

TEST(Faults, E3_no_token_left_in_memory_after_http) { expect_no_token_left(false); }
TEST(Faults, E3_no_token_left_in_memory_after_https) { expect_no_token_left(true); }

}  // namespace
}  // namespace azcred::test
