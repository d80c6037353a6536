#include "ledger/store/rocksdb/rocksdb_log.h"

#include <rocksdb/write_batch.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <tuple>

#include "ledger/store/rocksdb/engine.h"
#include "ledger/store/rocksdb/head_file.h"
#include "ledger/store/rocksdb/internal.h"
#include "ledger/store/rocksdb/log_families.h"

namespace xueji::rocksdb_store {

namespace {

const Text doing_open{"打开台账", "opening the log"};
const Text doing_append{"写入台账", "appending to the log"};
const Text restore_advice{"请勿继续使用此目录：从备份恢复，补回缺失的条目，再运行 xueji verify。",
                          "Do not go on with this directory: restore a backup, bring the missing "
                          "entries back, then run xueji verify."};

struct Paths {
  std::filesystem::path directory;
  [[nodiscard]] std::filesystem::path database() const { return directory / "db"; }
  [[nodiscard]] std::filesystem::path head() const { return directory / "HEAD"; }
};

bool has_database(rocksdb::FileSystem& files, const Paths& paths) {
  return files.FileExists((paths.database() / "CURRENT").string(), {}, nullptr).ok();
}

tl::unexpected<Error> no_log_here(const Paths& paths) {
  return fail(
      ErrorCode::not_found,
      Text{paths.directory.string() + " 中没有台账", "no log in " + paths.directory.string()},
      Text{"用 xueji init 新建，或检查 --data。", "Create one with xueji init, or check --data."});
}

tl::unexpected<Error> lost_tail(TreeSize found, TreeSize acknowledged) {
  const std::string has = std::to_string(found.value);
  const std::string needs = std::to_string(acknowledged.value);
  return fail(ErrorCode::corrupt,
              Text{"台账丢失了尾部：已确认 " + needs + " 条，数据库只有 " + has + " 条",
                   "the log lost its tail: " + needs +
                       " entries were acknowledged, the database "
                       "holds " +
                       has},
              restore_advice);
}

tl::unexpected<Error> missing_head_file(const Paths& paths, TreeSize size) {
  return fail(ErrorCode::corrupt,
              Text{"缺少台账头文件 " + paths.head().string() + "，无法证明现有的 " +
                       std::to_string(size.value) + " 条是全部",
                   "the head file " + paths.head().string() +
                       " is missing, so nothing shows that "
                       "the " +
                       std::to_string(size.value) + " entries found are all"},
              restore_advice);
}

/// Does the database agree with the head file, or is it ahead by the one group that was never
/// acknowledged? That group is whole, because a group is one atomic write.
Status judge(const RecordedHead& recorded, const Head& outside) {
  if (outside.size > recorded.head.size) return lost_tail(recorded.head.size, outside.size);
  const std::string size = std::to_string(outside.size.value);
  if (outside.size == recorded.head.size) {
    if (outside.record == recorded.head.record) return {};
    return fail(ErrorCode::corrupt,
                Text{"台账头文件与数据库在 " + size + " 条处记录不同",
                     "the head file and the database differ at size " + size},
                restore_advice);
  }
  if (recorded.previous_size == outside.size &&
      recorded.previous_record_crc32c == crc32c(outside.record)) {
    return {};
  }
  const std::string ahead = std::to_string(recorded.head.size.value);
  return fail(ErrorCode::corrupt,
              Text{"台账头文件停在 " + size + " 条，数据库有 " + ahead + " 条，相差不止最后一组",
                   "the head file stands at " + size + " entries, the database at " + ahead +
                       ": more than the one last group apart"},
              restore_advice);
}

using SharedEnvironment = std::shared_ptr<const Environment>;

Result<Database> open_database(const SharedEnvironment& environment,
                               const rocksdb::DBOptions& options, const Paths& paths,
                               std::size_t block_cache_bytes, bool read_only) {
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  rocksdb::DB* raw = nullptr;
  const auto shapes = log_families(block_cache_bytes);
  const std::string path = paths.database().string();
  const auto status = read_only
                          ? rocksdb::DB::OpenForReadOnly(options, path, shapes, &families, &raw)
                          : rocksdb::DB::Open(options, path, shapes, &families, &raw);
  if (!status.ok()) return fail(error_of(status, doing_open));
  return Database(environment, std::unique_ptr<rocksdb::DB>(raw), std::move(families));
}

/// See "Recovery mode" in README.md.
Result<Database> recover_database(const SharedEnvironment& environment, const Paths& paths,
                                  const RocksDbLogOptions& asked, TreeSize acknowledged) {
  auto options = database_options(*environment);
  options.create_if_missing = asked.create;
  options.create_missing_column_families = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kAbsoluteConsistency;
  auto strict =
      open_database(environment, options, paths, asked.block_cache_bytes, /*read_only=*/false);
  if (strict || strict.error().code != ErrorCode::corrupt) return strict;

  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  {
    auto glance =
        open_database(environment, options, paths, asked.block_cache_bytes, /*read_only=*/true);
    if (!glance) return glance;
    const auto recorded = read_recorded_head(*glance);
    if (!recorded) return fail(recorded.error());
    if (recorded->head.size < acknowledged) return lost_tail(recorded->head.size, acknowledged);
  }
  return open_database(environment, options, paths, asked.block_cache_bytes, /*read_only=*/false);
}

class Writer final : public LogReads<RocksDbLog> {
 public:
  Writer(std::shared_ptr<const Database> database, HeadFile head_file, RocksDbLogOptions options,
         bool sync)
      : LogReads(std::move(database)),
        head_file_(std::move(head_file)),
        options_(std::move(options)),
        sync_(sync) {
    set_head(head_file_.head());
  }
  ~Writer() override { flush_before_close(*database()); }

