#include "replay/verify/work_pool.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace xueji::second_opinion {

struct WorkPool::Threads {
  using Queue = std::deque<std::packaged_task<void()>>;

  explicit Threads(std::size_t count) {
    try {
      for (std::size_t i = 0; i < count; ++i)
        threads.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      // No more threads can be made: those that are there do the work, or who asks for it.
    }
  }
  ~Threads() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    changed.notify_all();
    for (auto& thread : threads)
      thread.join();
  }

  std::future<void> put(Queue& queue, std::function<void()> given) {
    std::packaged_task<void()> task(std::move(given));
    auto done = task.get_future();
    if (threads.empty()) {
      task();
      return done;
    }
    {
      const std::lock_guard lock(mutex);
      queue.push_back(std::move(task));
    }
    changed.notify_one();
    return done;
  }

  void work() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return stopping || !first.empty() || !later.empty(); });
      auto& queue = first.empty() ? later : first;
      if (queue.empty()) return;
      auto task = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  std::mutex mutex;
  std::condition_variable changed;
  Queue first;
  Queue later;
  bool stopping = false;
  std::vector<std::thread> threads;
};

WorkPool::WorkPool(std::size_t threads)
    : threads_(std::clamp<std::size_t>(threads, 1, 64)),
      pool_(std::make_unique<Threads>(threads_)) {}

WorkPool::~WorkPool() = default;

std::future<void> WorkPool::run(std::function<void()> work) {
  return pool_->put(pool_->later, std::move(work));
}

std::future<void> WorkPool::run_first(std::function<void()> work) {
  return pool_->put(pool_->first, std::move(work));
}

}  // namespace xueji::second_opinion
