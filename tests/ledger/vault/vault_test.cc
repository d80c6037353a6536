#include "ledger/vault/vault.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "ledger/store/rocksdb/rocksdb_store.h"
#include "ledger/vault/disclosure_codec.h"
#include "tests/ledger/base/no_threads.h"
#include "tests/ledger/vault/example.h"

using namespace xueji;
using example::admission_of;
using example::Folder;
using example::House;
using example::id;
using example::ref_of;

namespace {

const auto admitted = EventType::student_admitted;
const auto number_a = "11010519491231002X";

Bytes record_row(const DisclosureRef& ref) {
  Bytes row{'D'};
  append_ref(row, ref);
  return row;
}

Bytes stored(const House& house, const DisclosureRef& ref) {
  return house.vault_store.get(record_row(ref)).value().value();
}

void overwrite(House& house, const DisclosureRef& ref, std::optional<Bytes> value) {
  const KeyChange changes[] = {{record_row(ref), std::move(value)}};
  REQUIRE(house.vault_store.write(changes, Durability::synced));
}

Vault::ExistsInLog only(std::set<DisclosureRef> in_log) {
  return [in_log = std::move(in_log)](std::span<const DisclosureRef> refs) {
    std::vector<bool> answers;
    for (const auto& ref : refs)
      answers.push_back(in_log.contains(ref));
    return Result<std::vector<bool>>{answers};
  };
}

// The two stores, the keyring and the vault on disk, as a process would open them.
struct DiskHouse {
  SeededRandom random{99};
  std::unique_ptr<KeyValueStore> key_store;
  std::unique_ptr<KeyValueStore> vault_store;
  std::unique_ptr<Keyring> keyring;
  std::unique_ptr<Vault> vault;

  DiskHouse(const std::filesystem::path& folder, const MasterKey& master, bool create) {
    key_store =
        std::move(open_rocksdb_store({.directory = folder / "keyring", .create = create}).value());
    vault_store =
        std::move(open_rocksdb_store({.directory = folder / "vault", .create = create}).value());
    keyring = std::move((create ? Keyring::create(*key_store, example::ledger, master, random)
                                : Keyring::open(*key_store, example::ledger, master, random))
                            .value());
    vault = std::move((create ? Vault::create(*vault_store, *keyring, random)
                              : Vault::open(*vault_store, *keyring, random))
                          .value());
  }
  PendingBatch put(const DisclosureRef& ref, const PersonId& owner, const Disclosure& disclosure,
                   std::vector<PersonBinding> bindings = {}) {
    if (!keyring->ensure({&owner, 1})) std::abort();
    const DisclosureToSeal item{ref, owner, disclosure};
    return vault->put(vault->seal({&item, 1}).value(), bindings).value();
  }
};

// All bytes of all files below a folder.
std::string raw_bytes_of(const std::filesystem::path& folder) {
  std::string all;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  return all;
}

}  // namespace

TEST_CASE("a disclosure comes back as it was sealed, and fits its root") {
  House house;
  const auto ref = ref_of(1, admitted, 2);
  const auto disclosure = admission_of("张三", number_a);
  house.put(ref, id<PersonId>(1), disclosure);
  const auto opened =
      house.vault->open_sealed(DisclosureRequest{ref, example::root_of(ref, disclosure)});
  REQUIRE(opened);
  REQUIRE(opened->state == DisclosureState::opened);
  CHECK(*opened->disclosure == disclosure);
}