  Status refresh() override { return {}; }
  Result<AppendOutcome> append(const AppendRequest& request) override;
  std::optional<Error> stopped() const override {
    const std::lock_guard lock(append_mutex_);
    return stopped_;
  }
  Status compact() override { return compact_all(*database()); }
  Result<std::uint64_t> size_on_disk_bytes() const override {
    return bytes_below(options_.directory);
  }

 private:
  [[nodiscard]] Status check_room(const AppendRequest& request) const;
  [[nodiscard]] rocksdb::Status write(const AppendRequest& request, const Head& head);
  [[nodiscard]] AppendOutcome stop(const Error& cause);

  HeadFile head_file_;
  RocksDbLogOptions options_;
  bool sync_;
  mutable std::mutex append_mutex_;
  std::optional<Error> stopped_;
};

std::size_t group_bytes(const AppendRequest& request) {
  std::size_t bytes = request.head_record.size();
  for (const ByteView entry : request.entries)
    bytes += 16 + entry.size();
  for (const Row& row : request.rows) {
    bytes += 16 + row.key.size() + (row.value ? row.value->size() : 0);
  }
  return bytes;
}

/// Neighbours go in faster, one after the other; of equal keys the last change still wins.
std::vector<const Row*> in_key_order(std::span<const Row> rows) {
  std::vector<const Row*> in_order;
  in_order.reserve(rows.size());
  for (const Row& row : rows)
    in_order.push_back(&row);
  std::stable_sort(in_order.begin(), in_order.end(), [](const Row* a, const Row* b) {
    return std::tie(a->space, a->key) < std::tie(b->space, b->key);
  });
  return in_order;
}

Status Writer::check_room(const AppendRequest& request) const {
  std::uint64_t free_bytes = 0;
  const auto status =
      database()->files().GetFreeSpace(options_.directory.string(), {}, &free_bytes, nullptr);
  if (!status.ok()) return fail(error_of(status, doing_append));
  const std::uint64_t needed_bytes = options_.disk_free_min_bytes + 2 * group_bytes(request);
  if (free_bytes >= needed_bytes) return {};
  const std::string free_mib = std::to_string(free_bytes >> 20U);
  const std::string needed_mib = std::to_string(needed_bytes >> 20U);
  return fail(ErrorCode::io,
              Text{"磁盘空间不足：剩余 " + free_mib + " MiB，至少需要 " + needed_mib + " MiB",
                   "the disk is almost full: " + free_mib + " MiB free, " + needed_mib + " needed"},
              Text{"请腾出空间后重试；未写入任何内容。",
                   "Free some space, then retry; nothing was written."});
}

rocksdb::Status Writer::write(const AppendRequest& request, const Head& head) {
  rocksdb::WriteBatch batch(group_bytes(request) + 64);
  const auto held = database();
  const auto& families = held->families();
  std::uint64_t position = request.expected.value;
  for (const ByteView entry : request.entries) {
    const Bytes key = entry_key(Position{position++});
    auto status = batch.Put(families[entries_family], slice_of(key), slice_of(entry));
    if (!status.ok()) return status;
  }
  for (const Row* row : in_key_order(request.rows)) {
    auto* family = families[family_of(row->space)];
    const Bytes key = row_key(row->space, row->key);
    auto status = row->value ? batch.Put(family, slice_of(key), slice_of(*row->value))
                             : batch.Delete(family, slice_of(key));
    if (!status.ok()) return status;
  }
  const Head& before = head_file_.head();
  const Bytes recorded = encode(RecordedHead{head, before.size, crc32c(before.record)});
  const Bytes key = row_key(RowSpace::head, {});
  auto status = batch.Put(families[rows_family], slice_of(key), slice_of(recorded));
  if (!status.ok()) return status;
  rocksdb::WriteOptions options;
  options.sync = sync_;
  return (*held)->Write(options, &batch);
}

AppendOutcome Writer::stop(const Error& cause) {
  stopped_ = make_error(
      ErrorCode::unknown_outcome,
      Text{"上一次写入的结果不明（" + cause.what.zh + "），台账已停止写入",
           "the last append may or may not have happened (" + cause.what.en +
               "), so the log takes no more"},
      Text{"排除故障后重新打开台账；重新读取后才能确认。",
           "Mend the cause and open the log again; only re-reading shows what happened."});
  return AppendOutcome::unknown;
}

Result<AppendOutcome> Writer::append(const AppendRequest& request) {
  const std::lock_guard lock(append_mutex_);
  if (stopped_) return fail(*stopped_);
  if (auto within = check_limits(request); !within) return fail(within.error());
  if (request.expected != head_file_.head().size) return AppendOutcome::conflict;
  if (auto room = check_room(request); !room) return fail(room.error());

  Head head{TreeSize{request.expected.value + request.entries.size()},
            to_bytes(request.head_record)};
  // A failed write can leave the whole group in the write-ahead log, to reappear at the next open.
  const auto status = write(request, head);
  if (!status.ok()) return stop(error_of(status, doing_append));
  if (auto outside = head_file_.write(head); !outside) return stop(outside.error());
  set_head(std::move(head));
  return AppendOutcome::committed;
}

class Reader final : public LogReads<LogReader> {
 public:
  Reader(Follower follower, Paths paths, bool any_head_file)
      : LogReads(follower.database()),
        follower_(std::move(follower)),
        paths_(std::move(paths)),
        any_head_file_(any_head_file) {}
  Status refresh() override;

