#include "ledger/vault/vault.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "ledger/base/beside.h"
#include "ledger/vault/disclosure_codec.h"
#include "ledger/vault/fields.h"
#include "ledger/vault/rows.h"

namespace xueji {
namespace {

constexpr std::uint8_t format_version = 1;
constexpr std::uint8_t record_version = 1;
constexpr std::size_t record_head_size_bytes = 1 + PersonId::size_bytes;
constexpr std::size_t marked_ref_size_bytes = disclosure_ref_size_bytes + PersonId::size_bytes;
constexpr std::size_t marked_binding_size_bytes = Digest::size_bytes + PersonId::size_bytes;

Bytes record_row(const DisclosureRef& ref) {
  Bytes key;
  key.reserve(1 + disclosure_ref_size_bytes);
  key.push_back(vault_rows::disclosure);
  append_ref(key, ref);
  return key;
}

Bytes owner_row(const PersonId& owner, const DisclosureRef& ref) {
  const auto kind = static_cast<std::uint8_t>(ref.subject_kind);
  return vault_rows::joined(
      {{&vault_rows::owner, 1}, owner.view(), {&kind, 1}, ref.subject.view()});
}

Bytes binding_row(const Digest& key) {
  return vault_rows::key(vault_rows::person, key.view());
}

Bytes pending_row(const PendingBatch& batch) {
  return vault_rows::key(vault_rows::pending, batch.id.view());
}

Bytes associated_with(const LedgerId& ledger, const DisclosureRef& ref) {
  const auto kind = static_cast<std::uint8_t>(ref.subject_kind);
  const auto type = static_cast<std::uint8_t>(ref.type);
  return vault_rows::joined(
      {ledger.view(), ref.body.view(), {&kind, 1}, ref.subject.view(), {&type, 1}});
}

// A record as it is stored; `sealed` is empty after an erasure.
struct RecordView {
  PersonId owner;
  ByteView sealed;
};

std::optional<RecordView> record_from(ByteView value) {
  if (value.size() < record_head_size_bytes || value[0] != record_version) return std::nullopt;
  return RecordView{*PersonId::from(value.subspan(1, PersonId::size_bytes)),
                    value.subspan(record_head_size_bytes)};
}

Bytes record_of(const PersonId& owner, ByteView sealed) {
  return vault_rows::joined({{&record_version, 1}, owner.view(), sealed});
}

tl::unexpected<Error> damaged_row() {
  return fail(ErrorCode::corrupt, Text{"个人信息库中有一行已损坏", "A row of the vault is damaged"},
              Text{"从备份恢复个人信息库", "Restore the vault from a copy"});
}

Bytes marks_of(std::span<const SealedDisclosure> batch, std::span<const PersonBinding> bindings) {
  Bytes value;
  value.reserve(8 + batch.size() * marked_ref_size_bytes +
                bindings.size() * marked_binding_size_bytes);
  append_le(value, static_cast<std::uint32_t>(batch.size()));
  for (const auto& item : batch) {
    append_ref(value, item.ref);
    append(value, item.owner.view());
  }
  append_le(value, static_cast<std::uint32_t>(bindings.size()));
  for (const auto& binding : bindings) {
    append(value, binding.key.view());
    append(value, binding.person.view());
  }
  return value;
}

constexpr DisclosureState unreadable(PersonKeyState state) {
  switch (state) {
    case PersonKeyState::destroyed:
      return DisclosureState::key_destroyed;
    case PersonKeyState::damaged:
      return DisclosureState::damaged;
    default:
      return DisclosureState::key_missing;
  }
}

OpenedDisclosure open_record(Aead& aead, const AeadKey& key, const LedgerId& ledger,
                             const DisclosureRequest& request, ByteView sealed) {
  const auto& ref = request.ref;
  auto plain = aead.open(key, associated_with(ledger, ref), sealed);
  if (!plain) return {DisclosureState::damaged};
  auto disclosure = decode_disclosure(*plain);
  wipe(*plain);
  if (!disclosure) return {DisclosureState::damaged};
  const bool fits = disclosure->values.size() == form_of(ref.type).size();
  const bool genuine = fits && (!request.fields_root ||
                                check_fields_root(ledger, ref.subject_kind, ref.subject, ref.type,
                                                  *disclosure, *request.fields_root)
                                    .has_value());
  if (!genuine) return {DisclosureState::forged};
  return {DisclosureState::opened, std::move(*disclosure)};
}

}  // namespace

// The mark of one batch that is not settled.
struct Vault::Marked {
  Bytes row_key;
  std::vector<std::pair<DisclosureRef, PersonId>> records;
  std::vector<PersonBinding> bindings;

