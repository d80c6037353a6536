// Damage by accident or by a thief: the checkpoints still say what was there. Every one must be
// caught, and located.
#include <set>

#include "tests/replay/verify/finished_city.h"

namespace xueji::test {
namespace {

struct EnvelopeField {
  const char* name;
  std::size_t offset;
};
constexpr EnvelopeField envelope_fields[] = {
    {"format", 0},   {"body kind", 1}, {"subject kind", 2},    {"reserved", 3},
    {"sequence", 4}, {"position", 8},  {"position, high", 14}, {"recorded_at", 16},
    {"subject", 24}, {"previous", 40}, {"body length", 48},    {"zero", 52}};

/// What kind of entry this is, ledger records told apart.
std::size_t flavour(const Entry& entry) {
  const auto body = entry.body.index();
  const auto* record = std::get_if<LedgerRecord>(&entry.body);
  return record == nullptr ? body : 100 + record->body.index();
}

/// The last entry of each kind, and the first one that a full tile covers.
std::vector<std::uint64_t> one_of_each(const LogImage& image) {
  std::map<std::size_t, std::uint64_t> last;
  std::map<std::size_t, std::uint64_t> first;
  for (std::uint64_t at = 0; at < image.entries.size(); ++at) {
    const auto kind = flavour(image.decoded(at));
    last[kind] = at;
    first.try_emplace(kind, at);
  }
  std::set<std::uint64_t> positions;
  for (const auto& [kind, at] : last)
    positions.insert(at);
  for (const auto& [kind, at] : first)
    positions.insert(at);
  return {positions.begin(), positions.end()};
}

void check_located(const LogImage& image, std::uint64_t at) {
  const auto report = finished_city().verify(image);
  INFO(listed(report));
  CHECK_FALSE(report.consistent());
  CHECK(is_first_at(report, at));
}

}  // namespace

TEST_CASE("a flipped bit in any field of any kind of entry is caught where it is", "[verify]") {
  const auto& city = finished_city();
  const auto positions = one_of_each(city.image);
  CHECK(positions.size() >= 9);
  auto image = city.image;
  for (const auto at : positions) {
    const auto good = image.entries[at];
    for (const auto& field : envelope_fields) {
      INFO("entry " << at << ", envelope field " << field.name);
      image.entries[at][field.offset] ^= 1;
      check_located(image, at);
      image.entries[at] = good;
    }
    const auto step = std::max<std::size_t>(1, (good.size() - 56) / 5);
    for (std::size_t offset = 56; offset < good.size(); offset += step) {
      INFO("entry " << at << ", byte " << offset);
      image.entries[at][offset] ^= 0x10;
      check_located(image, at);
      image.entries[at] = good;
    }
  }
}

TEST_CASE("a removed entry is located at the gap", "[verify]") {
  const auto& city = finished_city();
  for (const auto at : one_of_each(city.image)) {
    if (at == 0) continue;
    INFO("entry " << at);
    auto image = city.image;
    image.entries.erase(image.entries.begin() + static_cast<std::ptrdiff_t>(at));
    check_located(image, at);
  }
}

TEST_CASE("a repeated entry is located where it stands the second time", "[verify]") {
  const auto& city = finished_city();
  const auto at = city.image.entries.size() - 40;
  auto image = city.image;
  image.entries.insert(image.entries.begin() + static_cast<std::ptrdiff_t>(at + 1),
                       image.entries[at]);
  image.stored_head.size.value += 1;
  check_located(image, at + 1);
}

TEST_CASE("swapped and moved entries are located at the first of them", "[verify]") {
  const auto& city = finished_city();
  const auto at = city.image.entries.size() - 40;
  SECTION("neighbours") {
    auto image = city.image;
    std::swap(image.entries[at], image.entries[at + 1]);
    check_located(image, at);
  }
  SECTION("far apart") {
    auto image = city.image;
    std::swap(image.entries[at], image.entries[at + 20]);
    check_located(image, at);
  }
  SECTION("a stretch moved") {
    auto image = city.image;
    const auto begin = image.entries.begin() + static_cast<std::ptrdiff_t>(at);
    std::rotate(begin, begin + 3, begin + 9);
    check_located(image, at);
  }
}

TEST_CASE("a cut-off log is located at its new end", "[verify]") {
  const auto& city = finished_city();
  const auto size = city.image.entries.size();
  SECTION("the head still says how long it was") {
    auto image = city.image;
    image.entries.resize(size - 5);
    check_located(image, size - 5);
  }
  SECTION("an operator moved the head back: a kept receipt shows it") {
    auto image = city.image;
    image.entries.resize(city.receipt.position.value);
    image.sign_again(city.checkpoint_signer());
    auto options = city.options();
    options.receipts = {city.receipt};
    const auto report = city.verify(image, options);
    INFO(listed(report));
    CHECK(has(report, DifferenceKind::anchor, city.receipt.position.value));
  }
}

TEST_CASE("an empty log is no log", "[verify]") {
  LogImage image;
  const auto report = verify_log(image, finished_city().options());
  REQUIRE_FALSE(report);
  CHECK(report.error().code == ErrorCode::not_found);
}

TEST_CASE("a row beside the log that differs is named, and fails the verification", "[verify]") {
  const auto& city = finished_city();
  auto image = city.image;
  const auto only_derived = [&] {
    const auto report = city.verify(image);
    INFO(listed(report));
    CHECK(report.difference_count >= 1);
    for (const auto& difference : report.differences) {
      CHECK(difference.kind == DifferenceKind::derived);
    }
    return report;
  };
  SECTION("a hash in a tile, at its position") {
    image.row_of(RowSpace::tile)[17 * 32 + 5] ^= 1;
    CHECK(is_first_at(only_derived(), 17));
  }
  SECTION("a missing tile") {
    std::erase_if(image.rows, [](const auto& row) {
      return row.first.first == static_cast<std::uint8_t>(RowSpace::tile);
    });
    CHECK(is_first_at(only_derived(), 0));
  }
  SECTION("state, subject and index rows: changed, missing, invented") {
    for (const auto room : {RowSpace::state, RowSpace::subject, RowSpace::organisation_index}) {
      for (std::size_t nth = 0; nth < image.count(room); nth += 7) {
        INFO("room " << static_cast<int>(room) << " row " << nth);
        image.row_of(room, nth).back() ^= 1;
        CHECK(only_derived().difference_count == 1);
        image.row_of(room, nth).back() ^= 1;
      }
      const auto number = static_cast<std::uint8_t>(room);
      const auto first = image.rows.lower_bound({number, {}});
      const auto saved = *first;
      image.rows.erase(first);
      CHECK(only_derived().difference_count == 1);
      image.rows.insert(saved);
      auto invented = saved.first;
      invented.second.back() ^= 0x55;
      image.rows[invented] = saved.second;
      CHECK(only_derived().difference_count == 1);
      image.rows.erase(invented);
    }
  }
}

TEST_CASE("a checkpoint that this ledger's key did not sign is named", "[verify]") {
  const auto& city = finished_city();
  auto image = city.image;
  SeededRandom random(9);
  auto key = SigningKey::generate(Suite::sha256_ed25519, random);
  REQUIRE(key);
  auto signer = NoteSigner::make(city.anchor.origin, *std::move(key));
  REQUIRE(signer);
  SECTION("a stored one, altered") {
    auto& note = image.row_of(static_cast<RowSpace>(9), 3);
    note[note.size() - 10] = note[note.size() - 10] == 'A' ? 'B' : 'A';
    CHECK_FALSE(city.verify(image).consistent());
  }
  SECTION("all, by a key of the thief") {
    image.sign_again(*signer);
    const auto report = city.verify(image);
    CHECK_FALSE(report.consistent());
    CHECK(report.checkpoint.empty());
  }
}

}  // namespace xueji::test
