// What every adapter of EventLog and KeyValueStore promises.
#include <catch2/catch.hpp>
#include <thread>

#include "ledger/store/memory/memory_log.h"
#include "ledger/store/memory/memory_store.h"
#include "ledger/store/rocksdb/rocksdb_log.h"
#include "ledger/store/rocksdb/rocksdb_store.h"
#include "tests/ledger/store/scratch_directory.h"
#include "tests/ledger/store/workload.h"

namespace xueji::store_test {
namespace {

struct MemoryAdapters {
  MemoryLog event_log;
  MemoryStore key_values;
  EventLog& log() { return event_log; }
  KeyValueStore& store() { return key_values; }
};

struct RocksDbAdapters {
  ScratchDirectory scratch;
  std::unique_ptr<EventLog> event_log = *open_rocksdb_log({scratch / "log", true});
  std::unique_ptr<KeyValueStore> key_values = *open_rocksdb_store({scratch / "store", true});
  EventLog& log() { return *event_log; }
  KeyValueStore& store() { return *key_values; }
};

Bytes bytes(std::string_view text) {
  return to_bytes(bytes_of(text));
}

template <class Source>
std::string keys_of(const Source& scan_source, const ScanRange& range, std::size_t max = 100) {
  std::string keys;
  std::size_t count = 0;
  const auto scanned = scan_source(range, [&](ByteView key, ByteView) {
    keys += std::string(text_of(key)) + " ";
    return ++count < max ? Visit::more : Visit::stop;
  });
  CHECK(scanned);
  return keys;
}

/// The same questions to rows and to keys: `scan` over a, aa, ab, b, ba, \xff, \xff\xff.
template <class Source>
void check_scans(const Source& scan) {
  const auto range = [](std::string_view prefix, std::string_view from, bool descending) {
    return ScanRange{bytes_of(prefix), bytes_of(from), descending};
  };
  CHECK(keys_of(scan, {}) == "a aa ab b ba \xff \xff\xff ");
  CHECK(keys_of(scan, range("", "", true)) == "\xff\xff \xff ba b ab aa a ");
  CHECK(keys_of(scan, range("a", "", false)) == "a aa ab ");
  CHECK(keys_of(scan, range("a", "", true)) == "ab aa a ");
  CHECK(keys_of(scan, range("\xff", "", true)) == "\xff\xff \xff ");
  CHECK(keys_of(scan, range("\xff", "", false)) == "\xff \xff\xff ");
  CHECK(keys_of(scan, range("a", "aaz", false)) == "ab ");
  CHECK(keys_of(scan, range("a", "aaz", true)) == "aa a ");
  CHECK(keys_of(scan, range("a", "aa", true)) == "aa a ");
  CHECK(keys_of(scan, range("b", "a", false)) == "b ba ");
  CHECK(keys_of(scan, range("b", "a", true)).empty());
  CHECK(keys_of(scan, range("a", "b", true)) == "ab aa a ");
  CHECK(keys_of(scan, range("a", "b", false)).empty());
  CHECK(keys_of(scan, range("c", "", false)).empty());
  CHECK(keys_of(scan, {}, 2) == "a aa ");
}
constexpr std::string_view scan_keys[] = {"\xff\xff", "b", "aa", "a", "\xff", "ba", "ab"};

}  // namespace

TEMPLATE_TEST_CASE("an empty log has an empty head and nothing to read", "", MemoryAdapters,
                   RocksDbAdapters) {
  TestType adapters;
  EventLog& log = adapters.log();
  CHECK(log.head() == Head{});
  CHECK(log.read(Position{0}, 10, [](Position, ByteView) { return Visit::more; }) == 0U);
  const auto entry = log.entry(Position{0});
  REQUIRE_FALSE(entry);
  CHECK(entry.error().code == ErrorCode::not_found);
  CHECK(problem_with(log) == std::nullopt);
}

TEMPLATE_TEST_CASE("committed groups are read back whole and in order", "", MemoryAdapters,
                   RocksDbAdapters) {
  TestType adapters;
  EventLog& log = adapters.log();
  while (log.head().size.value < 1500)
    REQUIRE(append_group(log) == AppendOutcome::committed);
  CHECK(problem_with(log) == std::nullopt);
  CHECK(log.entry(Position{700}).value() == entry_at(700));
  std::vector<std::uint64_t> positions;
  const auto visited = log.read(Position{40}, 3, [&](Position position, ByteView entry) {
    CHECK(to_bytes(entry) == entry_at(position.value));
    positions.push_back(position.value);
    return Visit::more;
  });
  CHECK(visited == 3U);
  CHECK(positions == std::vector<std::uint64_t>{40, 41, 42});
  CHECK(log.read(Position{40}, 100, [](Position p, ByteView) {
    return p.value < 45 ? Visit::more : Visit::stop;
  }) == 6U);
  CHECK(log.read(no_position, 5, [](Position, ByteView) { return Visit::more; }) == 0U);
}

TEMPLATE_TEST_CASE("an append on another head is a conflict and changes nothing", "",
                   MemoryAdapters, RocksDbAdapters) {
  TestType adapters;
  EventLog& log = adapters.log();
  REQUIRE(append_group(log) == AppendOutcome::committed);
  const Head before = log.head();
  const Bytes entry = bytes("late");
  const ByteView entries[] = {entry};
  const Row rows[] = {{RowSpace::state, bytes("size"), bytes("other")}};
  for (const std::uint64_t expected : {before.size.value - 1, before.size.value + 1}) {
    CHECK(log.append({TreeSize{expected}, entries, rows, entry}) == AppendOutcome::conflict);
  }
  CHECK(log.head() == before);
  CHECK(problem_with(log) == std::nullopt);
}

TEMPLATE_TEST_CASE("a group beyond a limit is refused and changes nothing", "", MemoryAdapters,
                   RocksDbAdapters) {
  TestType adapters;
  EventLog& log = adapters.log();
  const Bytes largest(entry_bytes_max, 1);
  const Bytes too_large(entry_bytes_max + 1, 1);
  const Bytes record = bytes("r");
  const Bytes large_record(head_record_bytes_max + 1, 1);
  const ByteView good[] = {largest};
  const ByteView large[] = {too_large};
  const ByteView empty[] = {ByteView{}};
  const Row head_row[] = {{RowSpace::head, bytes("x"), bytes("y")}};
  const Row long_key[] = {{RowSpace::state, Bytes(row_key_bytes_max + 1, 0), bytes("y")}};
  const AppendRequest bad[] = {
      {TreeSize{0}, {}, {}, record},         {TreeSize{0}, large, {}, record},
      {TreeSize{0}, empty, {}, record},      {TreeSize{0}, good, {}, {}},
      {TreeSize{0}, good, {}, large_record}, {TreeSize{0}, good, head_row, record},
      {TreeSize{0}, good, long_key, record},
  };
  for (const auto& request : bad) {
    const auto outcome = log.append(request);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == ErrorCode::invalid_argument);
  }
  CHECK(log.head() == Head{});
  const Bytes largest_record(head_record_bytes_max, 1);
  CHECK(log.append({TreeSize{0}, good, {}, largest_record}) == AppendOutcome::committed);
  CHECK(log.head().record == largest_record);
}

