// The vault: the disclosures that open the log's `fields_root`s, each sealed under the key of the
// person whom it concerns (design §4). README.md says what is trusted with what.
//
// Rows (persisted): 'D' ‖ ref → version u8 = 1 ‖ owner (16) ‖ nonce ‖ cipher text ‖ tag; after an
// erasure only version and owner remain. Associated data: ledger id ‖ body ‖ subject kind u8 ‖
// subject ‖ type u8. Plain text: disclosure_codec.h. Other rows: rows.h.
//
// The order of one commit: keyring.ensure(owners) → seal → put (synced) → append to the log →
// settle. A crash between put and append leaves disclosures of events that never happened:
// `recover` finds and removes them at open.
//
// Thread safety: every function may be called from any thread if the Random may. Ownership: keeps
// references to the store, the keyring and Random.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ledger/base/clock.h"
#include "ledger/base/id.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/model/personal.h"
#include "ledger/store/key_value_store.h"
#include "ledger/vault/access_log.h"
#include "ledger/vault/disclosure_ref.h"
#include "ledger/vault/keyring.h"
#include "ledger/vault/person_index.h"

namespace xueji {

/// The owner is the person under whose key the disclosure is sealed: the student for a status, the
/// person for staff, the author or signer for reason texts about organisations and submissions.
struct DisclosureToSeal {
  DisclosureRef ref;
  PersonId owner;
  const Disclosure& disclosure;
};
struct SealedDisclosure {
  DisclosureRef ref;
  PersonId owner;
  Bytes sealed;
};

/// What `put` wrote and `settle` confirms.
struct PendingBatch {
  FixedId<struct PendingBatchTag, 16> id;
};

/// Why a disclosure can or cannot be read.
enum class DisclosureState {
  opened,         ///< Read; and verified, if the request named the root.
  missing,        ///< Not in the vault: the vault is incomplete.
  key_missing,    ///< There, but the keyring has no key for its owner.
  key_destroyed,  ///< Erased on purpose.
  damaged,        ///< Does not open: changed, moved, or sealed under another key.
  forged,         ///< Opens, but is not what the log's `fields_root` commits to.
};
[[nodiscard]] Text label_of(DisclosureState state);

struct DisclosureRequest {
  DisclosureRef ref;
  /// The root in the log. Without one nothing is recomputed: enough for a masked roster, since the
  /// seal binds ledger, event and subject; never enough for deciding, signing or proving.
  std::optional<Digest> fields_root = std::nullopt;
};
struct OpenedDisclosure {
  DisclosureState state = DisclosureState::missing;
  std::optional<Disclosure> disclosure = std::nullopt;  ///< There exactly when `state` is opened.
};

struct StoredDisclosure {
  DisclosureRef ref;
  PersonId owner;
  bool erased = false;
};

/// What `recover` did.
struct Recovery {
  std::uint64_t kept = 0;
  std::vector<DisclosureRef> destroyed;
};

class Vault {
 public:
  /// Tells for each ref whether the log holds the event or sign-off; same order and number.
  using ExistsInLog = std::function<Result<std::vector<bool>>(std::span<const DisclosureRef>)>;

  /// Starts a vault in an empty store, for the keyring's ledger. Errors: conflict (there is one
  /// already), io.
  [[nodiscard]] static Result<std::unique_ptr<Vault>> create(KeyValueStore& store, Keyring& keyring,
                                                             Random& random);
  /// Errors: not_found (no vault in this store), refused (another ledger's), corrupt, io.
  [[nodiscard]] static Result<std::unique_ptr<Vault>> open(KeyValueStore& store, Keyring& keyring,
                                                           Random& random);
  /// Reads beside the writing process. Every changing function then answers `unavailable`.
  [[nodiscard]] static Result<std::unique_ptr<Vault>> open_reader(KeyValueReader& store,
                                                                  Keyring& keyring, Random& random);

  // ---- Writing. --------------------------------------------------------------------------------

  /// Seals; writes nothing. Every owner must have a key (`Keyring::ensure`).
  /// Errors: refused (an owner without a usable key), io.
  [[nodiscard]] Result<std::vector<SealedDisclosure>> seal(std::span<const DisclosureToSeal> batch);

