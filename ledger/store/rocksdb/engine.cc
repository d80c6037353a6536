#include "ledger/store/rocksdb/engine.h"

#include <fcntl.h>
#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace xueji::rocksdb_store {

namespace {

// RocksDB keeps a diary of its own; what matters reaches the caller as an Error.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

Error error_of(const rocksdb::Status& status, const Text& doing) {
  const std::string detail = status.ToString();
  const Text what{doing.zh + "失败：" + detail, doing.en + " failed: " + detail};
  if (status.IsCorruption()) {
    return make_error(
        ErrorCode::corrupt, what,
        {"请勿修改数据目录；从备份恢复后运行 xueji verify。",
         "Leave the data directory as it is; restore a backup and run xueji verify."});
  }
  if (status.IsNoSpace()) {
    return make_error(
        ErrorCode::io, what,
        {"磁盘已满：请腾出空间后重试。", "The disk is full: free some space, then retry."});
  }
  if (status.IsNotFound() || status.IsPathNotFound()) {
    return make_error(ErrorCode::not_found, what);
  }
  if (status.IsBusy() || status.IsTimedOut() || status.IsAborted() || status.IsTryAgain() ||
      status.IsShutdownInProgress()) {
    return make_error(ErrorCode::unavailable, what);
  }
  return make_error(
      ErrorCode::io, what,
      {"请检查磁盘、权限与系统日志。", "Check the disk, permissions and the system log."});
}

Environment::Environment(std::shared_ptr<rocksdb::FileSystem> injected)
    : file_system(std::move(injected)) {
  if (file_system) {
    env = rocksdb::NewCompositeEnv(file_system);
  } else {
    file_system = rocksdb::FileSystem::Default();
  }
}

rocksdb::DBOptions database_options(const Environment& environment) {
  rocksdb::DBOptions options;
  options.env = environment.env ? environment.env.get() : rocksdb::Env::Default();
  options.info_log = std::make_shared<SilentLogger>();
  options.paranoid_checks = true;
  options.max_background_jobs = 2;
  options.max_open_files = 1024;
  options.max_total_wal_size = 64U << 20U;
  options.db_write_buffer_size = 96U << 20U;
  // Families flush together, so the write-ahead log never has to repeat half of a group.
  options.atomic_flush = true;
  // What recovery found is written again and synced before anyone relies on it: after a failed sync
  // the kernel may show bytes that never reached the disk.
  options.avoid_flush_during_recovery = false;
  options.max_bgerror_resume_count = 0;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

rocksdb::ColumnFamilyOptions family_options(const FamilyShape& shape,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = shape.block_bytes;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.format_version = 5;
  if (shape.bloom_filter) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    // In parts: a filter of 64 MB of rows is some megabytes, too much to fetch for one look-up in
    // a store that is larger than the cache.
    table.partition_filters = true;
    table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  }

  rocksdb::ColumnFamilyOptions options;
  if (shape.bloom_filter) {
    // Most keys that are looked up before a write are new: without a filter each look-up would walk
    // the whole memtable.
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = 0.02;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = shape.write_buffer_bytes;
  options.max_write_buffer_number = 3;
  options.level_compaction_dynamic_level_bytes = true;
  options.compression = rocksdb::kLZ4Compression;
  if (shape.smallest_at_bottom) options.bottommost_compression = rocksdb::kZSTD;
  if (shape.ascending_keys) {
    // Remembers where the last key went in, so that appending needs no search.
    options.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewCappedPrefixTransform(1));
  }
  return options;
}

Database::~Database() {
  if (!db_) return;
  for (auto* family : families_)
    db_->DestroyColumnFamilyHandle(family);
  // A failing close cannot lose what was synced, and what was not synced was not promised.
  const auto closed = db_->Close();
  closed.PermitUncheckedError();
}

Result<Follower> Follower::open(std::shared_ptr<const Environment> environment,
                                std::filesystem::path path,
                                std::vector<rocksdb::ColumnFamilyDescriptor> families) {
  Follower follower(std::move(environment), std::move(path), std::move(families));
  if (auto opened = follower.reopen(); !opened) return fail(opened.error());
  return follower;
}

std::uint64_t Follower::newest_write_ahead_log() const {
  std::vector<std::string> names;
  const auto listed = environment_->file_system->GetChildren(path_.string(), {}, &names, nullptr);
  listed.PermitUncheckedError();
  std::uint64_t newest = 0;
  for (const std::string& name : names) {
    if (!name.ends_with(".log")) continue;
    newest = std::max<std::uint64_t>(newest, std::strtoull(name.c_str(), nullptr, 10));
  }
  return newest;
}

Status Follower::reopen() {
  // The writer may remove files while they are being opened.
  constexpr int tries_max = 5;
  auto options = database_options(*environment_);
  options.max_open_files = -1;  // Files stay readable after the writer removes them.
  rocksdb::Status status;
  for (int tries = 0; tries < tries_max; ++tries) {
    const std::uint64_t newest = newest_write_ahead_log();
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* raw = nullptr;
    status = rocksdb::DB::OpenAsSecondary(
        options, path_.string(), environment_->scratch->path().string(), families_, &handles, &raw);
    if (!status.ok()) continue;
    database_ = std::make_shared<const Database>(environment_, std::unique_ptr<rocksdb::DB>(raw),
                                                 std::move(handles));
    write_ahead_log_ = newest;
    return {};
  }
  return fail(error_of(status, {"以只读方式打开", "opening for reading"}));
}

Status Follower::catch_up() {
  const auto status = (*database_)->TryCatchUpWithPrimary();
  // Looked at afterwards, so that a flush during the catching up is noticed too.
  if (status.ok() && newest_write_ahead_log() == write_ahead_log_) return {};
  return reopen();
}

Status scan_family(const Database& database, rocksdb::ColumnFamilyHandle* family,
                   const ScanRange& range, std::size_t strip_bytes, const RowVisitor& visitor) {
  const Bytes end = end_of_prefix(range.prefix);
  const rocksdb::Slice lower = slice_of(range.prefix);
  const rocksdb::Slice upper = slice_of(end);
  const rocksdb::Slice from = slice_of(range.from);
  rocksdb::ReadOptions options;
  if (!lower.empty()) options.iterate_lower_bound = &lower;
  if (!upper.empty()) options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> at(database->NewIterator(options, family));
  if (range.descending) {
    const bool from_inside = !from.empty() && (upper.empty() || from.compare(upper) < 0);
    if (from_inside) {
      at->SeekForPrev(from);
    } else {
      at->SeekToLast();
    }
  } else if (from.compare(lower) > 0) {
    at->Seek(from);
  } else {
    at->SeekToFirst();
  }
  while (at->Valid()) {
    if (visitor(view_of(at->key()).subspan(strip_bytes), view_of(at->value())) == Visit::stop)
      break;
    if (range.descending) {
      at->Prev();
    } else {
      at->Next();
    }
  }
  if (!at->status().ok()) return fail(error_of(at->status(), {"扫描", "scanning"}));
  return {};
}

Status compact_all(const Database& database) {
  const Text doing{"压缩存储", "compacting the store"};
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  options.max_subcompactions = 2;
  auto status = database->Flush(rocksdb::FlushOptions{}, database.families());
  for (auto* family : database.families()) {
    if (status.ok()) status = database->CompactRange(options, family, nullptr, nullptr);
  }
  // Enabling deletions removes obsolete files before it returns; otherwise they linger a while.
  if (status.ok()) status = database->DisableFileDeletions();
  if (status.ok()) status = database->EnableFileDeletions(/*force=*/true);
  if (!status.ok()) return fail(error_of(status, doing));
  return {};
}

void flush_before_close(const Database& database) {
  constexpr std::uint64_t worth_flushing_bytes = 4U << 20U;
  std::uint64_t bytes = 0;
  if (!database->GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeActiveMemTable,
                                          &bytes)) {
    return;
  }
  if (bytes < worth_flushing_bytes) return;
  // A failure here only makes the next open slower: the write-ahead log still has everything.
  const auto flushed = database->Flush(rocksdb::FlushOptions{}, database.families());
  flushed.PermitUncheckedError();
}