TEMPLATE_TEST_CASE("rows change with their group, are deleted by nothing, and rooms are apart", "",
                   MemoryAdapters, RocksDbAdapters) {
  TestType adapters;
  EventLog& log = adapters.log();
  const Bytes entry = bytes("e");
  const ByteView entries[] = {entry};
  std::vector<Row> rows;
  for (const auto key : scan_keys)
    rows.push_back({RowSpace::person, bytes(key), bytes("v")});
  rows.push_back({RowSpace::tile, bytes("a"), bytes("tile")});
  rows.push_back({RowSpace::state, bytes("a"), bytes("first")});
  rows.push_back({RowSpace::state, bytes("a"), bytes("last")});
  rows.push_back({RowSpace::state, bytes("empty"), Bytes{}});
  REQUIRE(log.append({TreeSize{0}, entries, rows, entry}) == AppendOutcome::committed);

  const ByteView key = bytes_of("a");
  const RowKey keys[] = {{RowSpace::tile, key},
                         {RowSpace::subject, key},
                         {RowSpace::state, key},
                         {RowSpace::state, bytes_of("empty")}};
  using Values = std::vector<std::optional<Bytes>>;
  CHECK(log.multi_row(keys).value() == Values{bytes("tile"), std::nullopt, bytes("last"), Bytes{}});
  check_scans([&](const ScanRange& range, const RowVisitor& visitor) {
    return log.scan(RowSpace::person, range, visitor);
  });

  const Row deletion[] = {{RowSpace::state, bytes("a"), std::nullopt}};
  REQUIRE(log.append({TreeSize{1}, entries, deletion, entry}) == AppendOutcome::committed);
  CHECK(log.row(RowSpace::state, key).value() == std::nullopt);
  CHECK(log.row(RowSpace::tile, key).value() == bytes("tile"));
}

