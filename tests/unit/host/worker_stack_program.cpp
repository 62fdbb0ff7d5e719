// A program with more thread-local storage than a worker's usual stack has room for: its jobs run all the same.
#include <future>
#include <memory>

#include "host/worker_pool.h"

namespace {
thread_local char large_storage[1'500'000];
}

int main() {
  azcred::WorkerPool pool;
  const auto ran = std::make_shared<std::promise<void>>();
  const bool runs = pool.run([ran] {
    large_storage[0] = 1;
    ran->set_value();
  });
  if (!runs) return 1;
  ran->get_future().wait();
  return 0;
}
