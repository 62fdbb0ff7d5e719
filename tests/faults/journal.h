// What the log of a credential said.
#pragma once
#include <azcred/azcred.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

namespace azcred::test {

/// Any number of threads may write to it, for as long as they like: also after it is gone.
class Journal {
 public:
  /// Sends the log of credentials made from these options here.
  void listen(azcred_options* options);
  std::string text() const;
  /// Waits until nothing can write here any more. False if that takes longer than ten seconds: somebody keeps the credential.
  bool wait_until_closed() const;

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::string text;
    bool closed = false;
  };
  struct Sink;
  static void on_line(azcred_log_level level, const char* source, const char* message, void* sink);
  static void on_end(void* sink);

  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace azcred::test
