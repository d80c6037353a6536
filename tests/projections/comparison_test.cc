#include "projections/comparison.h"

#include <catch2/catch.hpp>
#include <memory>

#include "ledger/store/memory/memory_store.h"
#include "projections/rows.h"

namespace xueji {
namespace {

using Kind = RowDifference::Kind;

Bytes key_of(ViewTable table, std::uint64_t number) {
  return view_key(table, {big_endian(number)});
}

/// So many rows of persons, which sort before histories, and as many histories.
std::unique_ptr<MemoryStore> store_of(std::uint64_t rows) {
  auto store = std::make_unique<MemoryStore>();
  std::vector<KeyChange> changes;
  for (std::uint64_t i = 0; i < rows; ++i) {
    const auto value = to_bytes(big_endian(i * i));
    changes.push_back({key_of(ViewTable::person, i), value});
    changes.push_back({key_of(ViewTable::roster, i), value});
  }
  REQUIRE(store->write(changes, Durability::buffered));
  return store;
}

}  // namespace

TEST_CASE("equal rows are counted on both sides, whatever their number", "[views]") {
  const std::uint64_t rows = GENERATE(0, 1, 8191, 8192, 8193, 16384, 20000);
  CAPTURE(rows);
  const auto a = store_of(rows);
  const auto b = store_of(rows);
  const auto compared = compare_rows(*a, *b);
  REQUIRE(compared);
  CHECK(compared->equal());
  CHECK(compared->old_rows == 2 * rows);
  CHECK(compared->new_rows == 2 * rows);
}

TEST_CASE("one row too many, one too few and one changed are found anywhere", "[views]") {
  const std::uint64_t at = GENERATE(0, 8190, 8191, 8192, 9999);
  const auto table = GENERATE(ViewTable::person, ViewTable::roster);
  CAPTURE(at, static_cast<char>(table));
  const auto a = store_of(10'000);
  const auto b = store_of(10'000);
  const auto place = key_of(table, at);
  auto extra = place;
  extra.push_back(0);
  SECTION("too many") {
    REQUIRE(a->write(std::vector<KeyChange>{{extra, Bytes{}}}, Durability::buffered));
    const auto compared = compare_rows(*a, *b);
    REQUIRE(compared);
    REQUIRE(compared->different == 1);
    CHECK(compared->first.front().kind == Kind::only_old);
    CHECK(compared->first.front().key == extra);
    CHECK(compared->old_rows == compared->new_rows + 1);
  }
  SECTION("too few") {
    REQUIRE(a->write(std::vector<KeyChange>{{place, std::nullopt}}, Durability::buffered));
    const auto compared = compare_rows(*a, *b);
    REQUIRE(compared);
    REQUIRE(compared->different == 1);
    CHECK(compared->first.front().kind == Kind::only_new);
    CHECK(compared->first.front().key == place);
    CHECK(compared->new_rows == compared->old_rows + 1);
  }
  SECTION("changed") {
    REQUIRE(a->write(std::vector<KeyChange>{{place, Bytes{7}}}, Durability::buffered));
    const auto compared = compare_rows(*a, *b);
    REQUIRE(compared);
    REQUIRE(compared->different == 1);
    CHECK(compared->first.front().kind == Kind::changed);
    CHECK(compared->first.front().old_value == Bytes{7});
    CHECK(compared->first.front().new_value == to_bytes(big_endian(at * at)));
  }
}

TEST_CASE("the first differences are shown in key order, all of them are counted", "[views]") {
  const auto full = store_of(15);
  const MemoryStore empty;
  const auto compared = compare_rows(*full, empty);
  REQUIRE(compared);
  CHECK(compared->different == 30);
  REQUIRE(compared->first.size() == differences_shown_max);
  for (std::size_t i = 0; i < differences_shown_max; ++i) {
    const auto table = i < 15 ? ViewTable::person : ViewTable::roster;
    CHECK(compared->first[i].key == key_of(table, i % 15));
  }
}

}  // namespace xueji
