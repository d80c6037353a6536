// A few threads that run what they are given. Thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <future>
#include <memory>

namespace xueji::second_opinion {

class WorkPool {
 public:
  explicit WorkPool(std::size_t threads);
  /// Runs what is still queued, then ends the threads.
  ~WorkPool();
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  [[nodiscard]] std::size_t threads() const { return threads_; }
  /// Work of both kinds is begun in the order in which it was given.
  [[nodiscard]] std::future<void> run(std::function<void()> work);
  /// For what the giver soon waits for: begun before all work of `run` that has not begun.
  [[nodiscard]] std::future<void> run_first(std::function<void()> work);

 private:
  struct Threads;
  std::size_t threads_;
  std::unique_ptr<Threads> pool_;
};

}  // namespace xueji::second_opinion