  /// Writes disclosures and the bindings of new persons in one synced write, marked as pending. An
  /// equal ref (a line repeated byte for byte) replaces the record. Errors: unavailable; conflict
  /// (an identity number already leads to another person; nothing was written); io.
  [[nodiscard]] Result<PendingBatch> put(std::span<const SealedDisclosure> batch,
                                         std::span<const PersonBinding> bindings = {});
  /// The log holds the events of these batches. Not synced: a mark that a crash brings back is
  /// cleared by `recover`. Errors: unavailable, io.
  [[nodiscard]] Status settle(std::span<const PendingBatch> batches);

  /// Candidates for orphans: the refs of all batches that are not settled. Errors: corrupt, io.
  [[nodiscard]] Result<std::vector<DisclosureRef>> pending() const;
  /// Settles what the log holds and destroys the rest: records, and of persons who have no record
  /// left also the bindings of those batches and the key. To be called at open, or after an append
  /// that failed, while no batch is between `put` and `settle`. Errors: unavailable, corrupt, io,
  /// and the error of `exists` (nothing was changed).
  [[nodiscard]] Result<Recovery> recover(const ExistsInLog& exists);

  /// Destroys the person's key, then what the vault holds of the person: cipher texts and index
  /// rows. Refs stay, so that the answer is "erased", not "lost". Old bytes leave the files with
  /// `compact` of both stores. Returns how many disclosures. Errors: unavailable, io.
  [[nodiscard]] Result<std::uint64_t> erase(const PersonId& person, Instant at);

  // ---- Reading. --------------------------------------------------------------------------------

  /// For recomputing, deciding and masked display; leaves no record. Errors: io.
  [[nodiscard]] Result<std::vector<OpenedDisclosure>> open_sealed(
      std::span<const DisclosureRequest> requests);
  [[nodiscard]] Result<OpenedDisclosure> open_sealed(const DisclosureRequest& request);

  /// For showing clear values to a person: the access is on record, synced, before anything is
  /// opened. `fields` are those that will be shown. Errors: those of `AccessLog::append`, io.
  [[nodiscard]] Result<std::vector<OpenedDisclosure>> open_clear(
      std::span<const DisclosureRequest> requests, std::span<const PersonalField> fields,
      const AccessPurpose& purpose, Instant at);

  /// For answers that say "vault incomplete": which of these cannot be read although nobody erased
  /// them (missing, key_missing or damaged), in the order asked. Errors: io.
  [[nodiscard]] Result<std::vector<DisclosureRef>> incomplete(std::span<const DisclosureRef> refs);

  /// All disclosures about one subject, by type and body. Errors: corrupt, io.
  [[nodiscard]] Result<std::vector<StoredDisclosure>> of_subject(SubjectKind kind,
                                                                 const SubjectId& subject) const;
  /// All disclosures sealed under one person's key. Errors: corrupt, io.
  [[nodiscard]] Result<std::vector<StoredDisclosure>> of_owner(const PersonId& owner) const;

  [[nodiscard]] PersonIndex& persons() { return persons_; }
  [[nodiscard]] const AccessLog& access_log() const { return access_log_; }
  /// Vault, index and keyring catch up with the writing process.
  [[nodiscard]] Status refresh();

 private:
  struct Marked;

  Vault(KeyValueReader& reader, KeyValueStore* writer, Keyring& keyring, Random& random);
  [[nodiscard]] static Result<std::unique_ptr<Vault>> opened(KeyValueReader& reader,
                                                             KeyValueStore* writer,
                                                             Keyring& keyring, Random& random);
  [[nodiscard]] Status require_writer() const;
  [[nodiscard]] Status require_free(std::span<const PersonBinding> bindings) const;
  [[nodiscard]] Result<std::vector<Marked>> marked() const;
  [[nodiscard]] Status destroy_records(std::span<const DisclosureRef> orphans);
  [[nodiscard]] Status release_persons(std::span<const Marked> batches,
                                       std::span<const PersonId> owners);

  KeyValueReader& reader_;
  KeyValueStore* writer_;  ///< Null when reading beside a writer.
  Keyring& keyring_;
  Random& random_;
  PersonIndex persons_;
  AccessLog access_log_;
};

}  // namespace xueji
