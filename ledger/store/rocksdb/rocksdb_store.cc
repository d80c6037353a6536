#include "ledger/store/rocksdb/rocksdb_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <string>

#include "ledger/store/rocksdb/engine.h"
#include "ledger/store/rocksdb/internal.h"

namespace xueji::rocksdb_store {

namespace {

const Text doing_open{"打开存储", "opening the store"};
const Text doing_read{"读取存储", "reading the store"};
const Text doing_write{"写入存储", "writing the store"};
const Text doing_load{"批量载入", "loading in bulk"};

std::vector<rocksdb::ColumnFamilyDescriptor> families(const RocksDbStoreOptions& asked) {
  const FamilyShape shape{32U << 20U, 8U << 10U, /*bloom_filter=*/true, /*ascending_keys=*/false,
                          /*smallest_at_bottom=*/!asked.derived};
  const auto cache = rocksdb::NewLRUCache(asked.block_cache_bytes);
  auto settings = family_options(shape, cache);
  if (asked.derived) {
    // Ids and digests do not shrink, and what is made anew should be made fast.
    settings.compression = rocksdb::kNoCompression;
    // Loads of millions of scattered keys: merging runs of like size writes each row two or three
    // times, where levels write it eight times. Whoever loads compacts at the end.
    settings.compaction_style = rocksdb::kCompactionStyleUniversal;
    settings.level0_file_num_compaction_trigger = 12;
    settings.level0_slowdown_writes_trigger = 48;
    settings.level0_stop_writes_trigger = 64;
  }
  return {{rocksdb::kDefaultColumnFamilyName, std::move(settings)}};
}

tl::unexpected<Error> no_store_here(const std::filesystem::path& directory) {
  return fail(ErrorCode::not_found,
              Text{directory.string() + " 中没有数据存储", "no store in " + directory.string()});
}

std::filesystem::path database_path(const std::filesystem::path& directory) {
  return directory / "db";
}

bool has_database(rocksdb::FileSystem& files, const std::filesystem::path& directory) {
  return files.FileExists((database_path(directory) / "CURRENT").string(), {}, nullptr).ok();
}

template <class Port>
class StoreReads : public Port {
 public:
  explicit StoreReads(std::shared_ptr<const Database> database) : database_(std::move(database)) {}

  Result<std::optional<Bytes>> get(ByteView key) const override {
    const auto held = this->database();
    const Database& database = *held;
    rocksdb::PinnableSlice value;
    const auto status = database->Get({}, database.family(0), slice_of(key), &value);
    if (status.IsNotFound()) return std::optional<Bytes>{};
    if (!status.ok()) return fail(error_of(status, doing_read));
    return std::optional<Bytes>{to_bytes(view_of(value))};
  }

  Result<std::vector<std::optional<Bytes>>> multi_get(
      std::span<const ByteView> keys) const override {
    const auto held = this->database();
    const Database& database = *held;
    std::vector<std::optional<Bytes>> values(keys.size());
    const auto order = order_of(keys.size(), [&](std::size_t a, std::size_t b) {
      return text_of(keys[a]) < text_of(keys[b]);
    });
    std::array<rocksdb::Slice, keys_per_read> slices;
    std::array<rocksdb::PinnableSlice, keys_per_read> found;
    std::array<rocksdb::Status, keys_per_read> statuses;
    for (std::size_t begin = 0; begin < keys.size(); begin += keys_per_read) {
      const std::size_t count = std::min(keys_per_read, keys.size() - begin);
      for (std::size_t i = 0; i < count; ++i)
        slices[i] = slice_of(keys[order[begin + i]]);
      database->MultiGet({}, database.family(0), count, slices.data(), found.data(),
                         statuses.data(), /*sorted_input=*/true);
      for (std::size_t i = 0; i < count; ++i) {
        if (!statuses[i].ok() && !statuses[i].IsNotFound()) {
          return fail(error_of(statuses[i], doing_read));
        }
        if (statuses[i].ok()) values[order[begin + i]] = to_bytes(view_of(found[i]));
        found[i].Reset();
      }
    }
    return values;
  }

  Status scan(const ScanRange& range, const RowVisitor& visitor) const override {
    const auto held = this->database();
    return scan_family(*held, held->family(0), range, /*strip_bytes=*/0, visitor);
  }

 protected:
  void set(std::shared_ptr<const Database> database) {
    const std::lock_guard lock(mutex_);
    database_ = std::move(database);
  }
  [[nodiscard]] std::shared_ptr<const Database> database() const {
    const std::lock_guard lock(mutex_);
    return database_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Database> database_;  ///< A reader replaces it while others still use it.
};

class Reader final : public StoreReads<KeyValueReader> {
 public:
  explicit Reader(Follower follower)
      : StoreReads(follower.database()), follower_(std::move(follower)) {}
  Status refresh() override {
    const std::lock_guard lock(refresh_mutex_);
    if (auto caught_up = follower_.catch_up(); !caught_up) return caught_up;
    set(follower_.database());
    return {};
  }

