// A token endpoint that costs as little as possible, so that what is measured is the client.
//
// Listens on a free loopback port, prints it, serves until its standard input ends. Answers any GET with a token; GET /requests
// answers how many tokens were asked for, GET /reset sets that to 0.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>
#include <thread>

namespace {

struct Behaviour {
  int status = 200;
  int delay_ms = 0;
  long expires_in_s = 86'400;
  long refresh_in_s = -1;
  bool close_each = false;
  bool hang = false;
};

std::atomic<long> requests{0};

std::string answer_with(int status, const std::string& body, bool close_each) {
  std::string answer = "HTTP/1.1 " + std::to_string(status) + (status == 200 ? " OK" : " Failed");
  answer += "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size());
  if (close_each) answer += "\r\nConnection: close";
  return answer + "\r\n\r\n" + body;
}

std::string token_answer(const Behaviour& behaviour) {
  if (behaviour.status != 200) {
    return answer_with(behaviour.status, R"({"statusCode":500,"message":"scripted"})", behaviour.close_each);
  }
  std::string body = R"({"access_token":")" + std::string(1'500, 't') + R"(","token_type":"Bearer","expires_on":")";
  body += std::to_string(std::time(nullptr) + behaviour.expires_in_s) + '"';
  if (behaviour.refresh_in_s >= 0) body += R"(,"refresh_in":")" + std::to_string(behaviour.refresh_in_s) + '"';
  return answer_with(200, body + "}", behaviour.close_each);
}

bool send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string answer_to(std::string_view request, const Behaviour& behaviour) {
  if (request.starts_with("GET /requests ")) return answer_with(200, std::to_string(requests.load()), true);
  if (request.starts_with("GET /reset ")) {
    requests = 0;
    return answer_with(200, "0", true);
  }
  ++requests;
  if (behaviour.hang) std::this_thread::sleep_for(std::chrono::hours(1));
  if (behaviour.delay_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(behaviour.delay_ms));
  return token_answer(behaviour);
}

void serve(int connection, const Behaviour& behaviour) {
  const int one = 1;
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  std::string received;
  char piece[4'096];
  for (;;) {
    const auto size = recv(connection, piece, sizeof piece, 0);
    if (size <= 0) break;
    received.append(piece, static_cast<std::size_t>(size));
    const auto end = received.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    const std::string answer = answer_to(received, behaviour);
    received.erase(0, end + 4);
    if (!send_all(connection, answer) || answer.find("Connection: close") != std::string::npos) break;
  }
  close(connection);
}

Behaviour behaviour_from(int argc, char** argv) {
  Behaviour behaviour;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const auto value = [&](std::string_view name) { return argument.starts_with(name) ? argv[i] + name.size() : nullptr; };
    if (const char* status = value("--status=")) behaviour.status = std::atoi(status);
    if (const char* delay = value("--delay-ms=")) behaviour.delay_ms = std::atoi(delay);
    if (const char* refresh = value("--refresh-in=")) behaviour.refresh_in_s = std::atol(refresh);
    if (const char* expires = value("--expires-in=")) behaviour.expires_in_s = std::atol(expires);
    if (argument == "--close") behaviour.close_each = true;
    if (argument == "--hang") behaviour.hang = true;
  }
  return behaviour;
}

}  // namespace

int main(int argc, char** argv) {
  const Behaviour behaviour = behaviour_from(argc, argv);
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 512) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::perror("azcred_bench_server");
    return 1;
  }
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  std::thread([listener, &behaviour] {
    for (;;) {
      const int connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection >= 0) std::thread(serve, connection, std::cref(behaviour)).detach();
    }
  }).detach();
  while (std::getchar() != EOF) {
  }
  std::_Exit(0);
}
