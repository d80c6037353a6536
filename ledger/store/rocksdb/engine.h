// What both RocksDB adapters share: options, error mapping, scans. Private to this folder.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/file_system.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/store/scan.h"

namespace xueji::rocksdb_store {

[[nodiscard]] inline rocksdb::Slice slice_of(ByteView bytes) {
  if (bytes.empty()) return {};  // RocksDB compares no slice without an address.
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
[[nodiscard]] inline ByteView view_of(const rocksdb::Slice& slice) {
  return {reinterpret_cast<const std::uint8_t*>(slice.data()), slice.size()};
}

/// Maps a failed status: corruption → corrupt; no space, I/O → io (with advice when the disk is
/// full); missing path → not_found; busy, timed out, aborted → unavailable. `doing` says what
/// failed.
[[nodiscard]] Error error_of(const rocksdb::Status& status, const Text& doing);

/// The lock that makes one writer at a time, held until destroyed; it dies with its process.
class WriterLock {
 public:
  /// Errors: locked (someone holds it, in this process or another), io.
  [[nodiscard]] static Result<WriterLock> take(const std::filesystem::path& directory);
  WriterLock(WriterLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  WriterLock& operator=(WriterLock&&) = delete;
  ~WriterLock();

 private:
  explicit WriterLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// A private directory that a reading instance needs; removed when destroyed.
class TemporaryDirectory {
 public:
  [[nodiscard]] static Result<TemporaryDirectory> create();
  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
  ~TemporaryDirectory();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// Everything that an open database stands on and must not outlive.
struct Environment {
  std::shared_ptr<rocksdb::FileSystem>
      file_system;                            ///< The seam through which tests inject faults.
  std::unique_ptr<rocksdb::Env> env;          ///< Null when it is RocksDB's default.
  std::optional<WriterLock> lock;             ///< Held by a writer.
  std::optional<TemporaryDirectory> scratch;  ///< Needed by a reader.

  explicit Environment(std::shared_ptr<rocksdb::FileSystem> injected = nullptr);
};

/// Options of the whole database: two background jobs, checks on, no log files of its own, bounded
/// write-ahead log. Failed background work is not retried: the adapters stop and say so.
[[nodiscard]] rocksdb::DBOptions database_options(const Environment& environment);

/// Options of a column family over the shared block cache.
struct FamilyShape {
  std::size_t write_buffer_bytes;
  std::size_t block_bytes;
  bool bloom_filter;               ///< For point reads of keys that may be absent.
  bool ascending_keys;             ///< Keys are only ever added at the end.
  bool smallest_at_bottom = true;  ///< Old data is compressed for size, at the cost of time.
};
[[nodiscard]] rocksdb::ColumnFamilyOptions family_options(
    const FamilyShape& shape, const std::shared_ptr<rocksdb::Cache>& cache);

/// An open database. Closed when destroyed, before what it stands on.
class Database {
 public:
  Database(std::shared_ptr<const Environment> environment, std::unique_ptr<rocksdb::DB> db,
           std::vector<rocksdb::ColumnFamilyHandle*> families)
      : environment_(std::move(environment)), db_(std::move(db)), families_(std::move(families)) {}
  Database(Database&&) = default;
  Database& operator=(Database&&) = delete;
  ~Database();

  [[nodiscard]] rocksdb::DB& operator*() const { return *db_; }
  [[nodiscard]] rocksdb::DB* operator->() const { return db_.get(); }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* family(std::size_t i) const { return families_[i]; }
  [[nodiscard]] const std::vector<rocksdb::ColumnFamilyHandle*>& families() const {
    return families_;
  }

  [[nodiscard]] rocksdb::FileSystem& files() const { return *environment_->file_system; }

 private:
  std::shared_ptr<const Environment> environment_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

/// Follows the database of a writing process. Not thread-safe; what it hands out is.
class Follower {
 public:
  /// Opens a reading instance in the environment's scratch directory. Errors: as `error_of`.
  [[nodiscard]] static Result<Follower> open(std::shared_ptr<const Environment> environment,
                                             std::filesystem::path path,
                                             std::vector<rocksdb::ColumnFamilyDescriptor> families);

  /// Shows everything that the writer had handed to the system before the call.
  ///
  /// RocksDB's own catching up keeps a family's active memtable when the writer has flushed it, and
  /// so can show old values of keys that the flush contained. A writer begins a new write-ahead log
  /// with each flush; when one appears, the instance is opened anew.
  [[nodiscard]] Status catch_up();
  [[nodiscard]] const std::shared_ptr<const Database>& database() const { return database_; }

 private:
  Follower(std::shared_ptr<const Environment> environment, std::filesystem::path path,
           std::vector<rocksdb::ColumnFamilyDescriptor> families)
      : environment_(std::move(environment)),
        path_(std::move(path)),
        families_(std::move(families)) {}
  [[nodiscard]] Status reopen();
  [[nodiscard]] std::uint64_t newest_write_ahead_log() const;

  std::shared_ptr<const Environment> environment_;
  std::filesystem::path path_;
  std::vector<rocksdb::ColumnFamilyDescriptor> families_;
  std::shared_ptr<const Database> database_;
  std::uint64_t write_ahead_log_ = 0;
};

/// Keys that one MultiGet asks for: RocksDB works through so many at once, and its scratch memory
/// for more would come from the system anew with every call.
inline constexpr std::size_t keys_per_read = 32;

/// The places 0 … count - 1 as `before` orders them: keys that are asked for in their order share
/// the blocks that they lie in.
template <class Before>
[[nodiscard]] std::vector<std::size_t> order_of(std::size_t count, Before&& before) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), before);
  return order;
}

/// Walks one column family. `strip_bytes` leading bytes of each key are hidden from the visitor.
[[nodiscard]] Status scan_family(const Database& database, rocksdb::ColumnFamilyHandle* family,
                                 const ScanRange& range, std::size_t strip_bytes,
                                 const RowVisitor& visitor);

/// Flushes everything and rewrites all families with the bottommost compression; then removes
/// files that are no longer needed.
[[nodiscard]] Status compact_all(const Database& database);

/// Moves recovery work from the next open to a clean close, if there is enough of it to be felt.
void flush_before_close(const Database& database);

/// Bytes of all regular files below the directory. Errors: io.
[[nodiscard]] Result<std::uint64_t> bytes_below(const std::filesystem::path& directory);

}  // namespace xueji::rocksdb_store
