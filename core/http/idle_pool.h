// Keeps expensive things that one thread uses at a time for the next use, without ever handing a forked process its parent's.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "host/fork_mark.h"

namespace azcred {

/// Any number of threads may take and put.
template <class Item>
class IdlePool {
 public:
  /// Throws std::bad_alloc.
  explicit IdlePool(std::size_t most_idle) : most_idle_(most_idle) {}
  IdlePool(const IdlePool&) = delete;
  IdlePool& operator=(const IdlePool&) = delete;
  ~IdlePool() {
    Shelf* const shelf = shelf_.load(std::memory_order_acquire);
    if (shelf != nullptr && shelf->generation == mark_.generation()) delete shelf;
  }

  /// The one that was put last of those for which `fits(const Item&)`; null if there is none. Throws std::bad_alloc.
  template <class Fits>
  std::unique_ptr<Item> take(Fits fits) {
    Shelf& shelf = own_shelf();
    const std::lock_guard lock(shelf.mutex);
    const auto found = std::find_if(shelf.idle.rbegin(), shelf.idle.rend(), [&](const auto& item) { return fits(*item); });
    if (found == shelf.idle.rend()) return nullptr;
    auto item = std::move(*found);
    shelf.idle.erase(std::next(found).base());
    return item;
  }

  /// Keeps the item, instead of the one that has been idle longest if there are too many. Throws std::bad_alloc.
  void put(std::unique_ptr<Item> item) {
    Shelf& shelf = own_shelf();
    std::unique_ptr<Item> outlived;  // destroyed without the lock
    const std::lock_guard lock(shelf.mutex);
    if (shelf.idle.size() == most_idle_) {
      outlived = std::move(shelf.idle.front());
      shelf.idle.erase(shelf.idle.begin());
    }
    shelf.idle.push_back(std::move(item));
  }

 private:
  struct Shelf {
    Shelf(std::uint64_t process, std::size_t size) : generation(process) { idle.reserve(size); }
    const std::uint64_t generation;
    std::mutex mutex;
    std::vector<std::unique_ptr<Item>> idle;
  };

  /// The shelf of this process. What a parent left is abandoned as it is: its lock may be held by a thread that does not exist
  /// here, and closing a connection properly would end it for the parent too.
  Shelf& own_shelf() {
    Shelf* shelf = shelf_.load(std::memory_order_acquire);
    while (shelf == nullptr || shelf->generation != mark_.generation()) {
      auto fresh = std::make_unique<Shelf>(mark_.generation(), most_idle_);
      if (shelf_.compare_exchange_strong(shelf, fresh.get(), std::memory_order_acq_rel)) shelf = fresh.release();
    }
    return *shelf;
  }

  ForkMark mark_;
  const std::size_t most_idle_;
  std::atomic<Shelf*> shelf_{nullptr};
};

}  // namespace azcred