Result<std::uint64_t> bytes_below(const std::filesystem::path& directory) {
  std::error_code error;
  std::uint64_t bytes = 0;
  std::filesystem::recursive_directory_iterator at(directory, error);
  for (; !error && at != std::filesystem::recursive_directory_iterator{}; at.increment(error)) {
    std::error_code gone;  // Compaction may remove a file while we count.
    if (!at->is_regular_file(gone)) continue;
    const auto size = at->file_size(gone);
    if (!gone) bytes += size;
  }
  if (error) return fail(ErrorCode::io, directory.string() + ": " + error.message());
  return bytes;
}

Result<WriterLock> WriterLock::take(const std::filesystem::path& directory) {
  const std::string path = (directory / "writer.lock").string();
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return fail(ErrorCode::io,
                Text{"无法打开锁文件 " + path + "：" + std::strerror(errno),
                     "cannot open the lock file " + path + ": " + std::strerror(errno)});
  }
  WriterLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return fail(ErrorCode::io, path + ": " + std::strerror(errno));
  return fail(
      ErrorCode::locked,
      Text{"另一个正在运行的程序持有 " + directory.string() + " 的写入锁",
           "a running process holds the writer lock of " + directory.string()},
      Text{
          "读取类命令仍可使用。写入请通过该运行中的服务，或先将其停止。",
          "Reading commands still work. To write, go through the running server or stop it first."});
}

WriterLock::~WriterLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<TemporaryDirectory> TemporaryDirectory::create() {
  std::error_code error;
  const auto parent = std::filesystem::temp_directory_path(error);
  if (error) return fail(ErrorCode::io, "no directory for temporary files: " + error.message());
  std::string pattern = (parent / "xueji-reader-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    return fail(ErrorCode::io, Text{"无法建立临时目录 " + pattern + "：" + std::strerror(errno),
                                    "cannot create the temporary directory " + pattern + ": " +
                                        std::strerror(errno)});
  }
  return TemporaryDirectory(pattern);
}

TemporaryDirectory::~TemporaryDirectory() {
  if (path_.empty()) return;
  std::error_code ignored;  // Left-overs of a reader hold no data of the ledger.
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace xueji::rocksdb_store
