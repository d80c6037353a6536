#include "ledger/vault/keyring.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "ledger/store/memory/memory_store.h"
#include "tests/ledger/vault/example.h"

using namespace xueji;
using example::Folder;
using example::id;

namespace {

std::string contents_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void overwrite(const std::filesystem::path& path, const std::string& contents) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << contents;
}

struct Ring {
  SeededRandom random{5};
  MemoryStore store;
  MasterKey master = MasterKey::drawn(random);
  std::unique_ptr<Keyring> keyring =
      std::move(Keyring::create(store, example::ledger, master, random).value());

  Bytes raw_key(Keyring& from, const PersonId& person) {
    return to_bytes(from.key_of(person).value().key->view());
  }
};

}  // namespace

TEST_CASE("a master key file is private, is read back, and is never overwritten") {
  Folder folder;
  SeededRandom random{1};
  const auto path = folder.path() / "master";
  const auto made = MasterKey::create(path, random);
  REQUIRE(made);
  struct stat information {};
  REQUIRE(::stat(path.c_str(), &information) == 0);
  CHECK((information.st_mode & 0777) == 0600);
  const auto loaded = MasterKey::load(path);
  REQUIRE(loaded);
  CHECK(loaded->id() == made->id());
  CHECK(to_bytes(loaded->wrapping_key().view()) == to_bytes(made->wrapping_key().view()));
  CHECK(MasterKey::create(path, random).error().code == ErrorCode::conflict);
  CHECK(MasterKey::load(path)->id() == made->id());
}

TEST_CASE("a master key file that is missing, readable by others or changed is refused") {
  Folder folder;
  SeededRandom random{1};
  const auto path = folder.path() / "master";
  CHECK(MasterKey::load(path).error().code == ErrorCode::not_found);
  REQUIRE(MasterKey::create(path, random));
  const std::string good = contents_of(path);
  for (std::size_t i = 0; i < good.size(); ++i) {
    INFO("byte " << i);
    std::string bad = good;
    bad[i] = bad[i] == '0' ? '1' : '0';
    overwrite(path, bad);
    const auto loaded = MasterKey::load(path);
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == ErrorCode::malformed);
  }
  overwrite(path, good.substr(0, good.size() - 1));
  CHECK(MasterKey::load(path).error().code == ErrorCode::malformed);
  overwrite(path, good + "\n");
  CHECK(MasterKey::load(path).error().code == ErrorCode::malformed);
  overwrite(path, good);
  CHECK(MasterKey::load(path).has_value());
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  CHECK(MasterKey::load(path).error().code == ErrorCode::refused);
}

