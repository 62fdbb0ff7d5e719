// The HTTP server in front of an emulator.
#pragma once
#include <memory>
#include <string>
#include <thread>

#include "emulator/certificate.h"
#include "emulator/emulator.h"
#include "emulator/request_log.h"

namespace azcred::emulator {

class Server {
 public:
  /// With a certificate it speaks https. The emulator and the log must outlive the server.
  Server(Emulator& emulator, RequestLog& log, const Certificate* certificate);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens on a port, a free one if 0. False if the address or the port is not to be had.
  bool bind(const std::string& address, int port);
  int port() const { return port_; }
  /// Answers on threads of its own until stop().
  void start();
  void stop();

 private:
  struct Listener;
  std::unique_ptr<Listener> listener_;
  std::thread thread_;
  int port_ = 0;
};

}  // namespace azcred::emulator
