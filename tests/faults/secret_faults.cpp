// Rows E: secrets, in what is written and in what is left in memory.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

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

/// Memory that is not on the heap: looking must not overwrite what was freed there, nor leave copies of its own.
class Window {
 public:
  static constexpr std::size_t size = 1 << 20;
  Window() : bytes_(static_cast<char*>(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {}
  ~Window() { munmap(bytes_, size); }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  char* bytes() const { return bytes_; }
  bool overlaps(std::uintptr_t start, std::uintptr_t end) const {
    const auto own = reinterpret_cast<std::uintptr_t>(bytes_);
    return start < own + size && end > own;
  }

 private:
  char* const bytes_;
};

constexpr unsigned char mask = 0xa5;
using MaskedToken = std::array<unsigned char, 32>;

int count_in(const char* bytes, std::size_t size, const MaskedToken& token) {
  int found = 0;
  for (std::size_t at = 0; at + token.size() <= size; ++at) {
    std::size_t matching = 0;
    while (matching < token.size() && (static_cast<unsigned char>(bytes[at + matching]) ^ mask) == token[matching]) ++matching;
    if (matching == token.size()) ++found;
  }
  return found;
}

/// How often a token of which only a masked copy is kept is found in this process's writable memory.
int count_in_memory(const MaskedToken& token) {
  const Window maps;
  const Window piece;
  const int maps_file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  std::size_t maps_size = 0;
  for (ssize_t got; (got = read(maps_file, maps.bytes() + maps_size, Window::size - 1 - maps_size)) > 0;) {
    maps_size += static_cast<std::size_t>(got);
  }
  close(maps_file);
  const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  int found = 0;
  for (const char* line = maps.bytes(); line != nullptr && *line != '\0'; line = std::strchr(line, '\n')) {
    if (*line == '\n') ++line;
    char* rest = nullptr;
    const std::uintptr_t start = std::strtoul(line, &rest, 16);
    const std::uintptr_t end = rest == nullptr || *rest != '-' ? 0 : std::strtoul(rest + 1, &rest, 16);
    if (end == 0 || rest[2] != 'w' || maps.overlaps(start, end) || piece.overlaps(start, end)) continue;
    for (std::uintptr_t at = start; at < end; at += Window::size - token.size()) {
      const ssize_t size = pread(memory, piece.bytes(), std::min(Window::size, end - at), static_cast<off_t>(at));
      if (size > 0) found += count_in(piece.bytes(), static_cast<std::size_t>(size), token);
      if (end - at <= Window::size) break;
    }
  }
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

  MaskedToken masked{};
  azcred_token* const token = azcred_credential_get_token(credential, "https://vault.azure.net", nullptr);
  ASSERT_NE(token, nullptr);
  ASSERT_EQ(azcred_token_value_size(token), masked.size());
  for (std::size_t i = 0; i < masked.size(); ++i) masked[i] = static_cast<unsigned char>(azcred_token_value(token)[i] ^ mask);
  EXPECT_GE(count_in_memory(masked), 1) << "the search finds what is there";
  azcred_token_free(token);
  azcred_credential_free(credential);
  EXPECT_EQ(count_in_memory(masked), 0);
}

TEST(Faults, E3_no_token_left_in_memory_after_http) { expect_no_token_left(false); }
TEST(Faults, E3_no_token_left_in_memory_after_https) { expect_no_token_left(true); }

}  // namespace
}  // namespace azcred::test
