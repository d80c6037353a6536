// Who is behind an identity number, without keeping the number: HMAC-SHA-256 → PersonId, and the
// PersonId leads nowhere else (design §4). Beside it, keyed hashes of the external lists (SY-1.5c,
// FJ-06f). Lies in the vault's store; the hash keys derive from the keyring's secret.
//
//   person key = HMAC(index key, type ‖ 0x00 ‖ normalised number)
//   list key   = HMAC(list key, kind u8 ‖ normalised number)
//
// Thread safety: PersonIndex may be used from any thread; PersonLookup belongs to one thread.
// Ownership: keeps references to the store.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/id.h"
#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"
#include "ledger/model/vocabulary.h"
#include "ledger/store/key_value_store.h"
#include "ledger/vault/keyring.h"

namespace xueji {

/// An identity number as a form states it: type code of the pack's table ("1" = citizen id).
struct IdentityNumber {
  std::string type;
  std::string number;
};
/// White space left out, full-width characters made ordinary ones, letters upper case; a citizen id
/// of 15 digits becomes the one of 18 (GB 11643-1999; D-35). Not a check of the number.
[[nodiscard]] std::string normalised_number(std::string_view identity_type,
                                            std::string_view number);

/// A row of the index, to be written with the disclosures that it belongs to (`Vault::put`).
struct PersonBinding {
  Digest key;
  PersonId person;
};

/// One import of an external list. Generations count from 1 within their kind.
struct ListGeneration {
  ExternalListKind kind{};
  std::uint32_t generation = 0;
  Date as_of{};
  std::uint32_t count = 0;  ///< Different numbers.
};

class PersonIndex {
 public:
  PersonIndex(KeyValueStore& store, const Keyring& keyring);
  /// Reads beside the writing process; changing functions answer `unavailable`.
  PersonIndex(KeyValueReader& store, const Keyring& keyring);

  /// Nothing if the number is empty: such a person cannot be found by number (D-35).
  [[nodiscard]] std::optional<PersonBinding> binding(std::string_view identity_type,
                                                     std::string_view identity_number,
                                                     const PersonId& person) const;
  /// Nothing if unknown. Errors: io, corrupt.
  [[nodiscard]] Result<std::optional<PersonId>> find(std::string_view identity_type,
                                                     std::string_view identity_number) const;
  /// The same in the order of `numbers`, read as one batch.
  [[nodiscard]] Result<std::vector<std::optional<PersonId>>> find(
      std::span<const IdentityNumber> numbers) const;

  /// Removes every number that leads to this person (erasure, orphans). Walks the whole index.
  /// Returns how many. Errors: unavailable, io.
  [[nodiscard]] Result<std::uint64_t> forget(const PersonId& person);

  /// Stores the keyed hashes of a list as the newest generation of its kind. It counts from the
  /// moment it is complete; an interrupted import leaves the one before in force. Older
  /// generations stay, for replays. Errors: unavailable, io.
  [[nodiscard]] Result<ListGeneration> import_list(ExternalListKind kind, Date as_of,
                                                   std::span<const std::string> numbers);
  /// All generations of a kind, oldest first. Errors: io, corrupt.
  [[nodiscard]] Result<std::vector<ListGeneration>> lists(ExternalListKind kind) const;
  /// Whether the newest list of this kind contains the number; false if there is none.
  /// Errors: io, corrupt.
  [[nodiscard]] Result<bool> listed(ExternalListKind kind, std::string_view identity_number) const;
  /// Whether this generation does. Errors: io.
  [[nodiscard]] Result<bool> listed_in(ExternalListKind kind, std::uint32_t generation,
                                       std::string_view identity_number) const;

  [[nodiscard]] Status refresh() { return reader_.refresh(); }

 private:
  PersonIndex(KeyValueReader& reader, KeyValueStore* writer, const Keyring& keyring);
  [[nodiscard]] std::optional<Bytes> person_row(std::string_view type,
                                                std::string_view number) const;
  [[nodiscard]] Bytes listed_row(ExternalListKind kind, std::uint32_t generation,
                                 std::string_view number) const;
  [[nodiscard]] Status require_writer() const;
  [[nodiscard]] Status clear_unfinished(ExternalListKind kind, std::uint32_t generation);

  KeyValueReader& reader_;
  KeyValueStore* writer_;
  HmacSha256 person_mac_;
  HmacSha256 list_mac_;
};

/// What registry's PersonDirectory port asks, answered without errors: commit/ adapts it. Prefetch
/// the numbers of a submission in one batch; whatever else is asked is read one by one. An answer
/// after a failed read is worthless: check `status` after deciding, and refuse if it failed.
class PersonLookup {
 public:
  explicit PersonLookup(const PersonIndex& index) : index_(index) {}

  [[nodiscard]] Status prefetch(std::span<const IdentityNumber> numbers);
  [[nodiscard]] std::optional<PersonId> find(std::string_view identity_type,
                                             std::string_view identity_number) const;
  [[nodiscard]] bool listed(ExternalListKind kind, std::string_view identity_number) const;
  /// The first failure of any read so far.
  [[nodiscard]] Status status() const;

 private:
  const PersonIndex& index_;
  std::map<std::pair<std::string, std::string>, std::optional<PersonId>> known_;
  /// The list in force by kind, read once; 0: there is none. So all lines of a submission are held
  /// against the same lists.
  mutable std::map<ExternalListKind, std::uint32_t> list_in_force_;
  mutable std::optional<Error> failure_;
};

}  // namespace xueji