  [[nodiscard]] static std::optional<Marked> from(ByteView key, ByteView value) {
    Marked marked{to_bytes(key), {}, {}};
    if (value.size() < 8) return std::nullopt;
    const std::size_t records = read_le<std::uint32_t>(value.data());
    value = value.subspan(4);
    if (value.size() < records * marked_ref_size_bytes + 4) return std::nullopt;
    for (std::size_t i = 0; i < records; ++i) {
      const ByteView item = value.subspan(i * marked_ref_size_bytes, marked_ref_size_bytes);
      marked.records.emplace_back(ref_from(item.first(disclosure_ref_size_bytes)),
                                  *PersonId::from(item.subspan(disclosure_ref_size_bytes)));
    }
    value = value.subspan(records * marked_ref_size_bytes);
    const std::size_t bindings = read_le<std::uint32_t>(value.data());
    value = value.subspan(4);
    if (value.size() != bindings * marked_binding_size_bytes) return std::nullopt;
    for (std::size_t i = 0; i < bindings; ++i) {
      const ByteView item = value.subspan(i * marked_binding_size_bytes, marked_binding_size_bytes);
      marked.bindings.push_back({*Digest::from(item.first(Digest::size_bytes)),
                                 *PersonId::from(item.subspan(Digest::size_bytes))});
    }
    return marked;
  }
};

Text label_of(DisclosureState state) {
  switch (state) {
    case DisclosureState::opened:
      return {"已打开", "opened"};
    case DisclosureState::missing:
      return {"个人信息库中没有此记录", "not in the vault"};
    case DisclosureState::key_missing:
      return {"密钥库中没有此人的密钥", "the keyring has no key for this person"};
    case DisclosureState::key_destroyed:
      return {"已依规抹除", "erased: the person's key was destroyed"};
    case DisclosureState::damaged:
      return {"无法解密：记录或密钥已损坏、改动或挪用",
              "does not open: record or key was damaged, changed or moved"};
    case DisclosureState::forged:
      return {"与台账登记的字段根不符", "is not what the log's fields_root commits to"};
  }
  return {"未知", "unknown"};
}

Vault::Vault(KeyValueReader& reader, KeyValueStore* writer, Keyring& keyring, Random& random)
    : reader_(reader),
      writer_(writer),
      keyring_(keyring),
      random_(random),
      persons_(writer != nullptr ? PersonIndex{*writer, keyring} : PersonIndex{reader, keyring}),
      access_log_(reader, writer, keyring, random) {}

Result<std::unique_ptr<Vault>> Vault::create(KeyValueStore& store, Keyring& keyring,
                                             Random& random) {
  const Bytes key = vault_rows::key(vault_rows::meta);
  auto existing = store.get(key);
  if (!existing) return fail(existing.error());
  if (*existing) {
    return fail(ErrorCode::conflict, Text{"个人信息库已存在", "There is a vault already"});
  }
  Bytes value = vault_rows::joined({{&format_version, 1}, keyring.ledger().view()});
  const std::array changes{KeyChange{key, std::move(value)}};
  if (auto status = store.write(changes, Durability::synced); !status) return fail(status.error());
  return opened(store, &store, keyring, random);
}

Result<std::unique_ptr<Vault>> Vault::open(KeyValueStore& store, Keyring& keyring, Random& random) {
  return opened(store, &store, keyring, random);
}

Result<std::unique_ptr<Vault>> Vault::open_reader(KeyValueReader& store, Keyring& keyring,
                                                  Random& random) {
  return opened(store, nullptr, keyring, random);
}

Result<std::unique_ptr<Vault>> Vault::opened(KeyValueReader& reader, KeyValueStore* writer,
                                             Keyring& keyring, Random& random) {
  auto meta = reader.get(vault_rows::key(vault_rows::meta));
  if (!meta) return fail(meta.error());
  if (!*meta) {
    return fail(ErrorCode::not_found, Text{"没有个人信息库", "There is no vault here"},
                Text{"从备份恢复个人信息库；台台账身仍可核验",
                     "Restore the vault from a copy; the log itself still verifies"});
  }
  if ((*meta)->size() != 1 + LedgerId::size_bytes || (*meta)->front() != format_version) {
    return damaged_row();
  }
  if (!std::ranges::equal(ByteView{**meta}.subspan(1), keyring.ledger().bytes)) {
    return fail(ErrorCode::refused,
                Text{"个人信息库属于另一个台账", "This vault belongs to another ledger"},
                Text{"检查数据目录是否被调换", "Check whether directories were exchanged"});
  }
  return std::unique_ptr<Vault>{new Vault{reader, writer, keyring, random}};
}

Status Vault::require_writer() const {
  if (writer_ != nullptr) return {};
  return fail(ErrorCode::unavailable,
              Text{"个人信息库以只读方式打开", "The vault is open for reading only"},
              Text{"由正在运行的服务执行此操作", "Let the running server do this"});
}

// ---- Writing.
// ------------------------------------------------------------------------------------

Result<std::vector<SealedDisclosure>> Vault::seal(std::span<const DisclosureToSeal> batch) {
  std::vector<PersonId> owners;
  for (const auto& item : batch)
    owners.push_back(item.owner);
  auto keys = keyring_.keys_of(owners);
  if (!keys) return fail(keys.error());
  auto aead = Aead::make();
  if (!aead) return fail(aead.error());
  std::vector<SealedDisclosure> sealed;
  sealed.reserve(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& item = batch[i];
    if ((*keys)[i].state != PersonKeyState::present) {
      const Text why = label_of(unreadable((*keys)[i].state));
      return fail(ErrorCode::refused,
                  Text{"无法封存 " + to_text(item.owner) + " 的个人信息：" + why.zh,
                       "Cannot seal personal data of " + to_text(item.owner) + ": " + why.en});
    }
    Bytes plain = encode_disclosure(item.disclosure);
    auto bytes =
        aead->seal(*(*keys)[i].key, random_, associated_with(keyring_.ledger(), item.ref), plain);
    wipe(plain);
    if (!bytes) return fail(bytes.error());
    sealed.push_back({item.ref, item.owner, std::move(*bytes)});
  }
  return sealed;
}

Status Vault::require_free(std::span<const PersonBinding> bindings) const {
  std::vector<Bytes> rows;
  for (const auto& binding : bindings)
    rows.push_back(binding_row(binding.key));
  auto holders = reader_.multi_get(std::vector<ByteView>(rows.begin(), rows.end()));
  if (!holders) return fail(holders.error());
  std::map<Digest, PersonId> bound;
  for (std::size_t i = 0; i < bindings.size(); ++i) {
    const auto& holder = (*holders)[i];
    const bool held = holder && !std::ranges::equal(*holder, bindings[i].person.bytes);
    const auto within = bound.emplace(bindings[i].key, bindings[i].person).first;
    if (!held && within->second == bindings[i].person) continue;
    return fail(ErrorCode::conflict,
                Text{"该证件号码已对应另一人员编号",
                     "This identity number already leads to another PersonId"});
  }
  return {};
}

Result<PendingBatch> Vault::put(std::span<const SealedDisclosure> batch,
                                std::span<const PersonBinding> bindings) {
  if (auto status = require_writer(); !status) return fail(status.error());
  if (auto status = require_free(bindings); !status) return fail(status.error());
  PendingBatch mark;
  random_.fill(mark.id.bytes);
  std::vector<KeyChange> changes;
  changes.reserve(2 * batch.size() + bindings.size() + 1);
  for (const auto& item : batch) {
    changes.push_back({record_row(item.ref), record_of(item.owner, item.sealed)});
    changes.push_back({owner_row(item.owner, item.ref), Bytes{}});
  }
  for (const auto& binding : bindings)
    changes.push_back({binding_row(binding.key), to_bytes(binding.person.view())});
  changes.push_back({pending_row(mark), marks_of(batch, bindings)});
  if (auto status = writer_->write(changes, Durability::synced); !status)
    return fail(status.error());
  return mark;
}

Status Vault::settle(std::span<const PendingBatch> batches) {
  if (auto status = require_writer(); !status) return status;
  std::vector<KeyChange> changes;
  for (const auto& batch : batches)
    changes.push_back({pending_row(batch), std::nullopt});
  return changes.empty() ? Status{} : writer_->write(changes, Durability::buffered);
}

Result<std::vector<Vault::Marked>> Vault::marked() const {
  std::vector<Marked> batches;
  bool damaged = false;
  const Bytes prefix = vault_rows::key(vault_rows::pending);
  auto scanned = reader_.scan({.prefix = prefix}, [&](ByteView key, ByteView value) {
    auto batch = Marked::from(key, value);
    damaged = !batch;
    if (damaged) return Visit::stop;
    batches.push_back(std::move(*batch));
    return Visit::more;
  });
  if (!scanned) return fail(scanned.error());
  if (damaged) return damaged_row();
  return batches;
}

Result<std::vector<DisclosureRef>> Vault::pending() const {
  auto batches = marked();
  if (!batches) return fail(batches.error());
  // One line may stand in several batches: a correction repeats lines byte for byte.
  std::set<DisclosureRef> refs;
  for (const auto& batch : *batches) {
    for (const auto& record : batch.records)
      refs.insert(record.first);
  }
  return std::vector<DisclosureRef>(refs.begin(), refs.end());
}

Result<Recovery> Vault::recover(const ExistsInLog& exists) {
  if (auto status = require_writer(); !status) return fail(status.error());
  auto batches = marked();
  if (!batches) return fail(batches.error());
  auto candidates = pending();
  if (!candidates) return fail(candidates.error());
  auto kept = exists(*candidates);
  if (!kept) return fail(kept.error());
  XUEJI_ASSERT(kept->size() == candidates->size());

  Recovery recovery;
  for (std::size_t i = 0; i < candidates->size(); ++i) {
    if ((*kept)[i]) {
      ++recovery.kept;
    } else {
      recovery.destroyed.push_back((*candidates)[i]);
    }
  }
  if (auto status = destroy_records(recovery.destroyed); !status) return fail(status.error());
  std::set<PersonId> owners;
  for (const auto& batch : *batches) {
    for (const auto& record : batch.records)
      owners.insert(record.second);
    for (const auto& binding : batch.bindings)
      owners.insert(binding.person);
  }
  const std::vector<PersonId> candidates_to_release(owners.begin(), owners.end());
  if (auto status = release_persons(*batches, candidates_to_release); !status)
    return fail(status.error());
  return recovery;
}

Status Vault::destroy_records(std::span<const DisclosureRef> orphans) {
  std::vector<KeyChange> changes;
  for (const auto& ref : orphans)
    changes.push_back({record_row(ref), std::nullopt});
  return changes.empty() ? Status{} : writer_->write(changes, Durability::synced);
}

// A crash in here is harmless: the marks go last, so the next `recover` does it again.
Status Vault::release_persons(std::span<const Marked> batches, std::span<const PersonId> owners) {
  std::vector<PersonId> released;
  std::vector<KeyChange> changes;
  for (const auto& owner : owners) {
    auto left = of_owner(owner);
    if (!left) return fail(left.error());
    if (left->empty()) released.push_back(owner);
  }
  if (auto status = keyring_.discard(released); !status) return status;
  const std::set<PersonId> gone(released.begin(), released.end());
  for (const auto& batch : batches) {
    for (const auto& [ref, owner] : batch.records) {
      if (gone.contains(owner)) changes.push_back({owner_row(owner, ref), std::nullopt});
    }
    for (const auto& binding : batch.bindings) {
      if (gone.contains(binding.person))
        changes.push_back({binding_row(binding.key), std::nullopt});
    }
    changes.push_back({batch.row_key, std::nullopt});
  }
  return changes.empty() ? Status{} : writer_->write(changes, Durability::synced);
}

Result<std::uint64_t> Vault::erase(const PersonId& person, Instant at) {
  if (auto status = require_writer(); !status) return fail(status.error());
  // The key goes first: whatever fails after this, nothing can be read any more.
  if (auto status = keyring_.destroy(person, at); !status) return fail(status.error());
  auto stored = of_owner(person);
  if (!stored) return fail(stored.error());
  std::vector<KeyChange> changes;
  for (const auto& item : *stored)
    changes.push_back({record_row(item.ref), record_of(person, {})});
  if (!changes.empty()) {
    if (auto status = writer_->write(changes, Durability::synced); !status)
      return fail(status.error());
  }
  if (auto forgotten = persons_.forget(person); !forgotten) return fail(forgotten.error());
  return stored->size();
}

// ---- Reading.
// ------------------------------------------------------------------------------------

namespace {

/// Opens some; `answers` are as many as `requests`. Errors: those of the stores.
Status open_part(const KeyValueReader& reader, Keyring& keyring,
                 std::span<const DisclosureRequest> requests, std::span<OpenedDisclosure> answers) {
  std::vector<Bytes> rows;
  rows.reserve(requests.size());
  for (const auto& request : requests)
    rows.push_back(record_row(request.ref));
  auto values = reader.multi_get(std::vector<ByteView>(rows.begin(), rows.end()));
  if (!values) return fail(values.error());

  std::vector<PersonId> owners;
  std::vector<std::pair<std::size_t, ByteView>> found;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto& value = (*values)[i];
    if (!value) continue;
    const auto record = record_from(*value);
    answers[i].state = DisclosureState::damaged;
    if (!record) continue;
    owners.push_back(record->owner);
    found.emplace_back(i, record->sealed);
  }
  auto keys = keyring.keys_of(owners);
  if (!keys) return fail(keys.error());
  auto aead = Aead::make();
  if (!aead) return fail(aead.error());
  for (std::size_t n = 0; n < found.size(); ++n) {
    const auto& [i, sealed] = found[n];
    const auto& key = (*keys)[n];
    answers[i] = key.state == PersonKeyState::present
                     ? open_record(*aead, *key.key, keyring.ledger(), requests[i], sealed)
                     : OpenedDisclosure{unreadable(key.state)};
  }
  return {};
}

}  // namespace

