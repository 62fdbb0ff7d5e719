#include "support/fault_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <system_error>

#include "base/ascii.h"

namespace azcred::test {

namespace {

class PlainChannel : public FaultChannel {
 public:
  bool open(int descriptor) override {
    descriptor_ = descriptor;
    return true;
  }
  long read(char* bytes, std::size_t size) override { return recv(descriptor_, bytes, size, 0); }
  long write(const char* bytes, std::size_t size) override { return send(descriptor_, bytes, size, MSG_NOSIGNAL); }
  void close() override {}

 private:
  int descriptor_ = -1;
};

int checked(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::system_category(), what);
  return result;
}

WireRequest parse_head(std::string_view head) {
  WireRequest request;
  const std::string_view line = head.substr(0, head.find("\r\n"));
  request.method = line.substr(0, line.find(' '));
  const std::string_view rest = line.substr(std::min(line.size(), request.method.size() + 1));
  request.target = rest.substr(0, rest.find(' '));
  for (std::size_t at = line.size() + 2; at < head.size();) {
    const std::size_t end = std::min(head.find("\r\n", at), head.size());
    const std::string_view header = head.substr(at, end - at);
    const std::size_t colon = std::min(header.find(':'), header.size());
    request.headers.emplace_back(header.substr(0, colon), trim_ascii_space(header.substr(std::min(colon + 1, header.size()))));
    at = end + 2;
  }
  return request;
}

}  // namespace

std::string WireRequest::header(std::string_view name) const {
  for (const auto& [each, value] : headers) {
    if (equal_ignoring_case(each, name)) return value;
  }
  return "";
}

bool FaultConnection::read_request(WireRequest* request) {
  const auto more = [this] {
    char bytes[4096];
    const long size = channel_.read(bytes, sizeof bytes);
    if (size <= 0) return false;
    server_.bytes_received_ += static_cast<std::size_t>(size);
    unread_.append(bytes, static_cast<std::size_t>(size));
    return true;
  };
  while (unread_.find("\r\n\r\n") == std::string::npos) {
    if (!more()) return false;
  }
  const std::size_t head_size = unread_.find("\r\n\r\n") + 4;
  WireRequest parsed = parse_head(std::string_view(unread_).substr(0, head_size - 4));
  const std::string length = parsed.header("Content-Length");
  std::size_t body_size = 0;
  std::from_chars(length.data(), length.data() + length.size(), body_size);
  while (unread_.size() < head_size + body_size) {
    if (!more()) return false;
  }
  parsed.raw = unread_.substr(0, head_size + body_size);
  parsed.body = parsed.raw.substr(head_size);
  unread_.erase(0, head_size + body_size);
  if (request != nullptr) *request = parsed;
  const std::lock_guard lock(server_.mutex_);
  server_.requests_.push_back(std::move(parsed));
  return true;
}

bool FaultConnection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const long size = channel_.write(bytes.data(), bytes.size());
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void FaultConnection::drip(std::string_view bytes, int interval_ms) {
  for (const char& byte : bytes) {
    if (!write({&byte, 1})) return;
    pause(interval_ms);
    pollfd stopped{.fd = server_.stopped_, .events = POLLIN, .revents = 0};
    if (poll(&stopped, 1, 0) > 0) return;
  }
}

std::size_t FaultConnection::repeat(std::string_view bytes) {
  std::size_t sent = 0;
  while (write(bytes)) sent += bytes.size();
  return sent;
}

void FaultConnection::stall() {
  char bytes[4096];
  while (channel_.read(bytes, sizeof bytes) > 0) {
  }
}

void FaultConnection::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void FaultConnection::pause(int milliseconds) {
  pollfd watched[] = {{.fd = server_.stopped_, .events = POLLIN, .revents = 0},
                      {.fd = descriptor_, .events = POLLIN, .revents = 0}};
  poll(watched, 2, milliseconds);
}

