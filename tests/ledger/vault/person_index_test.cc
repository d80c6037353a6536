#include "ledger/vault/person_index.h"

#include <catch2/catch.hpp>

#include "tests/ledger/vault/example.h"

using namespace xueji;
using example::House;
using example::id;

namespace {

void bind(House& house, std::string_view type, std::string_view number, const PersonId& person) {
  const std::vector bindings{*house.vault->persons().binding(type, number, person)};
  REQUIRE(house.vault->put({}, bindings));
}

Date day() {
  return make_date(2026, 9, 1);
}

// The port cannot report errors, so this store shows what happens when reading fails.
class BrokenReader final : public KeyValueReader {
 public:
  [[nodiscard]] Result<std::optional<Bytes>> get(ByteView) const override {
    return fail(ErrorCode::io, "no disk");
  }
  [[nodiscard]] Result<std::vector<std::optional<Bytes>>> multi_get(
      std::span<const ByteView>) const override {
    return fail(ErrorCode::io, "no disk");
  }
  [[nodiscard]] Status scan(const ScanRange&, const RowVisitor&) const override {
    return fail(ErrorCode::io, "no disk");
  }
  [[nodiscard]] Status refresh() override { return {}; }
};

}  // namespace

TEST_CASE("15 digits, 18 digits and odd spellings are one person", "[D-35][SY-1.5a]") {
  // The first is the worked example of GB 11643-1999; the other was computed by hand.
  CHECK(normalised_number("1", "110105491231002") == "11010519491231002X");
  CHECK(normalised_number("1", "440524800101001") == "440524198001010013");
  House house;
  const auto person = id<PersonId>(1);
  bind(house, "1", "110105491231002", person);
  const auto& index = house.vault->persons();
  for (const std::string number :
       {"11010519491231002X", "11010519491231002x", "110105491231002", " 11010519491231002X\t",
        "１１０１０５１９４９１２３１００２Ｘ", "110105 1949　1231 002ｘ"}) {
    INFO(number);
    CHECK(index.find("1", number).value() == person);
  }
  CHECK(index.find("1", "110105194912310021").value() == std::nullopt);
}

TEST_CASE("the same characters under another identity type are another number", "[D-35]") {
  House house;
  bind(house, "6", "E12345678", id<PersonId>(1));
  const auto& index = house.vault->persons();
  CHECK(index.find("6", "e1234 5678").value() == id<PersonId>(1));
  CHECK(index.find("9", "E12345678").value() == std::nullopt);
  // Fifteen digits of a passport are not an old citizen id.
  CHECK(normalised_number("6", "110105491231002") == "110105491231002");
}

TEST_CASE("a person without a number is neither bound nor found", "[D-35]") {
  House house;
  const auto& index = house.vault->persons();
  CHECK_FALSE(index.binding("A", "  ", id<PersonId>(1)));
  CHECK(index.find("A", "").value() == std::nullopt);
}

TEST_CASE("a number that leads to one person is not bound to another", "[SY-1.5a]") {
  House house;
  bind(house, "1", "11010519491231002X", id<PersonId>(1));
  auto& index = house.vault->persons();
  const std::vector again{*index.binding("1", "110105491231002", id<PersonId>(1))};
  CHECK(house.vault->put({}, again).has_value());
  const std::vector other{*index.binding("1", "110105491231002", id<PersonId>(2))};
  CHECK(house.vault->put({}, other).error().code == ErrorCode::conflict);
  const std::vector both{*index.binding("1", "440524800101001", id<PersonId>(3)),
                         *index.binding("1", "440524198001010013", id<PersonId>(4))};
  CHECK(house.vault->put({}, both).error().code == ErrorCode::conflict);
  CHECK(index.find("1", "440524198001010013").value() == std::nullopt);
}

TEST_CASE("another keyring's index finds nobody") {
  House house;
  bind(house, "1", "11010519491231002X", id<PersonId>(1));
  MemoryStore other_keys;
  const auto keyring = Keyring::create(other_keys, example::ledger, house.master, house.random);
  REQUIRE(keyring);
  const PersonIndex index{house.vault_store, **keyring};
  CHECK(index.find("1", "11010519491231002X").value() == std::nullopt);
}