Result<std::vector<OpenedDisclosure>> Vault::open_sealed(
    std::span<const DisclosureRequest> requests) {
  // The names of a city: two threads, one of which reads and decrypts while the other has the
  // keyring.
  constexpr std::size_t part_max = 2'048;
  std::vector<OpenedDisclosure> answers(requests.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&]() -> Status {
    for (auto at = next.fetch_add(part_max); at < requests.size(); at = next.fetch_add(part_max)) {
      const auto count = std::min(part_max, requests.size() - at);
      auto opened = open_part(reader_, keyring_, requests.subspan(at, count),
                              std::span(answers).subspan(at, count));
      if (!opened) return opened;
    }
    return {};
  };
  std::future<Status> other;
  if (requests.size() > part_max) other = run_beside(work);
  auto done = work();
  if (other.valid()) {
    const auto also = other.get();
    if (done) done = also;
  }
  if (!done) return fail(done.error());
  return answers;
}

Result<OpenedDisclosure> Vault::open_sealed(const DisclosureRequest& request) {
  auto answers = open_sealed({&request, 1});
  if (!answers) return fail(answers.error());
  return std::move(answers->front());
}

Result<std::vector<OpenedDisclosure>> Vault::open_clear(std::span<const DisclosureRequest> requests,
                                                        std::span<const PersonalField> fields,
                                                        const AccessPurpose& purpose, Instant at) {
  std::vector<DisclosureRef> refs;
  for (const auto& request : requests)
    refs.push_back(request.ref);
  if (auto recorded = access_log_.append(at, purpose, fields, refs); !recorded)
    return fail(recorded.error());
  return open_sealed(requests);
}

