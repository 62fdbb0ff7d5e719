// A loopback server that does to each connection what a test says, byte by byte.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace azcred::test {

/// A request as it came over the wire.
struct WireRequest {
  std::string method, target, body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string raw;                                  ///< every byte of it
  std::string header(std::string_view name) const;  ///< "" if there is none; any case
};

/// How bytes get through: as they are, or inside TLS (fault_tls.h).
class FaultChannel {
 public:
  virtual ~FaultChannel() = default;
  virtual bool open(int descriptor) = 0;
  virtual long read(char* bytes, std::size_t size) = 0;
  virtual long write(const char* bytes, std::size_t size) = 0;
  virtual void close() = 0;  ///< says goodbye, where the protocol has a way to
};
using FaultChannelFactory = std::function<std::unique_ptr<FaultChannel>()>;

class FaultServer;

/// One accepted connection, in the hands of its script. When the script returns, it is closed.
class FaultConnection {
 public:
  FaultConnection(FaultServer& server, int descriptor, FaultChannel& channel)
      : server_(server), descriptor_(descriptor), channel_(channel) {}

  /// Waits for one whole request and records it; false if the client left before.
  bool read_request(WireRequest* request = nullptr);
  /// Sends these bytes as they are; false once the client has left.
  bool write(std::string_view bytes);
  /// Sends one byte at a time with that long in between, until the client leaves or the server stops.
  void drip(std::string_view bytes, int interval_ms);
  /// Sends the same bytes again and again until the client leaves or the server stops; how many bytes it took.
  std::size_t repeat(std::string_view bytes);
  /// Waits until the client closes or the server stops.
  void stall();
  /// Ends the connection with RST instead of FIN.
  void reset();
  /// Waits that long, or until the server stops or the client sends or closes.
  void pause(int milliseconds);

 private:
  FaultServer& server_;
  const int descriptor_;
  FaultChannel& channel_;
  std::string unread_;
};

class FaultServer {
 public:
  using Script = std::function<void(FaultConnection& connection)>;

  /// Listens on a free port of 127.0.0.1. Each connection runs on its own thread.
  explicit FaultServer(FaultChannelFactory make_channel = nullptr);
  ~FaultServer();
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;

  /// The scripts of the next connections, in this order; the last one of all is used for every later connection.
  void script(std::vector<Script> scripts);
  void script(Script script) { this->script(std::vector<Script>{std::move(script)}); }

  /// Ends every connection that is being served, as an idle timeout of the server would.
  void close_connections();

  int port() const noexcept { return port_; }
  /// http://127.0.0.1:port, or https if it speaks TLS
  std::string origin() const;
  std::string url(std::string_view path = "/token") const { return origin().append(path); }

  std::vector<WireRequest> requests() const;
  std::size_t connections() const noexcept { return connections_.load(); }
  /// Bytes that came from clients, after decryption.
  std::size_t bytes_received() const noexcept { return bytes_received_.load(); }

  /// Closes the listener and every connection, and waits for their scripts. The port refuses connections afterwards.
  void stop();

 private:
  friend class FaultConnection;
  void accept_connections();
  void serve(int descriptor, const Script& script);

  FaultChannelFactory make_channel_;
  const bool tls_;
  int listener_ = -1;
  int stopped_ = -1;  // an eventfd, readable once the server stops
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<Script> scripts_;
  std::size_t next_script_ = 0;
  std::vector<WireRequest> requests_;
  std::vector<std::thread> servants_;
  std::vector<int> open_;  // descriptors of the connections that are being served
  std::atomic<std::size_t> connections_{0};
  std::atomic<std::size_t> bytes_received_{0};
  std::thread acceptor_;
};

/// An HTTP/1.1 answer with the right Content-Length.
std::string http_answer(int status, std::string_view body, std::string_view more_headers = "");

/// The usual scripts.
FaultServer::Script answers(std::string answer);                         ///< the same to every request, keeping the connection
FaultServer::Script answers_once(std::string answer);                    ///< one request, then closes
FaultServer::Script answers_each(std::vector<std::string> answers);      ///< one after the other on one connection, then closes
FaultServer::Script cuts_after(std::string answer, std::size_t size);    ///< closes after that many bytes
FaultServer::Script resets_after(std::string answer, std::size_t size);  ///< RST after that many bytes
FaultServer::Script never_answers();                                     ///< reads and stalls
FaultServer::Script drips(std::string answer, int interval_ms = 20);     ///< one byte at a time
FaultServer::Script repeats_after(std::string start, std::string forever);  ///< an endless answer

}  // namespace azcred::test