 private:
  std::mutex refresh_mutex_;
  Follower follower_;
};

class BulkFiles final : public BulkLoad {
 public:
  BulkFiles(std::shared_ptr<const Database> database, std::filesystem::path stem)
      : held_(std::move(database)), database_(*held_), stem_(std::move(stem)) {}
  ~BulkFiles() override {
    if (file_ != nullptr) file_.reset();
    // Only what was not handed over is still there under its own name.
    for (const auto& name : names_) {
      const auto removed = database_.files().DeleteFile(name, {}, nullptr);
      removed.PermitUncheckedError();
    }
  }

  Status put(ByteView key, ByteView value) override {
    constexpr std::uint64_t file_bytes_max = 64U << 20U;
    if (file_ && file_->FileSize() >= file_bytes_max) {
      if (auto done = finish_file(); !done) return done;
    }
    if (!file_) {
      if (largest_ && text_of(key) <= std::string_view(*largest_)) return not_ascending();
      if (auto begun = begin_file(); !begun) return begun;
    }
    // Within one file the order is RocksDB's to check.
    const auto status = file_->Put(slice_of(key), slice_of(value));
    if (status.IsInvalidArgument()) return not_ascending();
    if (!status.ok()) return fail(error_of(status, doing_load));
    return {};
  }

  Status finish() override {
    if (file_) {
      if (auto done = finish_file(); !done) return done;
    }
    if (names_.empty()) return {};
    rocksdb::IngestExternalFileOptions options;
    options.move_files = true;
    // The number that orders the file is kept beside it, instead of being written into it again.
    options.write_global_seqno = false;
    const auto status = database_->IngestExternalFile(database_.family(0), names_, options);
    if (!status.ok()) return fail(error_of(status, doing_load));
    return {};
  }

 private:
  static tl::unexpected<Error> not_ascending() {
    return fail(ErrorCode::invalid_argument, "bulk load: keys must be strictly ascending");
  }
  Status begin_file() {
    const auto options = database_->GetOptions(database_.family(0));
    names_.push_back(stem_.string() + std::to_string(names_.size()) + ".sst");
    // What was loaded is read next: its pages stay.
    file_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(), options,
                                                     database_.family(0),
                                                     /*invalidate_page_cache=*/false);
    const auto status = file_->Open(names_.back());
    if (!status.ok()) return fail(error_of(status, doing_load));
    return {};
  }
  Status finish_file() {
    rocksdb::ExternalSstFileInfo written;
    const auto status = file_->Finish(&written);
    file_.reset();
    if (!status.ok()) return fail(error_of(status, doing_load));
    largest_ = std::move(written.largest_key);
    return {};
  }

  std::shared_ptr<const Database> held_;
  const Database& database_;
  std::filesystem::path stem_;
  std::vector<std::string> names_;
  std::unique_ptr<rocksdb::SstFileWriter> file_;
  std::optional<std::string> largest_;  ///< Key of the files that are finished.
};

class Store final : public StoreReads<KeyValueStore> {
 public:
  Store(std::shared_ptr<const Database> database, std::filesystem::path directory, bool sync)
      : StoreReads(std::move(database)), directory_(std::move(directory)), sync_(sync) {}
  ~Store() override { flush_before_close(*database()); }

  Status refresh() override { return {}; }

  Status write(std::span<const KeyChange> changes, Durability durability) override {
    std::vector<const KeyChange*> in_order;
    in_order.reserve(changes.size());
    std::size_t bytes = 64;
    for (const KeyChange& change : changes) {
      in_order.push_back(&change);
      bytes += 16 + change.key.size() + (change.value ? change.value->size() : 0);
    }
    // Neighbours go in faster, one after the other; of equal keys the last change still wins.
    std::stable_sort(in_order.begin(), in_order.end(),
                     [](const KeyChange* a, const KeyChange* b) { return a->key < b->key; });
    rocksdb::WriteBatch batch(bytes);
    for (const KeyChange* change : in_order) {
      const auto status = change->value ? batch.Put(slice_of(change->key), slice_of(*change->value))
                                        : batch.Delete(slice_of(change->key));
      if (!status.ok()) return fail(error_of(status, doing_write));
    }
    rocksdb::WriteOptions options;
    options.sync = sync_ && durability == Durability::synced;
    const auto status = (*database())->Write(options, &batch);
    if (!status.ok()) return fail(error_of(status, doing_write));
    return {};
  }

  Result<std::unique_ptr<BulkLoad>> bulk_load() override {
    const auto number = std::to_string(loads_.fetch_add(1));
    return std::make_unique<BulkFiles>(database(), directory_ / ("load-" + number + "-"));
  }

