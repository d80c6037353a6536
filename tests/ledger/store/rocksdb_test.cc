// Damage that only the RocksDB adapters can meet, and reading beside a writer.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <map>

#include "ledger/base/random.h"
#include "ledger/store/rocksdb/engine.h"
#include "ledger/store/rocksdb/head_file.h"
#include "ledger/store/rocksdb/log_families.h"
#include "ledger/store/rocksdb/rocksdb_log.h"
#include "ledger/store/rocksdb/rocksdb_store.h"
#include "tests/ledger/store/scratch_directory.h"
#include "tests/ledger/store/workload.h"

namespace xueji::store_test {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void replace(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}
std::map<std::string, std::string> write_ahead_logs(const fs::path& database) {
  std::map<std::string, std::string> logs;
  for (const auto& file : fs::directory_iterator(database)) {
    if (file.path().extension() == ".log") logs[file.path().string()] = content(file.path());
  }
  return logs;
}

/// A closed log of some groups, all of them still in the write-ahead log.
struct ClosedLog {
  ScratchDirectory scratch;
  RocksDbLogOptions options{.directory = scratch / "log", .create = true};
  fs::path head_file = options.directory / "HEAD";
  fs::path database = options.directory / "db";

  explicit ClosedLog(int groups = 20) { append(groups); }
  void append(int groups) {
    auto log = open_rocksdb_log(options);
    REQUIRE(log);
    for (int i = 0; i < groups; ++i)
      REQUIRE(append_group(**log) == AppendOutcome::committed);
  }
  /// Writes to the database behind the log's back.
  void tamper(const std::function<void(const rocksdb_store::Database&)>& change) {
    const auto environment = std::make_shared<rocksdb_store::Environment>();
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* raw = nullptr;
    REQUIRE(rocksdb::DB::Open(rocksdb_store::database_options(*environment), database.string(),
                              rocksdb_store::log_families(1U << 20U), &handles, &raw)
                .ok());
    change(rocksdb_store::Database(environment, std::unique_ptr<rocksdb::DB>(raw), handles));
  }
  void check_refused(const std::string& why) const {
    const auto writer = open_rocksdb_log(options);
    REQUIRE_FALSE(writer);
    CHECK(writer.error().code == ErrorCode::corrupt);
    CHECK_THAT(writer.error().what.en, Catch::Contains(why));
    CHECK_FALSE(writer.error().what.zh.empty());
  }
};

}  // namespace

TEST_CASE("CRC-32C agrees with the vectors of RFC 3720 B.4") {
  CHECK(rocksdb_store::crc32c(Bytes(32, 0x00)) == 0x8a9136aaU);
  CHECK(rocksdb_store::crc32c(Bytes(32, 0xff)) == 0x62a8ab43U);
  CHECK(rocksdb_store::crc32c(bytes_of("123456789")) == 0xe3069283U);
}

TEST_CASE("a write-ahead log that lost its tail is refused by writer and reader") {
  ClosedLog closed;
  const auto logs = write_ahead_logs(closed.database);
  REQUIRE(logs.size() == 1);
  const auto& [path, whole] = *logs.begin();
  SeededRandom random(3);
  for (int i = 0; i < 40; ++i) {
    replace(path, whole.substr(0, i == 0 ? 0 : random.below(whole.size())));
    closed.check_refused("lost its tail");
    const auto reader = open_rocksdb_log_reader(closed.options);
    REQUIRE_FALSE(reader);
    CHECK(reader.error().code == ErrorCode::corrupt);
    // A log that ends between two records looks whole to RocksDB, which then moves on to a new one.
    for (const auto& [other, bytes] : write_ahead_logs(closed.database))
      fs::remove(other);
    replace(path, whole);
  }
}

TEST_CASE("a flipped bit in the write-ahead log is refused, and the file stays as it was") {
  ClosedLog closed;
  const auto logs = write_ahead_logs(closed.database);
  REQUIRE(logs.size() == 1);
  const auto& [path, whole] = *logs.begin();
  SeededRandom random(4);
  for (int i = 0; i < 60; ++i) {
    std::string damaged = whole;
    const std::size_t at = i == 0 ? damaged.size() - 1 : random.below(damaged.size());
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.below(8)));
    replace(path, damaged);
    INFO("byte " << at << " of " << whole.size());
    closed.check_refused("lost its tail");
    CHECK(content(path) == damaged);
    replace(path, whole);
  }
  auto log = open_rocksdb_log(closed.options);
  REQUIRE(log);
  CHECK(problem_with(**log) == std::nullopt);
}