TEMPLATE_TEST_CASE("readers beside the writer never see a gap or a torn entry", "", MemoryAdapters,
                   RocksDbAdapters) {
  TestType adapters;
  EventLog& log = adapters.log();
  std::atomic<bool> done{false};
  std::atomic<int> faults{0};
  std::thread reader([&] {
    while (!done) {
      const std::uint64_t size = log.head().size.value;
      const auto visited = log.read(Position{0}, size, [&](Position position, ByteView entry) {
        if (to_bytes(entry) != entry_at(position.value)) ++faults;
        return Visit::more;
      });
      if (!visited || *visited != size) ++faults;
    }
  });
  for (int i = 0; i < 100; ++i)
    CHECK(append_group(log) == AppendOutcome::committed);
  done = true;
  reader.join();
  CHECK(faults == 0);
}

TEMPLATE_TEST_CASE("keys are written together, read in batches and scanned in order", "",
                   MemoryAdapters, RocksDbAdapters) {
  TestType adapters;
  KeyValueStore& store = adapters.store();
  std::vector<KeyChange> changes;
  for (const auto key : scan_keys)
    changes.push_back({bytes(key), bytes("v")});
  changes.push_back({bytes("gone"), bytes("v")});
  REQUIRE(store.write(changes, Durability::buffered));
  const KeyChange deletion[] = {{bytes("gone"), std::nullopt}};
  REQUIRE(store.write(deletion, Durability::synced));
  check_scans([&](const ScanRange& range, const RowVisitor& visitor) {
    return store.scan(range, visitor);
  });
  const ByteView keys[] = {bytes_of("ab"), bytes_of("gone")};
  CHECK(store.multi_get(keys).value() == std::vector<std::optional<Bytes>>{bytes("v"), {}});
  CHECK(store.get(bytes_of("ba")).value() == bytes("v"));
  CHECK(store.get(bytes_of("gone")).value() == std::nullopt);
  CHECK(store.flush());
  CHECK(store.compact());
  CHECK(store.size_on_disk_bytes().value() > 0);
  CHECK(store.get(bytes_of("ba")).value() == bytes("v"));
}

TEMPLATE_TEST_CASE("a bulk load appears all at once, over older values, or not at all", "",
                   MemoryAdapters, RocksDbAdapters) {
  TestType adapters;
  KeyValueStore& store = adapters.store();
  const KeyChange older[] = {{number(3), bytes("older")}};
  REQUIRE(store.write(older, Durability::synced));
  {
    auto dropped = store.bulk_load();
    REQUIRE(dropped);
    REQUIRE((*dropped)->put(number(1), bytes("dropped")));
  }
  CHECK(store.get(number(1)).value() == std::nullopt);
  auto load = store.bulk_load();
  REQUIRE(load);
  for (std::uint64_t i = 0; i < 2000; ++i)
    REQUIRE((*load)->put(number(i), entry_at(i)));
  CHECK_FALSE((*load)->put(number(1999), bytes("again")));
  CHECK_FALSE((*load)->put(number(5), bytes("back")));
  CHECK(store.get(number(3)).value() == bytes("older"));
  REQUIRE((*load)->finish());
  std::uint64_t next = 0;
  REQUIRE(store.scan({}, [&](ByteView key, ByteView value) {
    CHECK(to_bytes(key) == number(next));
    CHECK(to_bytes(value) == entry_at(next++));
    return Visit::more;
  }));
  CHECK(next == 2000);
}

}  // namespace xueji::store_test