TEST_CASE("of many disclosures each answer stands where it was asked for") {
  House house;
  std::vector<DisclosureRef> refs;
  std::vector<Disclosure> disclosures;
  for (std::uint8_t n = 1; n <= 3; ++n) {
    refs.push_back(ref_of(n, admitted, n));
    disclosures.push_back(admission_of("学生" + std::to_string(n), number_a));
    house.put(refs.back(), id<PersonId>(n), disclosures.back());
  }
  refs.push_back(ref_of(4, admitted, 4));  // Of this one there is nothing.
  std::vector<DisclosureRequest> requests;
  constexpr std::size_t many = 5'000;
  for (std::size_t i = 0; i < many; ++i)
    requests.push_back({refs[i % refs.size()]});
  std::optional<test::NoThreads> none;
  SECTION("on two threads") {}
  SECTION("where no thread can be made") {
    none.emplace();
  }
  const auto opened = house.vault->open_sealed(requests);
  REQUIRE(opened);
  REQUIRE(opened->size() == many);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < many; ++i) {
    const auto& answer = (*opened)[i];
    const auto n = i % refs.size();
    const bool right = n < disclosures.size() ? answer.state == DisclosureState::opened &&
                                                    *answer.disclosure == disclosures[n]
                                              : answer.state == DisclosureState::missing;
    if (!right) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("missing, erased, damaged and forged are told apart") {
  House house;
  const auto person = id<PersonId>(1);
  const auto ref = ref_of(1, admitted, 2);
  const auto disclosure = admission_of("张三", number_a);
  CHECK(house.state_of(ref) == DisclosureState::missing);
  house.put(ref, person, disclosure);
  const Bytes good = stored(house, ref);

  SECTION("every changed byte of the record is noticed") {
    for (std::size_t i = 0; i < good.size(); ++i) {
      Bytes bad = good;
      bad[i] ^= 0x40;
      overwrite(house, ref, bad);
      const auto state = house.state_of(ref);
      // A changed owner names a person without a key.
      const bool in_owner = i >= 1 && i <= PersonId::size_bytes;
      CHECK(state == (in_owner ? DisclosureState::key_missing : DisclosureState::damaged));
    }
    for (std::size_t size = 0; size < good.size(); ++size) {
      overwrite(house, ref, Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)));
      CHECK(house.state_of(ref) == DisclosureState::damaged);
    }
  }
  SECTION("another disclosure sealed with the right key is forged") {
    const Digest root = example::root_of(ref, disclosure);
    house.put(ref, person, admission_of("李四", number_a));
    CHECK(house.state_of(ref, root) == DisclosureState::forged);
    house.put(ref, person, admission_of("张三", number_a, 8));
    CHECK(house.state_of(ref, root) == DisclosureState::forged);
    house.put(ref, person, Disclosure{id<Seed>(7), {"张三"}});
    CHECK(house.state_of(ref) == DisclosureState::forged);
  }
  SECTION("erasure leaves the answer that it was erased") {
    CHECK(house.vault->erase(person, Instant{1}).value() == 1);
    CHECK(house.state_of(ref) == DisclosureState::key_destroyed);
    CHECK(stored(house, ref).size() == 1 + PersonId::size_bytes);
    const DisclosureToSeal item{ref, person, disclosure};
    CHECK(house.vault->seal({&item, 1}).error().code == ErrorCode::refused);
  }
  SECTION("a lost key is not an erasure") {
    REQUIRE(house.keyring->discard({&person, 1}));
    CHECK(house.state_of(ref) == DisclosureState::key_missing);
  }
}

TEST_CASE("records exchanged between events, types, subjects or persons do not open") {
  House house;
  const auto a = ref_of(1, admitted, 2);
  house.put(a, id<PersonId>(1), admission_of("张三", number_a));
  const Bytes record = stored(house, a);
  auto other_event = a;
  other_event.body.bytes[0] ^= 1;
  auto other_type = a;
  other_type.type = EventType::general_high_student_admitted;
  auto other_subject = a;
  other_subject.subject.bytes[0] ^= 1;
  auto other_kind = a;
  other_kind.subject_kind = SubjectKind::person;
  for (const auto& moved : {other_event, other_type, other_subject, other_kind}) {
    overwrite(house, moved, record);
    CHECK(house.state_of(moved) == DisclosureState::damaged);
  }
  const auto b = ref_of(3, admitted, 4);
  house.put(b, id<PersonId>(2), admission_of("李四", "x"));
  Bytes renamed = record;
  std::ranges::copy(id<PersonId>(2).bytes, renamed.begin() + 1);
  overwrite(house, a, renamed);
  CHECK(house.state_of(a) == DisclosureState::damaged);
}

TEST_CASE("a vault copied to another ledger does not open there") {
  House house;
  const auto ref = ref_of(1, admitted, 2);
  house.put(ref, id<PersonId>(1), admission_of("张三", number_a));
  MemoryStore other_keys;
  const auto keyring = Keyring::create(other_keys, id<LedgerId>(0x77), house.master, house.random);
  REQUIRE(keyring);
  CHECK(Vault::open(house.vault_store, **keyring, house.random).error().code == ErrorCode::refused);
  CHECK(Vault::create(house.vault_store, **keyring, house.random).error().code ==
        ErrorCode::conflict);
  MemoryStore empty;
  CHECK(Vault::open(empty, **keyring, house.random).error().code == ErrorCode::not_found);
}

