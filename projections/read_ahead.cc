#include "projections/read_ahead.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace xueji {
namespace {

constexpr std::uint64_t long_run = 2'048;
constexpr std::size_t batch_entries_max = 512;
constexpr std::size_t batch_bytes_max = 256U << 10U;
constexpr std::size_t batches_ahead_max = 6;

struct Batch {
  Bytes bytes;
  std::vector<std::size_t> ends;  ///< Where each entry ends in `bytes`.

  [[nodiscard]] bool full() const {
    return ends.size() >= batch_entries_max || bytes.size() >= batch_bytes_max;
  }
};

/// Batches on their way from the reading thread; used ones go back, so that their memory serves
/// again.
class Pipe {
 public:
  /// False when nobody wants any more.
  bool put(Batch&& batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return full_.size() < batches_ahead_max || stopped_; });
    if (stopped_) return false;
    full_.push_back(std::move(batch));
    changed_.notify_all();
    return true;
  }
  Batch take_empty() {
    const std::lock_guard lock(mutex_);
    if (empty_.empty()) return {};
    auto batch = std::move(empty_.back());
    empty_.pop_back();
    return batch;
  }
  void finish() {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    changed_.notify_all();
  }

  /// False after the last batch.
  bool take(Batch& batch) {
    std::unique_lock lock(mutex_);
    if (!batch.ends.empty()) {
      batch.bytes.clear();
      batch.ends.clear();
      empty_.push_back(std::move(batch));
    }
    changed_.wait(lock, [&] { return !full_.empty() || finished_; });
    if (full_.empty()) return false;
    batch = std::move(full_.front());
    full_.pop_front();
    changed_.notify_all();
    return true;
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> full_;
  std::vector<Batch> empty_;
  bool finished_ = false;
  bool stopped_ = false;
};

Result<std::uint64_t> fill(const LogReader& log, Position from, std::uint64_t count, Pipe& pipe) {
  Batch batch;
  auto read = log.read(from, count, [&](Position, ByteView entry) {
    append(batch.bytes, entry);
    batch.ends.push_back(batch.bytes.size());
    if (!batch.full()) return Visit::more;
    if (!pipe.put(std::move(batch))) return Visit::stop;
    batch = pipe.take_empty();
    return Visit::more;
  });
  if (!batch.ends.empty()) pipe.put(std::move(batch));
  pipe.finish();
  return read;
}

}  // namespace

Result<std::uint64_t> read_ahead(const LogReader& log, Position from, std::uint64_t count_max,
                                 const EntryVisitor& visitor) {
  if (count_max < long_run) return log.read(from, count_max, visitor);
  Pipe pipe;
  Result<std::uint64_t> read{std::uint64_t{0}};
  std::thread reader;
  try {
    reader = std::thread([&] { read = fill(log, from, count_max, pipe); });
  } catch (const std::system_error&) {
    return log.read(from, count_max, visitor);  // No thread can be made.
  }
  std::uint64_t visited = 0;
  bool wanted = true;
  Batch batch;
  while (wanted && pipe.take(batch)) {
    std::size_t begin = 0;
    for (std::size_t i = 0; wanted && i < batch.ends.size(); ++i) {
      const auto entry = ByteView(batch.bytes).subspan(begin, batch.ends[i] - begin);
      begin = batch.ends[i];
      const Position position{from.value + visited};
      ++visited;
      wanted = visitor(position, entry) == Visit::more;
    }
  }
  pipe.stop();
  reader.join();
  // Whoever stopped does not hear of what would have come later.
  if (!read && wanted) return fail(read.error());
  return visited;
}

}  // namespace xueji