Result<std::vector<DisclosureRef>> Vault::incomplete(std::span<const DisclosureRef> refs) {
  std::vector<DisclosureRequest> requests;
  for (const auto& ref : refs)
    requests.push_back({ref});
  auto answers = open_sealed(requests);
  if (!answers) return fail(answers.error());
  std::vector<DisclosureRef> unreadable_refs;
  for (std::size_t i = 0; i < refs.size(); ++i) {
    const auto state = (*answers)[i].state;
    if (state != DisclosureState::opened && state != DisclosureState::key_destroyed)
      unreadable_refs.push_back(refs[i]);
  }
  return unreadable_refs;
}

Result<std::vector<StoredDisclosure>> Vault::of_subject(SubjectKind kind,
                                                        const SubjectId& subject) const {
  Bytes prefix = vault_rows::key(vault_rows::disclosure);
  prefix.push_back(static_cast<std::uint8_t>(kind));
  append(prefix, subject.view());
  std::vector<StoredDisclosure> stored;
  bool damaged = false;
  auto scanned = reader_.scan({.prefix = prefix}, [&](ByteView key, ByteView value) {
    const auto record = record_from(value);
    damaged = !record || key.size() != 1 + disclosure_ref_size_bytes;
    if (damaged) return Visit::stop;
    stored.push_back({ref_from(key.subspan(1)), record->owner, record->sealed.empty()});
    return Visit::more;
  });
  if (!scanned) return fail(scanned.error());
  if (damaged) return damaged_row();
  return stored;
}

