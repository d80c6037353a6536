#include "ledger/vault/keyring.h"

#include <array>
#include <unordered_set>

#include "ledger/crypto/sha256.h"
#include "ledger/vault/rows.h"

namespace xueji {
namespace {

// First bytes of the row keys; persisted.
constexpr std::uint8_t key_row = 'K';
constexpr std::uint8_t meta_row = 'M';
constexpr std::uint8_t secret_row = 'S';
constexpr std::uint8_t destroyed_row = 'X';

constexpr std::uint8_t format_version = 1;
constexpr std::string_view wrap_label{"xueji/v1/wrap\0", 14};
constexpr std::size_t secret_size_bytes = 32;

Bytes row_of(std::uint8_t kind, const PersonId& person) {
  return vault_rows::key(kind, person.view());
}

Error wrong_ledger() {
  return make_error(ErrorCode::refused,
                    Text{"密钥库属于另一个台账", "This keyring belongs to another ledger"},
                    Text{"检查数据目录是否被调换", "Check whether directories were exchanged"});
}

Error wrong_master() {
  return make_error(
      ErrorCode::refused,
      Text{"主密钥与密钥库不符", "This master key is not the one that wraps the keyring"},
      Text{"用 --master 指明当前的主密钥文件", "Name the current master key file with --master"});
}

}  // namespace

Keyring::Keyring(KeyValueReader& reader, KeyValueStore* writer, const LedgerId& ledger,
                 const MasterKey& master, Random& random)
    : reader_(reader),
      writer_(writer),
      ledger_(ledger),
      master_id_(master.id()),
      wrapping_key_(master.wrapping_key()),
      random_(random) {}

Bytes Keyring::meta() const {
  return vault_rows::joined({{&format_version, 1}, ledger_.view(), master_id_.view()});
}

Bytes Keyring::associated_with(ByteView row_key) const {
  return vault_rows::joined({bytes_of(wrap_label), ledger_.view(), row_key});
}

Status Keyring::require_writer() const {
  if (writer_ != nullptr) return {};
  return fail(ErrorCode::unavailable,
              Text{"密钥库以只读方式打开", "The keyring is open for reading only"},
              Text{"由正在运行的服务执行此操作", "Let the running server do this"});
}

Result<std::unique_ptr<Keyring>> Keyring::create(KeyValueStore& store, const LedgerId& ledger,
                                                 const MasterKey& master, Random& random) {
  const Bytes meta_key{meta_row};
  auto existing = store.get(meta_key);
  if (!existing) return fail(existing.error());
  if (*existing) {
    return fail(ErrorCode::conflict, Text{"密钥库已存在", "There is a keyring already"});
  }
  std::unique_ptr<Keyring> keyring{new Keyring{store, &store, ledger, master, random}};
  keyring->secret_ = SecretBytes::drawn(random, secret_size_bytes);
  auto aead = Aead::make();
  if (!aead) return fail(aead.error());
  const Bytes secret_key{secret_row};
  auto wrapped = aead->seal(keyring->wrapping_key_, random, keyring->associated_with(secret_key),
                            keyring->secret_.view());
  if (!wrapped) return fail(wrapped.error());
  const std::array changes{KeyChange{meta_key, keyring->meta()}, KeyChange{secret_key, *wrapped}};
  if (auto status = store.write(changes, Durability::synced); !status) return fail(status.error());
  return keyring;
}

Result<std::unique_ptr<Keyring>> Keyring::open(KeyValueStore& store, const LedgerId& ledger,
                                               const MasterKey& master, Random& random) {
  return opened(store, &store, ledger, master, random);
}

Result<std::unique_ptr<Keyring>> Keyring::open_reader(KeyValueReader& store, const LedgerId& ledger,
                                                      const MasterKey& master, Random& random) {
  return opened(store, nullptr, ledger, master, random);
}

Result<std::unique_ptr<Keyring>> Keyring::opened(KeyValueReader& reader, KeyValueStore* writer,
                                                 const LedgerId& ledger, const MasterKey& master,
                                                 Random& random) {
  const Bytes meta_key{meta_row};
  const Bytes secret_key{secret_row};
  const std::array<ByteView, 2> keys{meta_key, secret_key};
  auto rows = reader.multi_get(keys);
  if (!rows) return fail(rows.error());
  const auto& meta = (*rows)[0];
  const auto& wrapped = (*rows)[1];
  if (!meta) {
    return fail(ErrorCode::not_found, Text{"没有密钥库", "There is no keyring here"},
                Text{"从备份恢复密钥库；没有它，个人信息无法读取",
                     "Restore the keyring from a copy; without it no personal data can be read"});
  }
  std::unique_ptr<Keyring> keyring{new Keyring{reader, writer, ledger, master, random}};
  const Bytes expected = keyring->meta();
  if (meta->size() != expected.size() || meta->front() != format_version || !wrapped) {
    return fail(ErrorCode::corrupt, Text{"密钥库首行已损坏", "The keyring's first row is damaged"});
  }
  if (!std::equal(expected.begin(), expected.begin() + 1 + LedgerId::size_bytes, meta->begin())) {
    return fail(wrong_ledger());
  }
  if (*meta != expected) return fail(wrong_master());
  auto aead = Aead::make();
  if (!aead) return fail(aead.error());
  auto secret =
      aead->open_secret(keyring->wrapping_key_, keyring->associated_with(secret_key), *wrapped);
  if (!secret) return fail(secret.error());
  keyring->secret_ = std::move(*secret);
  return keyring;
}

Status Keyring::ensure(std::span<const PersonId> persons) {
  if (auto status = require_writer(); !status) return status;
  const std::lock_guard lock{mutex_};
  auto answers = keys_locked(persons);
  if (!answers) return fail(answers.error());
  auto aead = Aead::make();
  if (!aead) return fail(aead.error());
  std::vector<KeyChange> changes;
  std::vector<std::pair<PersonId, SharedKey>> drawn;
  std::unordered_set<PersonId> seen;
  for (std::size_t i = 0; i < persons.size(); ++i) {
    if ((*answers)[i].state == PersonKeyState::present || !seen.insert(persons[i]).second) continue;
    if ((*answers)[i].state != PersonKeyState::missing) {
      return fail(ErrorCode::refused,
                  Text{"此人的密钥已销毁或已损坏：" + to_text(persons[i]),
                       "This person's key was destroyed or is damaged: " + to_text(persons[i])});
    }
    auto key = std::make_shared<const AeadKey>(AeadKey::drawn(random_));
    Bytes row = row_of(key_row, persons[i]);
    auto wrapped = aead->seal(wrapping_key_, random_, associated_with(row), key->view());
    if (!wrapped) return fail(wrapped.error());
    changes.push_back({std::move(row), std::move(*wrapped)});
    drawn.emplace_back(persons[i], std::move(key));
  }
  if (changes.empty()) return {};
  if (auto status = writer_->write(changes, Durability::synced); !status) return status;
  for (auto& [person, key] : drawn)
    remember(person, std::move(key));
  return {};
}

Result<std::vector<KeyAnswer>> Keyring::keys_of(std::span<const PersonId> persons) {
  const std::lock_guard lock{mutex_};
  return keys_locked(persons);
}

Result<KeyAnswer> Keyring::key_of(const PersonId& person) {
  auto answers = keys_of({&person, 1});
  if (!answers) return fail(answers.error());
  return std::move(answers->front());
}

Result<std::vector<KeyAnswer>> Keyring::keys_locked(std::span<const PersonId> persons) {
  std::vector<KeyAnswer> answers(persons.size());
  std::vector<std::size_t> missed;
  for (std::size_t i = 0; i < persons.size(); ++i) {
    const auto cached = cache_.find(persons[i]);
    if (cached == cache_.end()) {
      missed.push_back(i);
      continue;
    }
    recent_.splice(recent_.begin(), recent_, cached->second);
    answers[i] = {PersonKeyState::present, cached->second->second};
  }
  if (auto status = load_missed(persons, missed, answers); !status) return fail(status.error());
  return answers;
}

Status Keyring::load_missed(std::span<const PersonId> persons, std::span<const std::size_t> missed,
                            std::vector<KeyAnswer>& answers) {
  if (missed.empty()) return {};
  std::vector<Bytes> keys;
  for (const auto i : missed)
    keys.push_back(row_of(key_row, persons[i]));
  auto rows = reader_.multi_get(std::vector<ByteView>(keys.begin(), keys.end()));
  if (!rows) return fail(rows.error());
  if (auto status = note_destroyed(persons, missed, *rows, answers); !status) return status;
  auto aead = Aead::make();
  if (!aead) return fail(aead.error());
  for (std::size_t n = 0; n < missed.size(); ++n) {
    if (!(*rows)[n]) continue;
    const auto& person = persons[missed[n]];
    auto& answer = answers[missed[n]];
    auto raw = aead->open_secret(wrapping_key_, associated_with(keys[n]), *(*rows)[n]);
    auto key = raw ? AeadKey::from(raw->view()) : Result<AeadKey>{fail(raw.error())};
    if (!key) {
      answer.state = PersonKeyState::damaged;
      continue;
    }
    answer = {PersonKeyState::present, std::make_shared<const AeadKey>(std::move(*key))};
    remember(person, answer.key);
  }
  return {};
}

/// Of those without a key: whose was destroyed.
Status Keyring::note_destroyed(std::span<const PersonId> persons,
                               std::span<const std::size_t> missed,
                               const std::vector<std::optional<Bytes>>& rows,
                               std::vector<KeyAnswer>& answers) const {
  std::vector<std::size_t> places;
  std::vector<Bytes> keys;
  for (std::size_t n = 0; n < missed.size(); ++n) {
    if (rows[n]) continue;
    places.push_back(missed[n]);
    keys.push_back(row_of(destroyed_row, persons[missed[n]]));
  }
  auto tombstones = reader_.multi_get(std::vector<ByteView>(keys.begin(), keys.end()));
  if (!tombstones) return fail(tombstones.error());
  for (std::size_t n = 0; n < places.size(); ++n) {
    answers[places[n]].state =
        (*tombstones)[n] ? PersonKeyState::destroyed : PersonKeyState::missing;
  }
  return {};
}

void Keyring::remember(const PersonId& person, SharedKey key) {
  if (cache_.contains(person)) return;
  recent_.emplace_front(person, std::move(key));
  cache_.emplace(person, recent_.begin());
  if (cache_.size() > cached_keys_max) forget(recent_.back().first);
}

void Keyring::forget(const PersonId& person) {
  const auto cached = cache_.find(person);
  if (cached == cache_.end()) return;
  const auto place = cached->second;
  cache_.erase(cached);
  recent_.erase(place);
}

Status Keyring::destroy(const PersonId& person, Instant at) {
  if (auto status = require_writer(); !status) return status;
  const std::lock_guard lock{mutex_};
  forget(person);
  Bytes when;
  append_le(when, at.ms);
  const std::array changes{KeyChange{row_of(key_row, person), std::nullopt},
                           KeyChange{row_of(destroyed_row, person), std::move(when)}};
  return writer_->write(changes, Durability::synced);
}

Status Keyring::discard(std::span<const PersonId> persons) {
  if (auto status = require_writer(); !status) return status;
  const std::lock_guard lock{mutex_};
  std::vector<KeyChange> changes;
  for (const auto& person : persons) {
    forget(person);
    changes.push_back({row_of(key_row, person), std::nullopt});
  }
  return changes.empty() ? Status{} : writer_->write(changes, Durability::synced);
}

Status Keyring::rewrap(const MasterKey& next) {
  if (auto status = require_writer(); !status) return status;
  const std::lock_guard lock{mutex_};
  auto load = writer_->bulk_load();
  if (!load) return fail(load.error());
  if (auto status = copy_rewrapped(**load, next); !status) return status;
  // The load becomes visible as a whole, so there is no moment at which two master keys are needed.
  if (auto status = (*load)->finish(); !status) return status;
  master_id_ = next.id();
  wrapping_key_ = next.wrapping_key();
  return writer_->compact();
}

Status Keyring::copy_rewrapped(BulkLoad& load, const MasterKey& next) {
  auto aead = Aead::make();
  if (!aead) return fail(aead.error());
  const AeadKey next_key = next.wrapping_key();
  Status outcome;
  const auto copy = [&](ByteView key, ByteView value) -> Status {
    if (key[0] == meta_row) {
      Bytes meta = to_bytes(value);
      std::copy(next.id().bytes.begin(), next.id().bytes.end(),
                meta.end() - static_cast<std::ptrdiff_t>(MasterKeyId::size_bytes));
      return load.put(key, meta);
    }
    if (key[0] != key_row && key[0] != secret_row) return {};
    const Bytes associated = associated_with(key);
    auto raw = aead->open_secret(wrapping_key_, associated, value);
    if (!raw) return fail(raw.error());
    auto wrapped = aead->seal(next_key, random_, associated, raw->view());
    return wrapped ? load.put(key, *wrapped) : Status{fail(wrapped.error())};
  };
  // Row keys come in ascending order, as the load wants them.
  auto scanned = reader_.scan({}, [&](ByteView key, ByteView value) {
    outcome = copy(key, value);
    return outcome ? Visit::more : Visit::stop;
  });
  return scanned ? outcome : scanned;
}

SecretBytes Keyring::derived(std::string_view label) const {
  Digest mac = hmac_sha256(secret_.view(), bytes_of(label));
  SecretBytes key = SecretBytes::copy_of(mac.view());
  wipe(mac.bytes);
  return key;
}

std::size_t Keyring::cached_count() const {
  const std::lock_guard lock{mutex_};
  return cache_.size();
}

Status Keyring::refresh() {
  const std::lock_guard lock{mutex_};
  if (writer_ == nullptr) {
    cache_.clear();
    recent_.clear();
  }
  return reader_.refresh();
}

}  // namespace xueji
