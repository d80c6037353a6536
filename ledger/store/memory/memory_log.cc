#include "ledger/store/memory/memory_log.h"

#include <algorithm>

namespace xueji {

namespace {

Bytes row_key(RowSpace space, ByteView key) {
  Bytes whole{static_cast<std::uint8_t>(space)};
  append(whole, key);
  return whole;
}

}  // namespace

Head MemoryLog::head() const {
  const std::shared_lock lock(mutex_);
  return Head{TreeSize{entries_.size()}, record_};
}

Result<std::uint64_t> MemoryLog::read(Position from, std::uint64_t count_max,
                                      const EntryVisitor& visitor) const {
  constexpr std::uint64_t batch_max = 256;
  std::vector<const Bytes*> batch;
  std::uint64_t visited = 0;
  while (visited < count_max) {
    batch.clear();
    {
      const std::shared_lock lock(mutex_);
      const std::uint64_t size = entries_.size();
      const std::uint64_t begin = from.value + visited;
      if (from.value >= size || begin >= size) break;
      const std::uint64_t count = std::min({batch_max, count_max - visited, size - begin});
      for (std::uint64_t i = 0; i < count; ++i)
        batch.push_back(&entries_[begin + i]);
    }
    for (const Bytes* entry : batch) {
      const Position position{from.value + visited++};
      if (visitor(position, *entry) == Visit::stop) return visited;
    }
  }
  return visited;
}

Result<Bytes> MemoryLog::entry(Position position) const {
  const std::shared_lock lock(mutex_);
  if (position.value >= entries_.size()) {
    return fail(ErrorCode::not_found,
                "entry " + std::to_string(position.value) + " is beyond the head");
  }
  return entries_[position.value];
}

Result<std::optional<Bytes>> MemoryLog::row(RowSpace space, ByteView key) const {
  return rows_.get(row_key(space, key));
}

Result<std::vector<std::optional<Bytes>>> MemoryLog::multi_row(std::span<const RowKey> keys) const {
  std::vector<std::optional<Bytes>> rows;
  rows.reserve(keys.size());
  for (const RowKey& key : keys)
    rows.push_back(rows_.get(row_key(key.space, key.key)));
  return rows;
}

Status MemoryLog::scan(RowSpace space, const ScanRange& range, const RowVisitor& visitor) const {
  const Bytes prefix = row_key(space, range.prefix);
  const Bytes from = range.from.empty() ? Bytes{} : row_key(space, range.from);
  rows_.scan(ScanRange{prefix, from, range.descending},
             [&](ByteView key, ByteView value) { return visitor(key.subspan(1), value); });
  return {};
}

Result<AppendOutcome> MemoryLog::append(const AppendRequest& request) {
  if (auto within = check_limits(request); !within) return fail(within.error());
  const std::lock_guard writer(append_mutex_);
  if (head().size != request.expected) return AppendOutcome::conflict;
  std::vector<OrderedMap::Change> changes;
  changes.reserve(request.rows.size());
  for (const Row& row : request.rows) {
    OrderedMap::Change change{std::string(text_of(row_key(row.space, row.key))), std::nullopt};
    if (row.value) change.value = std::string(text_of(*row.value));
    changes.push_back(std::move(change));
  }
  const std::unique_lock lock(mutex_);
  rows_.apply(std::move(changes));
  for (const ByteView entry : request.entries)
    entries_.push_back(to_bytes(entry));
  record_ = to_bytes(request.head_record);
  return AppendOutcome::committed;
}

}  // namespace xueji
