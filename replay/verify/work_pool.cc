#include "replay/verify/work_pool.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

namespace xueji::second_opinion {

struct WorkPool::Threads {
  explicit Threads(std::size_t count) : pool(count) {}
  boost::asio::thread_pool pool;
};

WorkPool::WorkPool(std::size_t threads)
    : threads_(std::clamp<std::size_t>(threads, 1, 64)),
      pool_(std::make_unique<Threads>(threads_)) {}

WorkPool::~WorkPool() {
  pool_->pool.join();
}

std::future<void> WorkPool::run(std::function<void()> work) {
  auto task = std::make_shared<std::packaged_task<void()>>(std::move(work));
  auto done = task->get_future();
  boost::asio::post(pool_->pool, [task] { (*task)(); });
  return done;
}

}  // namespace xueji::second_opinion
