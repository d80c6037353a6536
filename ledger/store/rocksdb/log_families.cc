#include "ledger/store/rocksdb/log_families.h"

#include <rocksdb/cache.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "ledger/store/rocksdb/rocksdb_log.h"

namespace xueji::rocksdb_store {

namespace {

const Text doing_read{"读取台账", "reading the log"};
constexpr std::uint8_t head_format = 1;
constexpr std::size_t head_fixed_bytes = 1 + 8 + 8 + 4;

Error missing_entry(Position position) {
  const std::string at = std::to_string(position.value);
  return make_error(
      ErrorCode::corrupt,
      Text{"台账缺少位置 " + at + " 的条目", "the log lacks the entry at position " + at},
      Text{"从备份恢复，然后运行 xueji verify。", "Restore a backup, then run xueji verify."});
}

}  // namespace

std::vector<rocksdb::ColumnFamilyDescriptor> log_families(std::size_t block_cache_bytes) {
  const auto cache = rocksdb::NewLRUCache(block_cache_bytes);
  const FamilyShape rows{32U << 20U, 8U << 10U, /*bloom_filter=*/true, /*ascending_keys=*/false};
  const FamilyShape entries{32U << 20U, 16U << 10U, /*bloom_filter=*/false,
                            /*ascending_keys=*/true};
  const FamilyShape tiles{8U << 20U, 16U << 10U, /*bloom_filter=*/true, /*ascending_keys=*/false};
  return {{rocksdb::kDefaultColumnFamilyName, family_options(rows, cache)},
          {"entries", family_options(entries, cache)},
          {"tiles", family_options(tiles, cache)}};
}

Bytes entry_key(Position position) {
  Bytes key;
  key.reserve(8);
  append_be(key, position.value);
  return key;
}

Bytes row_key(RowSpace space, ByteView key) {
  Bytes whole;
  whole.reserve(1 + key.size());
  whole.push_back(static_cast<std::uint8_t>(space));
  append(whole, key);
  return whole;
}

Family family_of(RowSpace space) {
  return space == RowSpace::tile ? tiles_family : rows_family;
}

Bytes encode(const RecordedHead& recorded) {
  Bytes out{head_format};
  append_le(out, recorded.head.size.value);
  append_le(out, recorded.previous_size.value);
  append_le(out, recorded.previous_record_crc32c);
  append(out, recorded.head.record);
  return out;
}

Result<RecordedHead> read_recorded_head(const Database& database) {
  std::string value;
  const Bytes key = row_key(RowSpace::head, {});
  const auto status = database->Get({}, database.family(rows_family), slice_of(key), &value);
  if (status.IsNotFound()) return RecordedHead{};
  if (!status.ok()) return fail(error_of(status, doing_read));
  const ByteView bytes = bytes_of(value);
  if (bytes.size() <= head_fixed_bytes || bytes[0] != head_format) {
    return fail(ErrorCode::corrupt,
                Text{"数据库中的台账头无法辨认", "the head in the database is not readable"});
  }
  return RecordedHead{Head{TreeSize{read_le<std::uint64_t>(bytes.data() + 1)},
                           to_bytes(bytes.subspan(head_fixed_bytes))},
                      TreeSize{read_le<std::uint64_t>(bytes.data() + 9)},
                      read_le<std::uint32_t>(bytes.data() + 17)};
}

Status check_last_entry(const Database& database, TreeSize size) {
  const std::unique_ptr<rocksdb::Iterator> at(
      database->NewIterator({}, database.family(entries_family)));
  at->SeekToLast();
  if (!at->status().ok()) return fail(error_of(at->status(), doing_read));
  std::uint64_t count = 0;
  if (at->Valid()) {
    if (at->key().size() != 8) {
      return fail(ErrorCode::corrupt, "an entry's key in the database is not 8 bytes long");
    }
    count = read_be<std::uint64_t>(view_of(at->key()).data()) + 1;
  }
  if (count == size.value) return {};
  if (count < size.value) return fail(missing_entry(Position{size.value - 1}));
  const std::string said = std::to_string(size.value);
  const std::string found = std::to_string(count);
  return fail(
      ErrorCode::corrupt,
      Text{"台账头称有 " + said + " 条，数据库却有 " + found + " 条",
           "the head says " + said + " entries, but the database holds " + found},
      Text{"从备份恢复，然后运行 xueji verify。", "Restore a backup, then run xueji verify."});
}

template <class Port>
Result<std::uint64_t> LogReads<Port>::read(Position from, std::uint64_t count_max,
                                           const EntryVisitor& visitor) const {
  constexpr std::uint64_t long_run = 1024;
  const std::uint64_t size = head().size.value;
  const auto held = this->database();
  const Database& database = *held;
  if (from.value >= size) return std::uint64_t{0};
  const std::uint64_t count = std::min(count_max, size - from.value);

  const Bytes end_key = entry_key(Position{from.value + count});
  const rocksdb::Slice end = slice_of(end_key);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end;
  if (count > long_run) {
    // A fold over the log must not push everything else out of the cache.
    options.readahead_size = 2U << 20U;
    options.fill_cache = false;
  }
  const std::unique_ptr<rocksdb::Iterator> at(
      database->NewIterator(options, database.family(entries_family)));
  std::uint64_t visited = 0;
  const Bytes first = entry_key(from);
  for (at->Seek(slice_of(first)); at->Valid(); at->Next()) {
    const Position expected{from.value + visited};
    const ByteView key = view_of(at->key());
    if (key.size() != 8 || read_be<std::uint64_t>(key.data()) != expected.value) {
      return fail(missing_entry(expected));
    }
    ++visited;
    if (visitor(expected, view_of(at->value())) == Visit::stop) return visited;
  }
  if (!at->status().ok()) return fail(error_of(at->status(), doing_read));
  if (visited < count) return fail(missing_entry(Position{from.value + visited}));
  return visited;
}

template <class Port>
Result<Bytes> LogReads<Port>::entry(Position position) const {
  if (position.value >= head().size.value) {
    return fail(ErrorCode::not_found,
                Text{"位置 " + std::to_string(position.value) + " 尚无条目",
                     "entry " + std::to_string(position.value) + " is beyond the head"});
  }
  const auto held = this->database();
  const Database& database = *held;
  rocksdb::PinnableSlice value;
  const Bytes key = entry_key(position);
  const auto status = database->Get({}, database.family(entries_family), slice_of(key), &value);
  if (status.IsNotFound()) return fail(missing_entry(position));
  if (!status.ok()) return fail(error_of(status, doing_read));
  return to_bytes(view_of(value));
}

template <class Port>
Result<std::optional<Bytes>> LogReads<Port>::row(RowSpace space, ByteView key) const {
  const auto held = this->database();
  const Database& database = *held;
  rocksdb::PinnableSlice value;
  const Bytes whole = row_key(space, key);
  const auto status = database->Get({}, database.family(family_of(space)), slice_of(whole), &value);
  if (status.IsNotFound()) return std::optional<Bytes>{};
  if (!status.ok()) return fail(error_of(status, doing_read));
  return std::optional<Bytes>{to_bytes(view_of(value))};
}

template <class Port>
Result<std::vector<std::optional<Bytes>>> LogReads<Port>::multi_row(
    std::span<const RowKey> keys) const {
  const auto held = this->database();
  const Database& database = *held;
  std::vector<std::optional<Bytes>> rows(keys.size());
  const auto order = order_of(keys.size(), [&](std::size_t a, std::size_t b) {
    const auto of = [&](std::size_t i) {
      return std::tuple(family_of(keys[i].space), keys[i].space, text_of(keys[i].key));
    };
    return of(a) < of(b);
  });
  std::array<Bytes, keys_per_read> whole_keys;
  std::array<rocksdb::Slice, keys_per_read> slices;
  std::array<rocksdb::ColumnFamilyHandle*, keys_per_read> families;
  std::array<rocksdb::PinnableSlice, keys_per_read> values;
  std::array<rocksdb::Status, keys_per_read> statuses;
  for (std::size_t begin = 0; begin < keys.size(); begin += keys_per_read) {
    const std::size_t count = std::min(keys_per_read, keys.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      const RowKey& key = keys[order[begin + i]];
      whole_keys[i] = row_key(key.space, key.key);
      slices[i] = slice_of(whole_keys[i]);
      families[i] = database.family(family_of(key.space));
    }
    database->MultiGet({}, count, families.data(), slices.data(), values.data(), statuses.data());
    for (std::size_t i = 0; i < count; ++i) {
      if (!statuses[i].ok() && !statuses[i].IsNotFound()) {
        return fail(error_of(statuses[i], doing_read));
      }
      if (statuses[i].ok()) rows[order[begin + i]] = to_bytes(view_of(values[i]));
      values[i].Reset();
    }
  }
  return rows;
}

template <class Port>
Status LogReads<Port>::scan(RowSpace space, const ScanRange& range,
                            const RowVisitor& visitor) const {
  const auto held = this->database();
  const Database& database = *held;
  const Bytes prefix = row_key(space, range.prefix);
  const Bytes from = range.from.empty() ? Bytes{} : row_key(space, range.from);
  return scan_family(database, database.family(family_of(space)),
                     ScanRange{prefix, from, range.descending}, /*strip_bytes=*/1, visitor);
}

template class LogReads<LogReader>;
template class LogReads<RocksDbLog>;

}  // namespace xueji::rocksdb_store