TEST_CASE("orphans are destroyed with their unused keys and bindings, the rest is kept") {
  House house;
  auto& vault = *house.vault;
  const auto in_log = ref_of(1, admitted, 1);
  const auto orphan = ref_of(2, admitted, 2);
  const auto orphan_of_known = ref_of(1, EventType::consent, 3);
  const auto settled = ref_of(4, admitted, 4);
  const auto binding = [&](std::string_view number, std::uint8_t person) {
    return std::vector{*vault.persons().binding("1", number, id<PersonId>(person))};
  };
  house.put(in_log, id<PersonId>(1), admission_of("甲", "1"), binding("1", 1));
  house.put(orphan, id<PersonId>(2), admission_of("乙", "2"), binding("2", 2));
  house.put(orphan_of_known, id<PersonId>(1), Disclosure{id<Seed>(9), {"digest"}});
  const auto done = house.put(settled, id<PersonId>(4), admission_of("丁", "4"), binding("4", 4));
  REQUIRE(vault.settle({&done, 1}));

  CHECK(vault.pending().value() == std::vector<DisclosureRef>{in_log, orphan_of_known, orphan});
  const auto recovery = vault.recover(only({in_log}));
  REQUIRE(recovery);
  CHECK(recovery->kept == 1);
  CHECK(recovery->destroyed == std::vector<DisclosureRef>{orphan_of_known, orphan});
  CHECK(vault.pending().value().empty());

  CHECK(house.state_of(in_log) == DisclosureState::opened);
  CHECK(house.state_of(settled) == DisclosureState::opened);
  CHECK(house.state_of(orphan) == DisclosureState::missing);
  CHECK(house.state_of(orphan_of_known) == DisclosureState::missing);
  CHECK(house.keyring->key_of(id<PersonId>(2))->state == PersonKeyState::missing);
  CHECK(house.keyring->key_of(id<PersonId>(1))->state == PersonKeyState::present);
  CHECK(vault.persons().find("1", "2").value() == std::nullopt);
  CHECK(vault.persons().find("1", "1").value() == id<PersonId>(1));
  CHECK(vault.persons().find("1", "4").value() == id<PersonId>(4));

  // The same person can be filed again.
  house.put(orphan, id<PersonId>(2), admission_of("乙", "2"), binding("2", 2));
  CHECK(house.state_of(orphan) == DisclosureState::opened);
}

TEST_CASE("a line repeated byte for byte is not an orphan when its second filing fails") {
  House house;
  const auto ref = ref_of(1, admitted, 1);
  const auto first = house.put(ref, id<PersonId>(1), admission_of("甲", "1"));
  REQUIRE(house.vault->settle({&first, 1}));
  house.put(ref, id<PersonId>(1), admission_of("甲", "1"));
  CHECK(house.vault->recover(only({ref}))->destroyed.empty());
  CHECK(house.state_of(ref) == DisclosureState::opened);
}

TEST_CASE("a failure to ask the log destroys nothing") {
  House house;
  const auto ref = ref_of(1, admitted, 1);
  house.put(ref, id<PersonId>(1), admission_of("甲", "1"));
  const auto recovery = house.vault->recover(
      [](auto) { return Result<std::vector<bool>>{fail(ErrorCode::io, "x")}; });
  CHECK(recovery.error().code == ErrorCode::io);
  CHECK(house.vault->pending().value().size() == 1);
  CHECK(house.state_of(ref) == DisclosureState::opened);
}

TEST_CASE("a process that dies between vault and log leaves its disclosures as candidates") {
  Folder folder;
  SeededRandom random{3};
  const MasterKey master = MasterKey::drawn(random);
  const auto in_log = ref_of(1, admitted, 1);
  const auto orphan = ref_of(2, admitted, 2);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    { DiskHouse created{folder.path(), master, true}; }
    DiskHouse dying{folder.path(), master, false};
    const auto batch = dying.put(in_log, id<PersonId>(1), admission_of("甲", "1"));
    static_cast<void>(dying.vault->settle({&batch, 1}));
    dying.put(orphan, id<PersonId>(2), admission_of("乙", "2"));
    ::_exit(0);  // Nothing is closed, flushed or settled.
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0));

  DiskHouse reopened{folder.path(), master, false};
  const auto pending = reopened.vault->pending().value();
  CHECK(std::ranges::find(pending, orphan) != pending.end());
  const auto recovery = reopened.vault->recover(only({in_log}));
  REQUIRE(recovery);
  CHECK(recovery->destroyed == std::vector<DisclosureRef>{orphan});
  CHECK(reopened.vault->open_sealed(DisclosureRequest{in_log})->state == DisclosureState::opened);
  CHECK(reopened.vault->open_sealed(DisclosureRequest{orphan})->state == DisclosureState::missing);
}