TEST_CASE("a keyring opens only with its own master key and ledger") {
  Ring ring;
  CHECK(Keyring::create(ring.store, example::ledger, ring.master, ring.random).error().code ==
        ErrorCode::conflict);
  CHECK(Keyring::open(ring.store, example::ledger, ring.master, ring.random).has_value());
  const MasterKey other = MasterKey::drawn(ring.random);
  const auto wrong_master = Keyring::open(ring.store, example::ledger, other, ring.random);
  REQUIRE_FALSE(wrong_master);
  CHECK(wrong_master.error().code == ErrorCode::refused);
  CHECK(wrong_master.error().what.en.find("master key") != std::string::npos);
  const auto wrong_ledger = Keyring::open(ring.store, id<LedgerId>(0x22), ring.master, ring.random);
  REQUIRE_FALSE(wrong_ledger);
  CHECK(wrong_ledger.error().what.en.find("another ledger") != std::string::npos);
  MemoryStore empty;
  CHECK(Keyring::open(empty, example::ledger, ring.master, ring.random).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("each person has a key of their own that survives reopening") {
  Ring ring;
  const std::vector persons{id<PersonId>(1), id<PersonId>(2), id<PersonId>(1)};
  REQUIRE(ring.keyring->ensure(persons));
  const Bytes first = ring.raw_key(*ring.keyring, persons[0]);
  CHECK(first != ring.raw_key(*ring.keyring, persons[1]));
  REQUIRE(ring.keyring->ensure(persons));
  const auto again = Keyring::open(ring.store, example::ledger, ring.master, ring.random);
  REQUIRE(again);
  CHECK(ring.raw_key(**again, persons[0]) == first);
  CHECK((*again)->key_of(id<PersonId>(9))->state == PersonKeyState::missing);
}

TEST_CASE("a wrapped key that is changed or moved to another person does not open") {
  Ring ring;
  const std::vector persons{id<PersonId>(1), id<PersonId>(2)};
  REQUIRE(ring.keyring->ensure(persons));
  const auto row_of = [](const PersonId& person) {
    Bytes row{'K'};
    append(row, person.view());
    return row;
  };
  const Bytes first = *ring.store.get(row_of(persons[0])).value();
  const KeyChange moved[] = {{row_of(persons[1]), first}};
  REQUIRE(ring.store.write(moved, Durability::synced));
  Bytes flipped = first;
  flipped[20] ^= 1;
  const KeyChange changed[] = {{row_of(persons[0]), flipped}};
  REQUIRE(ring.store.write(changed, Durability::synced));
  const auto again = Keyring::open(ring.store, example::ledger, ring.master, ring.random);
  REQUIRE(again);
  CHECK((*again)->key_of(persons[0])->state == PersonKeyState::damaged);
  CHECK((*again)->key_of(persons[1])->state == PersonKeyState::damaged);
  CHECK((*again)->ensure(persons).error().code == ErrorCode::refused);
}

TEST_CASE("a destroyed key is gone for good, a discarded one can be made anew") {
  Ring ring;
  const std::vector persons{id<PersonId>(1), id<PersonId>(2)};
  REQUIRE(ring.keyring->ensure(persons));
  const Bytes discarded = ring.raw_key(*ring.keyring, persons[1]);
  REQUIRE(ring.keyring->destroy(persons[0], Instant{1}));
  REQUIRE(ring.keyring->destroy(persons[0], Instant{2}));
  CHECK(ring.keyring->key_of(persons[0])->state == PersonKeyState::destroyed);
  CHECK(ring.keyring->ensure({persons.data(), 1}).error().code == ErrorCode::refused);
  REQUIRE(ring.keyring->discard({&persons[1], 1}));
  CHECK(ring.keyring->key_of(persons[1])->state == PersonKeyState::missing);
  REQUIRE(ring.keyring->ensure({&persons[1], 1}));
  CHECK(ring.raw_key(*ring.keyring, persons[1]) != discarded);
  const auto again = Keyring::open(ring.store, example::ledger, ring.master, ring.random);
  CHECK((*again)->key_of(persons[0])->state == PersonKeyState::destroyed);
}

TEST_CASE("re-wrapping changes the master key and nothing else") {
  Ring ring;
  const std::vector persons{id<PersonId>(1), id<PersonId>(2), id<PersonId>(3)};
  REQUIRE(ring.keyring->ensure(persons));
  REQUIRE(ring.keyring->destroy(persons[2], Instant{1}));
  const Bytes key = ring.raw_key(*ring.keyring, persons[0]);
  const auto secret = ring.keyring->derived("label");
  const MasterKey next = MasterKey::drawn(ring.random);
  REQUIRE(ring.keyring->rewrap(next));
  CHECK(Keyring::open(ring.store, example::ledger, ring.master, ring.random).error().code ==
        ErrorCode::refused);
  const auto again = Keyring::open(ring.store, example::ledger, next, ring.random);
  REQUIRE(again);
  CHECK(ring.raw_key(**again, persons[0]) == key);
  CHECK((*again)->key_of(persons[2])->state == PersonKeyState::destroyed);
  CHECK(to_bytes((*again)->derived("label").view()) == to_bytes(secret.view()));
  // The keyring that re-wrapped goes on under the new master key.
  const auto later = id<PersonId>(4);
  REQUIRE(ring.keyring->ensure({&later, 1}));
  CHECK((*again)->key_of(later)->state == PersonKeyState::present);
}

TEST_CASE("a re-wrap that meets a damaged key changes nothing") {
  Ring ring;
  const auto person = id<PersonId>(1);
  REQUIRE(ring.keyring->ensure({&person, 1}));
  Bytes row{'K'};
  append(row, id<PersonId>(2).view());
  const KeyChange damage[] = {{row, Bytes(60, 0)}};
  REQUIRE(ring.store.write(damage, Durability::synced));
  CHECK(ring.keyring->rewrap(MasterKey::drawn(ring.random)).error().code == ErrorCode::corrupt);
  const auto again = Keyring::open(ring.store, example::ledger, ring.master, ring.random);
  REQUIRE(again);
  CHECK((*again)->key_of(person)->state == PersonKeyState::present);
}

TEST_CASE("the cache of unwrapped keys stays within its limit and answers stay right") {
  Ring ring;
  std::vector<PersonId> persons;
  for (std::size_t i = 0; i < Keyring::cached_keys_max + 100; ++i)
    persons.push_back(ring.random.draw<PersonId>());
  REQUIRE(ring.keyring->ensure(persons));
  CHECK(ring.keyring->cached_count() == Keyring::cached_keys_max);
  const auto answers = ring.keyring->keys_of(persons);
  REQUIRE(answers);
  for (const auto& answer : *answers)
    REQUIRE(answer.state == PersonKeyState::present);
  CHECK(ring.keyring->cached_count() == Keyring::cached_keys_max);
}

TEST_CASE("a reader beside the writer changes nothing and sees destructions after a refresh") {
  Ring ring;
  const auto person = id<PersonId>(1);
  REQUIRE(ring.keyring->ensure({&person, 1}));
  const auto reader = Keyring::open_reader(ring.store, example::ledger, ring.master, ring.random);
  REQUIRE(reader);
  CHECK((*reader)->key_of(person)->state == PersonKeyState::present);
  CHECK((*reader)->ensure({&person, 1}).error().code == ErrorCode::unavailable);
  CHECK((*reader)->destroy(person, Instant{1}).error().code == ErrorCode::unavailable);
  REQUIRE(ring.keyring->destroy(person, Instant{1}));
  REQUIRE((*reader)->refresh());
  CHECK((*reader)->key_of(person)->state == PersonKeyState::destroyed);
}
