#include "ledger/commit/personal_data.h"

#include "ledger/crypto/sha256.h"
#include "ledger/schema/codec.h"
#include "ledger/schema/envelope.h"
#include "ledger/store/rocksdb/rocksdb_store.h"
#include "ledger/vault/master_key.h"

namespace xueji {

Result<std::unique_ptr<PersonalData>> PersonalData::create(const DataDirectory& directory,
                                                           const std::filesystem::path& master,
                                                           const LedgerId& ledger,
                                                           Random& random) {
  std::error_code ignored;
  auto key = std::filesystem::exists(master, ignored) ? MasterKey::load(master)
                                                      : MasterKey::create(master, random);
  if (!key) return fail(key.error());
  auto keyring_store = open_rocksdb_store({.directory = directory.keyring(), .create = true});
  if (!keyring_store) return fail(keyring_store.error());
  auto vault_store = open_rocksdb_store({.directory = directory.vault(), .create = true});
  if (!vault_store) return fail(vault_store.error());
  auto out = std::make_unique<PersonalData>();
  auto keyring = Keyring::create(**keyring_store, ledger, *key, random);
  if (!keyring) return fail(keyring.error());
  out->keyring_ = *std::move(keyring);
  auto vault = Vault::create(**vault_store, *out->keyring_, random);
  if (!vault) return fail(vault.error());
  out->vault_ = *std::move(vault);
  out->keyring_store_ = *std::move(keyring_store);
  out->vault_store_ = *std::move(vault_store);
  return out;
}

Result<std::unique_ptr<PersonalData>> PersonalData::open(const DataDirectory& directory,
                                                         const std::filesystem::path& master,
                                                         const LedgerId& ledger, Random& random) {
  auto key = MasterKey::load(master);
  if (!key) return fail(key.error());
  auto keyring_store = open_rocksdb_store({.directory = directory.keyring()});
  if (!keyring_store) return fail(keyring_store.error());
  auto vault_store = open_rocksdb_store({.directory = directory.vault()});
  if (!vault_store) return fail(vault_store.error());
  auto out = std::make_unique<PersonalData>();
  auto keyring = Keyring::open(**keyring_store, ledger, *key, random);
  if (!keyring) return fail(keyring.error());
  out->keyring_ = *std::move(keyring);
  auto vault = Vault::open(**vault_store, *out->keyring_, random);
  if (!vault) return fail(vault.error());
  out->vault_ = *std::move(vault);
  out->keyring_store_ = *std::move(keyring_store);
  out->vault_store_ = *std::move(vault_store);
  return out;
}

Result<std::unique_ptr<PersonalData>> PersonalData::open_reader(
    const DataDirectory& directory, const std::filesystem::path& master, const LedgerId& ledger,
    Random& random) {
  auto key = MasterKey::load(master);
  if (!key) return fail(key.error());
  auto keyring_store = open_rocksdb_store_reader({.directory = directory.keyring()});
  if (!keyring_store) return fail(keyring_store.error());
  auto vault_store = open_rocksdb_store_reader({.directory = directory.vault()});
  if (!vault_store) return fail(vault_store.error());
  auto out = std::make_unique<PersonalData>();
  auto keyring = Keyring::open_reader(**keyring_store, ledger, *key, random);
  if (!keyring) return fail(keyring.error());
  out->keyring_ = *std::move(keyring);
  auto vault = Vault::open_reader(**vault_store, *out->keyring_, random);
  if (!vault) return fail(vault.error());
  out->vault_ = *std::move(vault);
  out->keyring_store_ = *std::move(keyring_store);
  out->vault_store_ = *std::move(vault_store);
  return out;
}

std::string_view personal_value(const SubmittedEvent& event, PersonalField field) {
  if (!event.disclosure) return {};
  const auto fields = personal_fields_of(type_of(event.event));
  return value_of(fields, *event.disclosure, field).value_or(std::string_view());
}

std::string PersonsKnown::key_of(std::string_view type, std::string_view number) {
  return std::string(type) + "|" + normalised_number(type, number);
}

Status PersonsKnown::prefetch(std::span<const SubmittedEvent> events) {
  std::vector<IdentityNumber> numbers;
  for (const auto& event : events) {
    const auto number = personal_value(event, PersonalField::identity_number);
    if (number.empty()) continue;
    numbers.push_back({std::string(personal_value(event, PersonalField::identity_type)),
                       std::string(number)});
  }
  return lookup_.prefetch(numbers);
}

std::optional<PersonId> PersonsKnown::find(std::string_view identity_type,
                                           std::string_view identity_number) const {
  if (!in_flight_.empty()) {
    const auto at = in_flight_.find(key_of(identity_type, identity_number));
    if (at != in_flight_.end()) return at->second.person;
  }
  return lookup_.find(identity_type, identity_number);
}

bool PersonsKnown::listed(ExternalListKind kind, std::string_view identity_number) const {
  return lookup_.listed(kind, identity_number);
}

std::optional<Disclosure> PersonsKnown::disclosure_at(Position at) const {
  if (vault_ == nullptr || log_ == nullptr) return std::nullopt;
  return open_disclosure_at(*vault_, *log_, at);
}

std::optional<Disclosure> open_disclosure_at(Vault& vault, const LogReader& log, Position at) {
  const auto bytes = log.entry(at);
  if (!bytes) return std::nullopt;
  const auto split = split_entry(*bytes);
  if (!split || split->first.kind != BodyKind::event) return std::nullopt;
  const auto event = decode_trusted<Event>(split->second);
  if (!event || event->fields_root.is_none()) return std::nullopt;
  auto opened = vault.open_sealed(DisclosureRequest{
      {event->subject_kind, event->subject, type_of(*event), sha256(split->second)},
      event->fields_root});
  if (!opened || opened->state != DisclosureState::opened) return std::nullopt;
  return std::move(opened->disclosure);
}

}  // namespace xueji
