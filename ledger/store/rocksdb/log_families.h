// How the log lies in RocksDB's column families, and how it is read there. Private to this folder.
#pragma once

#include <mutex>

#include "ledger/store/event_log.h"
#include "ledger/store/rocksdb/engine.h"

namespace xueji::rocksdb_store {

/// Persisted by name; the order is that of `Database::family`.
enum Family : std::size_t { rows_family, entries_family, tiles_family };
[[nodiscard]] std::vector<rocksdb::ColumnFamilyDescriptor> log_families(
    std::size_t block_cache_bytes);

[[nodiscard]] Bytes entry_key(Position position);           ///< 8 bytes, big-endian.
[[nodiscard]] Bytes row_key(RowSpace space, ByteView key);  ///< The room's byte, then the key.
[[nodiscard]] Family family_of(RowSpace space);

/// The head as the database has it. It remembers the state before its group, so that a head file
/// that is exactly one group behind can be told from any other.
struct RecordedHead {
  Head head;
  TreeSize previous_size;
  std::uint32_t previous_record_crc32c = 0;
};
[[nodiscard]] Bytes encode(const RecordedHead& recorded);
/// An empty log's head if nothing was ever appended. Errors: corrupt, io.
[[nodiscard]] Result<RecordedHead> read_recorded_head(const Database& database);

/// Errors: corrupt unless the last entry is the one before the head's size.
[[nodiscard]] Status check_last_entry(const Database& database, TreeSize size);

/// The reading functions, for the writer and the reader alike.
template <class Port>
class LogReads : public Port {
 public:
  explicit LogReads(std::shared_ptr<const Database> database) : database_(std::move(database)) {}

  [[nodiscard]] Head head() const override {
    const std::lock_guard lock(mutex_);
    return head_;
  }
  [[nodiscard]] Result<std::uint64_t> read(Position from, std::uint64_t count_max,
                                           const EntryVisitor& visitor) const override;
  [[nodiscard]] Result<Bytes> entry(Position position) const override;
  [[nodiscard]] Result<std::optional<Bytes>> row(RowSpace space, ByteView key) const override;
  [[nodiscard]] Result<std::vector<std::optional<Bytes>>> multi_row(
      std::span<const RowKey> keys) const override;
  [[nodiscard]] Status scan(RowSpace space, const ScanRange& range,
                            const RowVisitor& visitor) const override;

 protected:
  void set_head(Head head) {
    const std::lock_guard lock(mutex_);
    head_ = std::move(head);
  }
  void set(std::shared_ptr<const Database> database, Head head) {
    const std::lock_guard lock(mutex_);
    database_ = std::move(database);
    head_ = std::move(head);
  }
  [[nodiscard]] std::shared_ptr<const Database> database() const {
    const std::lock_guard lock(mutex_);
    return database_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Database> database_;  ///< A reader replaces it while others still use it.
  Head head_;
};

}  // namespace xueji::rocksdb_store
