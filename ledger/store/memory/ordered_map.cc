#include "ledger/store/memory/ordered_map.h"

#include <algorithm>
#include <mutex>

namespace xueji {

void OrderedMap::apply(std::vector<Change> changes) {
  const std::unique_lock lock(mutex_);
  for (Change& change : changes) {
    if (change.value) {
      pairs_.insert_or_assign(std::move(change.key), std::move(*change.value));
    } else {
      pairs_.erase(change.key);
    }
  }
}

std::optional<Bytes> OrderedMap::get(ByteView key) const {
  const std::shared_lock lock(mutex_);
  const auto found = pairs_.find(text_of(key));
  if (found == pairs_.end()) return std::nullopt;
  return to_bytes(bytes_of(found->second));
}

OrderedMap::Pairs OrderedMap::take(const ScanRange& range, const std::optional<std::string>& after,
                                   std::size_t count) const {
  const std::shared_lock lock(mutex_);
  const auto start = std::max(text_of(range.prefix), text_of(range.from));
  auto at = after ? pairs_.upper_bound(*after) : pairs_.lower_bound(start);
  Pairs taken;
  for (; at != pairs_.end() && taken.size() < count; ++at) {
    if (!std::string_view(at->first).starts_with(text_of(range.prefix))) break;
    taken.emplace_back(*at);
  }
  return taken;
}

OrderedMap::Pairs OrderedMap::take_down(const ScanRange& range,
                                        const std::optional<std::string>& below,
                                        std::size_t count) const {
  const std::shared_lock lock(mutex_);
  const Bytes end = end_of_prefix(range.prefix);
  auto at = end.empty() ? pairs_.end() : pairs_.lower_bound(text_of(end));
  if (below) {
    at = pairs_.lower_bound(*below);
  } else if (!range.from.empty() && (end.empty() || text_of(range.from) < text_of(end))) {
    at = pairs_.upper_bound(text_of(range.from));
  }
  Pairs taken;
  while (at != pairs_.begin() && taken.size() < count) {
    --at;
    if (!std::string_view(at->first).starts_with(text_of(range.prefix))) break;
    taken.emplace_back(*at);
  }
  return taken;
}

void OrderedMap::scan(const ScanRange& range, const RowVisitor& visitor) const {
  // Batches are copied so that the visitor may read the map; they grow, because many scans want
  // only the first key.
  constexpr std::size_t batch_max = 1024;
  std::optional<std::string> last;
  for (std::size_t count = 4;; count = std::min(count * 2, batch_max)) {
    const Pairs taken = range.descending ? take_down(range, last, count) : take(range, last, count);
    for (const auto& [key, value] : taken) {
      if (visitor(bytes_of(key), bytes_of(value)) == Visit::stop) return;
    }
    if (taken.size() < count) return;
    last = taken.back().first;
  }
}

std::uint64_t OrderedMap::size_bytes() const {
  const std::shared_lock lock(mutex_);
  std::uint64_t bytes = 0;
  for (const auto& [key, value] : pairs_)
    bytes += key.size() + value.size();
  return bytes;
}

}  // namespace xueji