TEST_CASE("a removed or wholly damaged head file is refused") {
  ClosedLog closed;
  const std::string whole = content(closed.head_file);
  fs::remove(closed.head_file);
  closed.check_refused("HEAD is missing");
  CHECK_FALSE(open_rocksdb_log_reader(closed.options));
  replace(closed.head_file, "");
  closed.check_refused("both slots");
  std::string damaged = whole;
  damaged[20] ^= 1;
  damaged[16'384 + 20] ^= 1;
  replace(closed.head_file, damaged);
  closed.check_refused("both slots");
}

TEST_CASE("one damaged slot of the head file is healed from the database, never the reverse") {
  ClosedLog closed;
  const std::string whole = content(closed.head_file);
  const std::uint64_t size = (*open_rocksdb_log(closed.options))->head().size.value;
  for (const std::size_t slot : {0U, 1U}) {
    std::string damaged = whole;
    damaged[slot * 16'384 + 30] ^= 1;
    replace(closed.head_file, damaged);
    const auto log = open_rocksdb_log(closed.options);
    REQUIRE(log);
    CHECK((*log)->head().size.value == size);
    CHECK(problem_with(**log) == std::nullopt);
  }
}

TEST_CASE("a database ahead of the head file by more than the last group is refused") {
  ClosedLog closed;
  const std::string behind = content(closed.head_file);
  closed.append(1);
  replace(closed.head_file, behind);
  closed.append(1);  // One group ahead: rolled forward.
  replace(closed.head_file, behind);
  closed.check_refused("more than the one last group");
  CHECK_FALSE(open_rocksdb_log_reader(closed.options));
}

TEST_CASE("a verifier opens whatever the head file says, and is told what is wrong with it") {
  ClosedLog closed;
  const std::string behind = content(closed.head_file);
  closed.append(3);
  const std::string whole = content(closed.head_file);
  const auto size = (*open_rocksdb_log(closed.options))->head().size;
  CHECK(check_head_file(closed.options));
  auto any = closed.options;
  any.any_head_file = true;
  std::string damaged = whole;
  damaged[30] ^= 1;
  for (const auto& bytes : {behind, damaged, std::string()}) {
    replace(closed.head_file, bytes);
    const auto found = check_head_file(closed.options);
    REQUIRE_FALSE(found);
    CHECK(found.error().code == ErrorCode::corrupt);
    const auto reader = open_rocksdb_log_reader(any);
    REQUIRE(reader);
    CHECK((*reader)->head().size == size);
  }
  fs::remove(closed.head_file);
  CHECK(check_head_file(closed.options).error().code == ErrorCode::corrupt);
  CHECK(open_rocksdb_log_reader(any));
}

TEST_CASE("a head file with another record at the same size, or a larger size, is refused") {
  ClosedLog closed;
  auto& files = *rocksdb::FileSystem::Default();
  const auto write = [&](TreeSize size) {
    auto file = rocksdb_store::HeadFile::open(files, closed.head_file, true);
    REQUIRE(file);
    REQUIRE(file->write(Head{size, to_bytes(bytes_of("forged"))}));
  };
  const TreeSize size = (*open_rocksdb_log(closed.options))->head().size;
  write(size);
  closed.check_refused("differ at size " + std::to_string(size.value));
  write(TreeSize{size.value + 1});
  closed.check_refused(std::to_string(size.value + 1) + " entries were acknowledged");
}

TEST_CASE("a removed database is refused, not begun anew") {
  ClosedLog closed;
  fs::remove_all(closed.database);
  closed.check_refused("lost its tail");
  CHECK_FALSE(fs::exists(closed.database));
}

TEST_CASE("a missing or surplus last entry is refused at open, an inner gap is named when read") {
  using namespace rocksdb_store;
  ClosedLog closed;
  const std::uint64_t size = (*open_rocksdb_log(closed.options))->head().size.value;
  const auto remove = [](std::uint64_t position) {
    return [position](const Database& database) {
      REQUIRE(
          database
              ->Delete({}, database.family(entries_family), slice_of(entry_key(Position{position})))
              .ok());
    };
  };
  SECTION("inner") {
    closed.tamper(remove(7));
    const auto log = open_rocksdb_log(closed.options);
    REQUIRE(log);
    const auto read = (*log)->read(Position{3}, 10, [](Position, ByteView) { return Visit::more; });
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::corrupt);
    CHECK_THAT(read.error().what.en, Catch::Contains("position 7"));
    const auto entry = (*log)->entry(Position{7});
    REQUIRE_FALSE(entry);
    CHECK(entry.error().code == ErrorCode::corrupt);
  }
  SECTION("last") {
    closed.tamper(remove(size - 1));
    closed.check_refused("position " + std::to_string(size - 1));
  }
  SECTION("surplus") {
    closed.tamper([&](const Database& database) {
      REQUIRE(database
                  ->Put({}, database.family(entries_family), slice_of(entry_key(Position{size})),
                        "more")
                  .ok());
    });
    closed.check_refused("the database holds " + std::to_string(size + 1));
  }
}

TEST_CASE("a flipped bit in a table file is found when read, never served") {
  ClosedLog closed;
  {
    auto log = open_rocksdb_log(closed.options);
    REQUIRE(log);
    REQUIRE((*log)->compact());
  }
  SeededRandom random(5);
  for (const auto& file : fs::directory_iterator(closed.database)) {
    if (file.path().extension() != ".sst") continue;
    const std::string whole = content(file.path());
    std::string damaged = whole;
    damaged[random.below(16)] ^= 1;  // The first block of data.
    replace(file.path(), damaged);
    INFO(file.path().filename() << ", " << whole.size() << " bytes");
    const auto log = open_rocksdb_log(closed.options);
    CHECK((!log || problem_with(**log).has_value()));
    replace(file.path(), whole);
  }
}

TEST_CASE("a missing log is not found, and is not created by a reader") {
  const ScratchDirectory scratch;
  const RocksDbLogOptions options{.directory = scratch / "log"};
  const auto writer = open_rocksdb_log(options);
  const auto reader = open_rocksdb_log_reader(options);
  REQUIRE_FALSE(writer);
  REQUIRE_FALSE(reader);
  CHECK(writer.error().code == ErrorCode::not_found);
  CHECK(reader.error().code == ErrorCode::not_found);
  CHECK_FALSE(fs::exists(options.directory));
}

TEST_CASE("a reader beside the writer sees new groups after refresh, also across compaction") {
  ClosedLog closed;
  auto writer = open_rocksdb_log(closed.options);
  REQUIRE(writer);
  auto reader = open_rocksdb_log_reader(closed.options);
  REQUIRE(reader);
  for (int round = 0; round < 6; ++round) {
    const Head before = (*reader)->head();
    CHECK(problem_with(**reader) == std::nullopt);
    REQUIRE(append_group(**writer) == AppendOutcome::committed);
    CHECK((*reader)->head() == before);
    if (round % 2 == 1) REQUIRE((*writer)->compact());
    const auto refreshed = (*reader)->refresh();
    INFO("round " << round << ": " << (refreshed ? "" : refreshed.error().what.en));
    REQUIRE(refreshed);
    CHECK((*reader)->head() == (*writer)->head());
  }
  CHECK(problem_with(**reader) == std::nullopt);
}

TEST_CASE("a refreshed reader sees a row that was flushed before the reader ever saw it") {
  // The tile is rewritten in one group, flushed, and then left alone while other rooms go on.
  ClosedLog closed(0);
  auto writer = open_rocksdb_log(closed.options);
  REQUIRE(writer);
  auto reader = open_rocksdb_log_reader(closed.options);
  REQUIRE(reader);
  const auto append = [&](std::vector<Row> rows) {
    const Bytes entry = entry_at((*writer)->head().size.value);
    const ByteView entries[] = {entry};
    REQUIRE((*writer)->append({(*writer)->head().size, entries, rows, entry}) ==
            AppendOutcome::committed);
  };
  append({{RowSpace::tile, number(1), number(10)}});
  REQUIRE((*reader)->refresh());
  append({{RowSpace::tile, number(1), number(20)}});
  REQUIRE((*writer)->compact());
  append({{RowSpace::state, number(1), number(1)}});
  REQUIRE((*reader)->refresh());
  CHECK((*reader)->head() == (*writer)->head());
  CHECK((*reader)->row(RowSpace::tile, number(1)).value() == number(20));
}

TEST_CASE("a reader changes nothing in the log's directory and leaves nothing behind") {
  ClosedLog closed;
  const auto listing = [](const fs::path& directory, const std::string& prefix) {
    std::map<std::string, std::string> files;
    for (const auto& file : fs::recursive_directory_iterator(directory)) {
      const bool ours = file.path().string().find(prefix) != std::string::npos;
      if (ours && file.is_regular_file()) files[file.path().string()] = content(file.path());
    }
    return files;
  };
  const ScratchDirectory temporary;
  ::setenv("TMPDIR", (temporary / "").c_str(), 1);
  const auto before = listing(closed.options.directory, "");
  {
    const auto reader = open_rocksdb_log_reader(closed.options);
    REQUIRE(reader);
    CHECK(problem_with(**reader) == std::nullopt);
    CHECK_FALSE(fs::is_empty(temporary / ""));
  }
  ::unsetenv("TMPDIR");
  CHECK(fs::is_empty(temporary / ""));
  CHECK(listing(closed.options.directory, "") == before);
}

TEST_CASE("a store's erased value is in no file after compaction") {
  const ScratchDirectory scratch;
  const auto directory = scratch / "store";
  const auto store = open_rocksdb_store({directory, true});
  REQUIRE(store);
  SeededRandom random(6);
  Bytes secret(64);
  random.fill(secret);
  const auto is_on_disk = [&] {
    for (const auto& file : fs::recursive_directory_iterator(directory)) {
      if (file.is_regular_file() && content(file).find(text_of(secret)) != std::string::npos) {
        return true;
      }
    }
    return false;
  };
  const KeyChange written[] = {{number(1), secret}, {number(2), number(2)}};
  REQUIRE((*store)->write(written, Durability::synced));
  REQUIRE(is_on_disk());
  REQUIRE((*store)->compact());
  REQUIRE(is_on_disk());
  const KeyChange erased[] = {{number(1), std::nullopt}};
  REQUIRE((*store)->write(erased, Durability::synced));
  REQUIRE((*store)->compact());
  CHECK_FALSE(is_on_disk());
  CHECK((*store)->get(number(2)).value() == number(2));
}

TEST_CASE("a store has one writer, is read beside it, survives a reopen and can be destroyed") {
  const ScratchDirectory scratch;
  const RocksDbStoreOptions options{.directory = scratch / "store", .create = true};
  CHECK(open_rocksdb_store({.directory = scratch / "none"}).error().code == ErrorCode::not_found);
  auto store = open_rocksdb_store(options);
  REQUIRE(store);
  CHECK(open_rocksdb_store(options).error().code == ErrorCode::locked);
  CHECK(destroy_rocksdb_store(options.directory).error().code == ErrorCode::locked);
  auto reader = open_rocksdb_store_reader(options);
  REQUIRE(reader);
  const KeyChange change[] = {{number(1), number(10)}};
  REQUIRE((*store)->write(change, Durability::synced));
  CHECK((*reader)->get(number(1)).value() == std::nullopt);
  REQUIRE((*reader)->refresh());
  CHECK((*reader)->get(number(1)).value() == number(10));
  const ByteView keys[] = {ByteView{}};
  CHECK((*reader)->multi_get(keys).value() == std::vector<std::optional<Bytes>>{std::nullopt});
  {
    auto load = (*store)->bulk_load();
    REQUIRE((*load)->put(number(2), number(20)));
    REQUIRE((*load)->finish());
  }
  store->reset();
  store = open_rocksdb_store(options);
  REQUIRE(store);
  CHECK((*store)->get(number(1)).value() == number(10));
  CHECK((*store)->get(number(2)).value() == number(20));
  store->reset();
  REQUIRE(destroy_rocksdb_store(options.directory));
  CHECK_FALSE(fs::exists(options.directory));
}

TEST_CASE("a store that is opened often and written seldom gathers no empty write-ahead logs") {
  const ScratchDirectory scratch;
  const RocksDbStoreOptions options{.directory = scratch / "store", .create = true};
  const KeyChange change[] = {{number(1), number(10)}};
  REQUIRE((*open_rocksdb_store(options))->write(change, Durability::synced));
  for (int i = 0; i < 5; ++i)
    REQUIRE(open_rocksdb_store(options));
  CHECK(write_ahead_logs(options.directory / "db").size() <= 2);
  CHECK((*open_rocksdb_store(options))->get(number(1)).value() == number(10));
}

}  // namespace xueji::store_test