TEST_CASE("no name, number or purpose stands in the files, and nothing erased remains") {
  Folder folder;
  SeededRandom random{3};
  const MasterKey master = MasterKey::drawn(random);
  const std::string name = "欧阳明珠测试";
  const std::string purpose = "家长来访核对";
  const auto ref = ref_of(1, admitted, 1);
  Bytes sealed_part;
  {
    DiskHouse house{folder.path(), master, true};
    const auto binding = *house.vault->persons().binding("1", number_a, id<PersonId>(1));
    house.put(ref, id<PersonId>(1), admission_of(name, number_a), {binding});
    const std::vector<std::string> list{number_a};
    REQUIRE(house.vault->persons().import_list(ExternalListKind::city_roster, make_date(2026, 9, 1),
                                               list));
    const DisclosureRequest request{ref};
    const PersonalField fields[] = {PersonalField::name};
    REQUIRE(house.vault->open_clear({&request, 1}, fields,
                                    {id<PersonId>(5), Role::status_officer, purpose}, Instant{1}));
    const Bytes record = *house.vault_store->get(record_row(ref)).value();
    sealed_part.assign(record.begin() + 1 + PersonId::size_bytes, record.end());
    // What is scanned must hold the record at all, or the scan could not fail.
    REQUIRE(raw_bytes_of(folder.path()).find(text_of(sealed_part)) != std::string::npos);
    REQUIRE(house.vault_store->compact());
  }
  const std::string raw = raw_bytes_of(folder.path());
  CHECK(raw.find(name) == std::string::npos);
  CHECK(raw.find(number_a) == std::string::npos);
  CHECK(raw.find(std::string(number_a).substr(0, 14)) == std::string::npos);
  CHECK(raw.find(purpose) == std::string::npos);

  {
    DiskHouse house{folder.path(), master, false};
    REQUIRE(house.vault->erase(id<PersonId>(1), Instant{2}));
    REQUIRE(house.vault_store->compact());
    REQUIRE(house.key_store->compact());
    CHECK(house.vault->persons().find("1", number_a).value() == std::nullopt);
  }
  CHECK(raw_bytes_of(folder.path()).find(text_of(sealed_part)) == std::string::npos);
}

TEST_CASE("disclosures are listed by subject and by owner, and gaps are named") {
  House house;
  auto& vault = *house.vault;
  const auto line = ref_of(1, admitted, 1);
  const auto consent = ref_of(1, EventType::consent, 2);
  const auto sign_off = ref_of(9, EventType::none, 3);
  house.put(line, id<PersonId>(1), admission_of("甲", "1"));
  house.put(consent, id<PersonId>(1), Disclosure{id<Seed>(9), {"digest"}});
  house.put(sign_off, id<PersonId>(2),
            Disclosure{id<Seed>(9), {"材料不全", std::nullopt, std::nullopt}});
  const auto about = vault.of_subject(SubjectKind::student, line.subject).value();
  REQUIRE(about.size() == 2);
  CHECK(about[0].ref == line);
  CHECK(about[1].ref == consent);
  const auto of_signer = vault.of_owner(id<PersonId>(2)).value();
  REQUIRE(of_signer.size() == 1);
  CHECK(of_signer[0].ref == sign_off);

  CHECK(vault.erase(id<PersonId>(2), Instant{1}).has_value());
  overwrite(house, consent, std::nullopt);
  const auto unknown = ref_of(7, admitted, 7);
  const std::vector refs{line, consent, sign_off, unknown};
  CHECK(vault.incomplete(refs).value() == std::vector<DisclosureRef>{consent, unknown});
}