TEST_CASE("the newest list decides, older generations can still be asked", "[SY-1.5c][FJ-06f]") {
  House house;
  auto& index = house.vault->persons();
  constexpr auto kind = ExternalListKind::skilled_worker_register;
  CHECK_FALSE(index.listed(kind, "11010519491231002X").value());
  const std::vector<std::string> first{"110105491231002", "11010519491231002X", " ",
                                       "440524198001010013"};
  const auto made = index.import_list(kind, day(), first);
  REQUIRE(made);
  CHECK(made->generation == 1);
  CHECK(made->count == 2);
  CHECK(index.listed(kind, "11010519491231002x").value());
  CHECK(index.listed(kind, "440524800101001").value());
  CHECK_FALSE(index.listed(ExternalListKind::city_admission_list, "440524800101001").value());

  const std::vector<std::string> second{"440524198001010013"};
  REQUIRE(index.import_list(kind, add_days(day(), 30), second));
  CHECK_FALSE(index.listed(kind, "11010519491231002X").value());
  CHECK(index.listed(kind, "440524198001010013").value());
  CHECK(index.listed_in(kind, 1, "11010519491231002X").value());
  const auto lists = index.lists(kind);
  REQUIRE(lists);
  REQUIRE(lists->size() == 2);
  CHECK((*lists)[0].as_of == day());
  CHECK((*lists)[1].as_of == add_days(day(), 30));
  CHECK((*lists)[1].count == 1);
}

TEST_CASE("an interrupted import leaves the list before in force, and none of its rows later",
          "[SY-1.5c]") {
  House house;
  auto& index = house.vault->persons();
  constexpr auto kind = ExternalListKind::skilled_worker_register;
  const std::vector<std::string> old_list{"11010519491231002X"};
  const std::vector<std::string> half_list{"440524198001010013"};
  REQUIRE(index.import_list(kind, day(), old_list));
  REQUIRE(index.import_list(kind, day(), half_list));
  // As after a crash just before the row that puts generation 2 in force.
  const KeyChange undone[] = {{Bytes{'L', static_cast<std::uint8_t>(kind), 0, 0, 0, 2}, {}}};
  REQUIRE(house.vault_store.write(undone, Durability::synced));
  CHECK(index.listed(kind, "11010519491231002X").value());
  CHECK_FALSE(index.listed(kind, "440524198001010013").value());
  const auto again = index.import_list(kind, day(), old_list);
  REQUIRE(again);
  CHECK(again->generation == 2);
  CHECK_FALSE(index.listed(kind, "440524198001010013").value());
}

TEST_CASE("a lookup answers from one batch, and keeps a failed read for its caller") {
  House house;
  bind(house, "1", "11010519491231002X", id<PersonId>(1));
  PersonLookup lookup{house.vault->persons()};
  const std::vector<IdentityNumber> numbers{{"1", "110105491231002"}, {"1", "x"}, {"A", ""}};
  REQUIRE(lookup.prefetch(numbers));
  CHECK(lookup.find("1", "110105491231002") == id<PersonId>(1));
  CHECK(lookup.find("1", "11010519491231002X") == id<PersonId>(1));
  CHECK(lookup.find("1", "x") == std::nullopt);
  CHECK(lookup.status().has_value());

  BrokenReader broken;
  const PersonIndex unreadable{broken, *house.keyring};
  PersonLookup failing{unreadable};
  CHECK_FALSE(failing.prefetch(numbers));
  CHECK(failing.find("1", "x") == std::nullopt);
  CHECK_FALSE(failing.listed(ExternalListKind::city_roster, "x"));
  REQUIRE_FALSE(failing.status());
  CHECK(failing.status().error().code == ErrorCode::io);
}

TEST_CASE("a person is forgotten under every number") {
  House house;
  bind(house, "1", "11010519491231002X", id<PersonId>(1));
  bind(house, "6", "E12345678", id<PersonId>(1));
  bind(house, "6", "E99999999", id<PersonId>(2));
  auto& index = house.vault->persons();
  CHECK(index.forget(id<PersonId>(1)).value() == 2);
  CHECK(index.find("1", "11010519491231002X").value() == std::nullopt);
  CHECK(index.find("6", "E99999999").value() == id<PersonId>(2));
}