  Status flush() override {
    const auto status = (*database())->FlushWAL(sync_);
    if (!status.ok()) return fail(error_of(status, doing_write));
    return {};
  }
  Status compact() override { return compact_all(*database()); }
  Result<std::uint64_t> size_on_disk_bytes() const override { return bytes_below(directory_); }

 private:
  std::filesystem::path directory_;
  bool sync_;
  std::atomic<std::uint64_t> loads_{0};
};

/// A bulk load that a killed process left behind never became visible and can go.
void remove_abandoned_loads(rocksdb::FileSystem& files, const std::filesystem::path& directory) {
  std::vector<std::string> names;
  const auto listed = files.GetChildren(directory.string(), {}, &names, nullptr);
  listed.PermitUncheckedError();
  for (const auto& name : names) {
    if (!name.starts_with("load-")) continue;
    const auto removed = files.DeleteFile((directory / name).string(), {}, nullptr);
    removed.PermitUncheckedError();
  }
}

/// RocksDB begins a write-ahead log at every open, and keeps an empty one for as long as nothing is
/// flushed: a store that is opened often and written seldom would gather them without end. Nobody
/// writes while the lock is ours, so what is empty holds nothing.
void remove_empty_write_ahead_logs(rocksdb::FileSystem& files,
                                   const std::filesystem::path& database) {
  std::vector<std::string> names;
  const auto listed = files.GetChildren(database.string(), {}, &names, nullptr);
  listed.PermitUncheckedError();
  for (const auto& name : names) {
    if (!name.ends_with(".log")) continue;
    const auto path = (database / name).string();
    std::uint64_t size_bytes = 0;
    const auto measured = files.GetFileSize(path, {}, &size_bytes, nullptr);
    if (!measured.ok() || size_bytes != 0) continue;
    const auto removed = files.DeleteFile(path, {}, nullptr);
    removed.PermitUncheckedError();
  }
}

}  // namespace

Result<std::unique_ptr<KeyValueStore>> open_store(const RocksDbStoreOptions& options,
                                                  const Seams& seams) {
  const auto environment = std::make_shared<Environment>(seams.file_system);
  rocksdb::FileSystem& files = *environment->file_system;
  if (!options.create && !has_database(files, options.directory)) {
    return no_store_here(options.directory);
  }
  const auto made = files.CreateDirIfMissing(options.directory.string(), {}, nullptr);
  if (!made.ok()) return fail(error_of(made, doing_open));
  auto lock = WriterLock::take(options.directory);
  if (!lock) return fail(lock.error());
  environment->lock.emplace(*std::move(lock));
  remove_abandoned_loads(files, options.directory);
  remove_empty_write_ahead_logs(files, database_path(options.directory));

  auto database_settings = database_options(*environment);
  database_settings.create_if_missing = options.create;
  database_settings.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  const auto status =
      rocksdb::DB::Open(database_settings, database_path(options.directory).string(),
                        families(options), &handles, &raw);
  if (!status.ok()) return fail(error_of(status, doing_open));
  auto database = std::make_shared<const Database>(environment, std::unique_ptr<rocksdb::DB>(raw),
                                                   std::move(handles));
  return std::make_unique<Store>(std::move(database), options.directory, seams.sync_database);
}

}  // namespace xueji::rocksdb_store

namespace xueji {

Result<std::unique_ptr<KeyValueStore>> open_rocksdb_store(const RocksDbStoreOptions& options) {
  return rocksdb_store::open_store(options, {});
}

Result<std::unique_ptr<KeyValueReader>> open_rocksdb_store_reader(
    const RocksDbStoreOptions& options) {
  using namespace rocksdb_store;
  const auto environment = std::make_shared<Environment>();
  if (!has_database(*environment->file_system, options.directory)) {
    return no_store_here(options.directory);
  }
  auto scratch = TemporaryDirectory::create();
  if (!scratch) return fail(scratch.error());
  environment->scratch.emplace(*std::move(scratch));
  auto follower = Follower::open(environment, database_path(options.directory), families(options));
  if (!follower) return fail(follower.error());
  auto reader = std::make_unique<Reader>(*std::move(follower));
  if (auto fresh = reader->refresh(); !fresh) return fail(fresh.error());
  return reader;
}

Status destroy_rocksdb_store(const std::filesystem::path& directory) {
  std::error_code error;
  if (!std::filesystem::exists(directory, error)) return {};
  const auto lock = rocksdb_store::WriterLock::take(directory);
  if (!lock) return fail(lock.error());
  std::filesystem::remove_all(directory, error);
  if (error) {
    return fail(ErrorCode::io, Text{"删除 " + directory.string() + " 失败：" + error.message(),
                                    "removing " + directory.string() + ": " + error.message()});
  }
  return {};
}

}  // namespace xueji