Result<std::vector<StoredDisclosure>> Vault::of_owner(const PersonId& owner) const {
  const Bytes prefix = vault_rows::key(vault_rows::owner, owner.view());
  std::vector<std::pair<SubjectKind, SubjectId>> subjects;
  bool damaged = false;
  auto scanned = reader_.scan({.prefix = prefix}, [&](ByteView key, ByteView) {
    damaged = key.size() != prefix.size() + 1 + SubjectId::size_bytes;
    if (damaged) return Visit::stop;
    const ByteView subject = key.subspan(prefix.size());
    subjects.emplace_back(static_cast<SubjectKind>(subject[0]),
                          *SubjectId::from(subject.subspan(1)));
    return Visit::more;
  });
  if (!scanned) return fail(scanned.error());
  if (damaged) return damaged_row();
  std::vector<StoredDisclosure> stored;
  for (const auto& [kind, subject] : subjects) {
    auto about = of_subject(kind, subject);
    if (!about) return fail(about.error());
    std::ranges::copy_if(*about, std::back_inserter(stored),
                         [&](const StoredDisclosure& item) { return item.owner == owner; });
  }
  return stored;
}

Status Vault::refresh() {
  if (auto status = keyring_.refresh(); !status) return status;
  return reader_.refresh();
}

}  // namespace xueji