 private:
  [[nodiscard]] Status take_as_found();

  std::mutex refresh_mutex_;
  Follower follower_;
  Paths paths_;
  bool any_head_file_;
};

Status Reader::take_as_found() {
  if (auto caught_up = follower_.catch_up(); !caught_up) return caught_up;
  auto recorded = read_recorded_head(*follower_.database());
  if (!recorded) return fail(recorded.error());
  set(follower_.database(), std::move(recorded->head));
  return {};
}

Status Reader::refresh() {
  constexpr int waits_max = 50;
  const std::lock_guard lock(refresh_mutex_);
  if (any_head_file_) return take_as_found();
  for (int waits = 0;; ++waits) {
    // The head file first: whatever it says was in the database before.
    const auto outside = HeadFile::read(database()->files(), paths_.head());
    if (!outside) return fail(outside.error());
    if (auto caught_up = follower_.catch_up(); !caught_up) return caught_up;
    auto recorded = read_recorded_head(*follower_.database());
    if (!recorded) return fail(recorded.error());
    const bool ahead = recorded->head.size > outside->size;
    if (ahead && waits < waits_max) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    // A head file that stood still while the database was read lags by the last group at most; one
    // that moved belongs to a writer at work.
    const auto again = ahead ? HeadFile::read(database()->files(), paths_.head()) : outside;
    if (!again) return fail(again.error());
    if (*again == *outside) {
      if (auto agreed = judge(*recorded, *outside); !agreed) return agreed;
    }
    if (recorded->head.size < head().size) return lost_tail(recorded->head.size, head().size);
    set(follower_.database(), std::move(recorded->head));
    return {};
  }
}

/// Makes the directory and takes the lock. Errors: not_found, locked, io.
Result<SharedEnvironment> prepare_writer(const RocksDbLogOptions& options, const Seams& seams) {
  auto environment = std::make_shared<Environment>(seams.file_system);
  rocksdb::FileSystem& files = *environment->file_system;
  const Paths paths{options.directory};
  if (!options.create && !files.FileExists(options.directory.string(), {}, nullptr).ok()) {
    return no_log_here(paths);
  }
  const auto made = files.CreateDirIfMissing(options.directory.string(), {}, nullptr);
  if (!made.ok()) return fail(error_of(made, doing_open));
  auto lock = WriterLock::take(options.directory);
  if (!lock) return fail(lock.error());
  environment->lock.emplace(*std::move(lock));
  return SharedEnvironment(std::move(environment));
}

}  // namespace

Result<std::unique_ptr<RocksDbLog>> open_log(const RocksDbLogOptions& options, const Seams& seams) {
  const Paths paths{options.directory};
  const auto environment = prepare_writer(options, seams);
  if (!environment) return fail(environment.error());
  rocksdb::FileSystem& files = *(*environment)->file_system;

  const bool has_head = HeadFile::exists(files, paths.head());
  Head acknowledged;
  if (has_head) {
    auto head = HeadFile::read(files, paths.head());
    if (!head) return fail(head.error());
    acknowledged = *std::move(head);
  }
  if (!has_database(files, paths)) {
    if (acknowledged.size > TreeSize{0}) return lost_tail(TreeSize{0}, acknowledged.size);
    if (!options.create) return no_log_here(paths);
  }
  auto database = recover_database(*environment, paths, options, acknowledged.size);
  if (!database) return fail(database.error());
  auto recorded = read_recorded_head(*database);
  if (!recorded) return fail(recorded.error());
  if (!has_head) {
    if (recorded->head.size > TreeSize{0}) return missing_head_file(paths, recorded->head.size);
    if (auto created = HeadFile::create(files, paths.head()); !created)
      return fail(created.error());
  }
  if (auto agreed = judge(*recorded, acknowledged); !agreed) return fail(agreed.error());
  if (auto whole = check_last_entry(*database, recorded->head.size); !whole) {
    return fail(whole.error());
  }
  auto head_file = HeadFile::open(files, paths.head(), seams.sync_head_file);
  if (!head_file) return fail(head_file.error());
  if (head_file->head() != recorded->head) {
    if (auto rolled = head_file->write(recorded->head); !rolled) return fail(rolled.error());
  }
  return std::make_unique<Writer>(std::make_shared<const Database>(*std::move(database)),
                                  *std::move(head_file), options, seams.sync_database);
}

Result<std::unique_ptr<LogReader>> open_log_reader(const RocksDbLogOptions& options,
                                                   const Seams& seams) {
  const Paths paths{options.directory};
  auto environment = std::make_shared<Environment>(seams.file_system);
  rocksdb::FileSystem& files = *environment->file_system;
  if (!has_database(files, paths)) {
    if (!HeadFile::exists(files, paths.head())) return no_log_here(paths);
    const auto head = HeadFile::read(files, paths.head());
    if (!head) return fail(head.error());
    if (head->size > TreeSize{0}) return lost_tail(TreeSize{0}, head->size);
    return no_log_here(paths);
  }
  auto scratch = TemporaryDirectory::create();
  if (!scratch) return fail(scratch.error());
  environment->scratch.emplace(*std::move(scratch));

  const auto shapes = log_families(options.block_cache_bytes);
  auto follower = Follower::open(environment, paths.database(), shapes);
  if (!follower) return fail(follower.error());
  if (!options.any_head_file && !HeadFile::exists(files, paths.head())) {
    const auto recorded = read_recorded_head(*follower->database());
    return missing_head_file(paths, recorded ? recorded->head.size : TreeSize{0});
  }
  auto reader = std::make_unique<Reader>(*std::move(follower), paths, options.any_head_file);
  if (auto fresh = reader->refresh(); !fresh) return fail(fresh.error());
  const Head head = reader->head();
  if (head.size > TreeSize{0} && !options.any_head_file) {
    // Entries beyond the head are no fault here: the writer may have gone on meanwhile.
    const auto last = reader->entry(Position{head.size.value - 1});
    if (!last) return fail(last.error());
  }
  return reader;
}

}  // namespace xueji::rocksdb_store

namespace xueji {

Result<std::unique_ptr<RocksDbLog>> open_rocksdb_log(const RocksDbLogOptions& options) {
  return rocksdb_store::open_log(options, {});
}

Result<std::unique_ptr<LogReader>> open_rocksdb_log_reader(const RocksDbLogOptions& options) {
  return rocksdb_store::open_log_reader(options, {});
}

Status check_head_file(const RocksDbLogOptions& options) {
  auto judged = options;
  judged.any_head_file = false;
  const auto reader = rocksdb_store::open_log_reader(judged, {});
  if (!reader) return fail(reader.error());
  return rocksdb_store::HeadFile::check_slots(*rocksdb::FileSystem::Default(),
                                              options.directory / "HEAD");
}

}  // namespace xueji
