// Keyring and vault of a data directory, opened together; and the adapter by which the registry asks
// who is behind an identity number.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

#include "ledger/commit/data_directory.h"
#include "ledger/model/entry.h"
#include "ledger/registry/decide.h"
#include "ledger/store/event_log.h"
#include "ledger/vault/keyring.h"
#include "ledger/vault/vault.h"

namespace xueji {

/// Thread safety: as Vault and Keyring. Ownership: owns both stores.
class PersonalData {
 public:
  /// Makes both stores, and the master key file if there is none at `master`.
  [[nodiscard]] static Result<std::unique_ptr<PersonalData>> create(
      const DataDirectory& directory, const std::filesystem::path& master, const LedgerId& ledger,
      Random& random);
  /// The writer's. Errors: not_found (stores or master key), refused (another master key), locked.
  [[nodiscard]] static Result<std::unique_ptr<PersonalData>> open(
      const DataDirectory& directory, const std::filesystem::path& master, const LedgerId& ledger,
      Random& random);
  /// Reads beside a running writer.
  [[nodiscard]] static Result<std::unique_ptr<PersonalData>> open_reader(
      const DataDirectory& directory, const std::filesystem::path& master, const LedgerId& ledger,
      Random& random);

  [[nodiscard]] Vault& vault() { return *vault_; }
  [[nodiscard]] Keyring& keyring() { return *keyring_; }

 private:
  std::unique_ptr<KeyValueReader> keyring_store_;
  std::unique_ptr<KeyValueReader> vault_store_;
  std::unique_ptr<Keyring> keyring_;
  std::unique_ptr<Vault> vault_;
};

/// Persons drawn in groups that are not durable yet, with the number of their group.
struct PersonInFlight {
  PersonId person;
  std::uint64_t group = 0;
};
using PersonsInFlight = std::unordered_map<std::string, PersonInFlight>;

/// The registry's port over the vault's index, and over persons whose group is not durable yet.
class PersonsKnown final : public PersonDirectory {
 public:
  PersonsKnown(const PersonIndex& index, const PersonsInFlight& in_flight)
      : lookup_(index), in_flight_(in_flight) {}

  /// Reads the identity numbers of all events in one batch.
  [[nodiscard]] Status prefetch(std::span<const SubmittedEvent> events);
  /// From here on `disclosure_at` answers; both must outlive this.
  void open_from(Vault& vault, const LogReader& log) {
    vault_ = &vault;
    log_ = &log;
  }
  [[nodiscard]] std::optional<PersonId> find(std::string_view identity_type,
                                             std::string_view identity_number) const override;
  [[nodiscard]] bool listed(ExternalListKind kind, std::string_view identity_number) const override;
  [[nodiscard]] std::optional<Disclosure> disclosure_at(Position at) const override;
  /// The first failure of any read: a verdict after it is worthless.
  [[nodiscard]] Status status() const { return lookup_.status(); }
  /// How a number is written in PersonsInFlight.
  [[nodiscard]] static std::string key_of(std::string_view type, std::string_view number);

 private:
  PersonLookup lookup_;
  const PersonsInFlight& in_flight_;
  Vault* vault_ = nullptr;
  const LogReader* log_ = nullptr;
};

/// Opens the personal fields of the event at a position, held against its `fields_root`; nullopt
/// when no such event is there or nothing opens it.
[[nodiscard]] std::optional<Disclosure> open_disclosure_at(Vault& vault, const LogReader& log,
                                                           Position at);

/// A personal value of a submitted event; empty when not stated.
[[nodiscard]] std::string_view personal_value(const SubmittedEvent& event, PersonalField field);

}  // namespace xueji