FaultServer::FaultServer(FaultChannelFactory make_channel)
    : make_channel_(std::move(make_channel)), tls_(make_channel_ != nullptr) {
  if (!tls_) make_channel_ = [] { return std::make_unique<PlainChannel>(); };
  listener_ = checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  checked(bind(listener_, generic, sizeof address), "bind");
  checked(listen(listener_, 128), "listen");
  socklen_t size = sizeof address;
  checked(getsockname(listener_, generic, &size), "getsockname");
  port_ = ntohs(address.sin_port);
  stopped_ = checked(eventfd(0, EFD_CLOEXEC), "eventfd");
  // The threads of the server inherit a mask that leaves all signals to the program under test. That covers SIGPIPE, which
  // OpenSSL's writes raise.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  acceptor_ = std::thread([this] { accept_connections(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

FaultServer::~FaultServer() {
  stop();
  close(stopped_);
}

void FaultServer::stop() {
  if (!acceptor_.joinable()) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(stopped_, &one, sizeof one);
  acceptor_.join();
  close(listener_);
  close_connections();
  for (auto& servant : servants_) servant.join();
}

void FaultServer::close_connections() {
  const std::lock_guard lock(mutex_);
  for (const int descriptor : open_) shutdown(descriptor, SHUT_RDWR);
}

void FaultServer::script(std::vector<Script> scripts) {
  const std::lock_guard lock(mutex_);
  scripts_ = std::move(scripts);
  next_script_ = 0;
}

std::string FaultServer::origin() const {
  return std::string(tls_ ? "https" : "http") + "://127.0.0.1:" + std::to_string(port_);
}

std::vector<WireRequest> FaultServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void FaultServer::accept_connections() {
  for (;;) {
    pollfd watched[] = {{.fd = stopped_, .events = POLLIN, .revents = 0}, {.fd = listener_, .events = POLLIN, .revents = 0}};
    poll(watched, 2, -1);
    if (watched[0].revents != 0) return;
    const int descriptor = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) continue;
    ++connections_;
    const std::lock_guard lock(mutex_);
    open_.push_back(descriptor);
    Script script;
    if (!scripts_.empty()) script = scripts_[std::min(next_script_++, scripts_.size() - 1)];
    servants_.emplace_back([this, descriptor, script = std::move(script)] { serve(descriptor, script); });
  }
}

void FaultServer::serve(int descriptor, const Script& script) {
  const int at_once = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  const auto channel = make_channel_();
  if (channel->open(descriptor)) {
    FaultConnection connection(*this, descriptor, *channel);
    if (script) script(connection);
    channel->close();
  }
  const std::lock_guard lock(mutex_);
  open_.erase(std::find(open_.begin(), open_.end(), descriptor));
  close(descriptor);
}

std::string http_answer(int status, std::string_view body, std::string_view more_headers) {
  std::string answer = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\nContent-Type: application/json\r\nContent-Length: ";
  answer.append(std::to_string(body.size())).append("\r\n").append(more_headers).append("\r\n").append(body);
  return answer;
}

FaultServer::Script answers(std::string answer) {
  return [=](FaultConnection& connection) {
    while (connection.read_request() && connection.write(answer)) {
    }
  };
}

FaultServer::Script answers_once(std::string answer) { return answers_each({std::move(answer)}); }

FaultServer::Script answers_each(std::vector<std::string> answers) {
  return [=](FaultConnection& connection) {
    for (const std::string& answer : answers) {
      if (!connection.read_request() || !connection.write(answer)) return;
    }
  };
}

FaultServer::Script cuts_after(std::string answer, std::size_t size) { return answers_once(answer.substr(0, size)); }

FaultServer::Script resets_after(std::string answer, std::size_t size) {
  return [=](FaultConnection& connection) {
    if (connection.read_request()) connection.write(std::string_view(answer).substr(0, size));
    connection.reset();
  };
}

FaultServer::Script never_answers() {
  return [](FaultConnection& connection) {
    connection.read_request();
    connection.stall();
  };
}

FaultServer::Script drips(std::string answer, int interval_ms) {
  return [=](FaultConnection& connection) {
    if (connection.read_request()) connection.drip(answer, interval_ms);
  };
}

FaultServer::Script repeats_after(std::string start, std::string forever) {
  return [=](FaultConnection& connection) {
    if (connection.read_request() && connection.write(start)) connection.repeat(forever);
  };
}

}  // namespace azcred::test