TEST_CASE("clear values leave a record, masked reading leaves none") {
  House house;
  auto& vault = *house.vault;
  const auto ref = ref_of(1, admitted, 1);
  house.put(ref, id<PersonId>(1), admission_of("甲", "1"));
  const DisclosureRequest request{ref};
  CHECK(house.state_of(ref) == DisclosureState::opened);
  CHECK(vault.access_log().read(0, 10).value().empty());

  const AccessPurpose purpose{id<PersonId>(5), Role::status_officer, "核对户口簿"};
  const std::vector fields{PersonalField::name, PersonalField::identity_number};
  const auto opened = vault.open_clear({&request, 1}, fields, purpose, Instant{1'000});
  REQUIRE(opened);
  CHECK(opened->front().disclosure->values[0] == "甲");
  REQUIRE(vault.open_clear({&request, 1}, {}, purpose, Instant{2'000}));
  const auto records = vault.access_log().read(0, 10);
  REQUIRE(records);
  REQUIRE(records->size() == 2);
  CHECK((*records)[0].at == Instant{1'000});
  CHECK((*records)[0].purpose == purpose);
  CHECK((*records)[0].fields == fields);
  CHECK((*records)[0].opened == std::vector<DisclosureRef>{ref});
  CHECK(vault.access_log().read(1, 10).value().front().at == Instant{2'000});
  CHECK(vault.access_log().read(0, 1).value().size() == 1);

  const AccessPurpose incomplete[] = {{PersonId{}, Role::status_officer, "x"},
                                      {id<PersonId>(5), Role::none, "x"},
                                      {id<PersonId>(5), Role::status_officer, ""}};
  for (const auto& unstated : incomplete) {
    CHECK(vault.open_clear({&request, 1}, fields, unstated, Instant{3}).error().code ==
          ErrorCode::refused);
  }
  CHECK(vault.access_log().read(0, 10)->size() == 2);
}

TEST_CASE("access records that were changed, moved or taken out are noticed") {
  House house;
  const DisclosureRequest request{ref_of(1, admitted, 1)};
  for (int i = 0; i < 3; ++i) {
    REQUIRE(house.vault->open_clear({&request, 1}, {}, {id<PersonId>(5), Role::inspector, "检查"},
                                    Instant{i}));
  }
  const auto row = [](std::uint8_t sequence) { return Bytes{'A', 0, 0, 0, 0, 0, 0, 0, sequence}; };
  const Bytes second = *house.vault_store.get(row(1)).value();
  const auto with = [&](const Bytes& key, std::optional<Bytes> value) {
    const KeyChange changes[] = {{key, std::move(value)}};
    REQUIRE(house.vault_store.write(changes, Durability::synced));
    return house.vault->access_log().read(0, 10);
  };
  CHECK(with(row(1), std::nullopt).error().code == ErrorCode::corrupt);
  CHECK(with(row(1), second).has_value());
  CHECK(with(row(0), second).error().code == ErrorCode::corrupt);
  Bytes flipped = second;
  flipped.back() ^= 1;
  CHECK(with(row(1), flipped).error().code == ErrorCode::corrupt);
}

TEST_CASE("a reader beside the running writer opens, finds and changes nothing") {
  Folder folder;
  SeededRandom random{3};
  const MasterKey master = MasterKey::drawn(random);
  DiskHouse writer{folder.path(), master, true};
  auto keys = open_rocksdb_store_reader({.directory = folder.path() / "keyring"}).value();
  auto rows = open_rocksdb_store_reader({.directory = folder.path() / "vault"}).value();
  const auto keyring = Keyring::open_reader(*keys, example::ledger, master, random);
  REQUIRE(keyring);
  const auto vault = Vault::open_reader(*rows, **keyring, random);
  REQUIRE(vault);
  const auto ref = ref_of(1, admitted, 1);
  const auto binding = *writer.vault->persons().binding("1", number_a, id<PersonId>(1));
  writer.put(ref, id<PersonId>(1), admission_of("甲", number_a), {binding});
  REQUIRE((*vault)->refresh());
  CHECK((*vault)->open_sealed(DisclosureRequest{ref})->state == DisclosureState::opened);
  CHECK((*vault)->persons().find("1", number_a).value() == id<PersonId>(1));
  const DisclosureRequest request{ref};
  CHECK((*vault)
            ->open_clear({&request, 1}, {}, {id<PersonId>(5), Role::inspector, "检查"}, Instant{1})
            .error()
            .code == ErrorCode::unavailable);
  CHECK((*vault)->put({}).error().code == ErrorCode::unavailable);
  CHECK((*vault)->erase(id<PersonId>(1), Instant{1}).error().code == ErrorCode::unavailable);
  CHECK((*vault)->recover(only({})).error().code == ErrorCode::unavailable);
}

TEST_CASE("the plain text of a disclosure has exactly one form") {
  const Disclosure disclosure{id<Seed>(3), {"a", std::nullopt, "", std::string(200, 'x')}};
  const Bytes good = encode_disclosure(disclosure);
  CHECK(decode_disclosure(good).value() == disclosure);
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK_FALSE(decode_disclosure(ByteView{good}.first(size)));
  Bytes longer = good;
  longer.push_back(0);
  CHECK_FALSE(decode_disclosure(longer));
  Bytes spare_bit = good;
  spare_bit[33] |= 0x10;
  CHECK_FALSE(decode_disclosure(spare_bit));
  Bytes padded_length = encode_disclosure({id<Seed>(3), {"a"}});
  padded_length[34] = 0x81;
  padded_length.insert(padded_length.begin() + 35, 0);
  CHECK_FALSE(decode_disclosure(padded_length));
}
