#include "faults/journal.h"

#include <unistd.h>

#include <chrono>

namespace azcred::test {

struct Journal::Sink {
  std::shared_ptr<State> state;
  pid_t owner = getpid();
  /// A forked child may have inherited the lock locked.
  bool is_inherited() const { return getpid() != owner; }
};

void Journal::listen(azcred_options* options) {
  azcred_options_set_log(options, AZCRED_LOG_DEBUG, on_line, new Sink{state_}, on_end);
}

std::string Journal::text() const {
  const std::lock_guard lock(state_->mutex);
  return state_->text;
}

bool Journal::wait_until_closed() const {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, std::chrono::seconds(10), [this] { return state_->closed; });
}

void Journal::on_line(azcred_log_level, const char* source, const char* message, void* sink) {
  const Sink& here = *static_cast<Sink*>(sink);
  if (here.is_inherited()) return;
  const std::lock_guard lock(here.state->mutex);
  here.state->text.append(source).append(": ").append(message).append("\n");
}

void Journal::on_end(void* sink) {
  const std::unique_ptr<Sink> here(static_cast<Sink*>(sink));
  if (here->is_inherited()) return;
  const std::lock_guard lock(here->state->mutex);
  here->state->closed = true;
  here->state->changed.notify_all();
}

}  // namespace azcred::test
