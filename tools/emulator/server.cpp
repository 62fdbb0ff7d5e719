// The HTTP server in front of an emulator, by cpp-httplib.
#include "emulator/server.h"

#include <httplib.h>

namespace azcred::emulator {
namespace {

/// Longer paths belong to no platform; cpp-httplib matches paths by std::regex, which recurses per character.
constexpr std::size_t kLongestPath = 1024;
/// Enough for clients that hold connections open while faults make others wait.
constexpr std::size_t kThreads = 64;

HttpRequest read(const httplib::Request& received) {
  HttpRequest request{.method = received.method, .path = received.path, .body = received.body};
  for (const auto& [name, value] : received.headers) request.headers.emplace_back(name, value);
  const auto question_mark = received.target.find('?');
  if (question_mark != std::string::npos) request.query = parse_parameters(received.target.substr(question_mark + 1));
  return request;
}

void write(const HttpReply& reply, httplib::Response& response) {
  response.status = reply.status;
  for (const auto& [name, value] : reply.headers) response.set_header(name, value);
  response.set_content(reply.body, reply.content_type);
}

}  // namespace

struct Server::Listener {
  std::unique_ptr<httplib::Server> http;
};

Server::Server(Emulator& emulator, RequestLog& log, const Certificate* certificate) : listener_(std::make_unique<Listener>()) {
  if (certificate == nullptr) {
    listener_->http = std::make_unique<httplib::Server>();
  } else {
    listener_->http = std::make_unique<httplib::SSLServer>(certificate->x509(), certificate->key());
  }
  auto& http = *listener_->http;
  const auto answer = [&emulator, &log](const httplib::Request& received, httplib::Response& response) {
    const auto request = read(received);
    const auto reply = emulator.answer(request);
    write(reply, response);
    log.write(request, reply);
  };
  // Methods without a body are answered before routing; the others once their body is read.
  http.set_pre_routing_handler([answer](const httplib::Request& received, httplib::Response& response) {
    if (received.path.size() > kLongestPath) {
      response.status = 414;
      return httplib::Server::HandlerResponse::Handled;
    }
    if (received.method != "GET" && received.method != "HEAD") return httplib::Server::HandlerResponse::Unhandled;
    answer(received, response);
    return httplib::Server::HandlerResponse::Handled;
  });
  const std::string any_path = "[\\s\\S]*";
  http.Post(any_path, answer);
  http.Put(any_path, answer);
  http.Patch(any_path, answer);
  http.Delete(any_path, answer);
  http.Options(any_path, answer);
  http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  // The default of cpp-httplib sets SO_REUSEPORT, with which two emulators would share a port unnoticed.
  http.set_socket_options([](socket_t socket) {
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  http.set_payload_max_length(1U << 20U);
  // An idle connection delays the end of the emulator by this long.
  http.set_keep_alive_timeout(1);
  http.set_keep_alive_max_count(1'000'000);
}

Server::~Server() { stop(); }

bool Server::bind(const std::string& address, int port) {
  if (port == 0) {
    port_ = listener_->http->bind_to_any_port(address);
    return port_ > 0;
  }
  port_ = port;
  return listener_->http->bind_to_port(address, port);
}

void Server::start() {
  thread_ = std::thread([this] { listener_->http->listen_after_bind(); });
  while (!listener_->http->is_running()) std::this_thread::yield();
}

void Server::stop() {
  if (!thread_.joinable()) return;
  listener_->http->stop();
  thread_.join();
}

}  // namespace azcred::emulator
