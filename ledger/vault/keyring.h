// The keyring: one 256-bit key per person, wrapped by the master key, in a store of its own apart
// from the disclosures. Destroying a person's key makes every disclosure of that person unreadable,
// in the vault and in all its copies.
//
// Rows (persisted; every wrapped value is nonce ‖ cipher text ‖ tag, see crypto/aead.h):
//   'K' ‖ person      → wrapped key         'X' ‖ person → destroyed at, i64 LE UTC ms
//   'M'               → format u8 = 1 ‖ ledger id (32) ‖ master key id (16)
//   'S'               → wrapped store secret (index and access log keys derive from it)
// Associated data: "xueji/v1/wrap\0" ‖ ledger id ‖ row key, so that no row serves for another.
//
// Thread safety: every function may be called from any thread if the Random may; changes are
// serialised inside. Ownership: keeps references to the store and to Random.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ledger/base/clock.h"
#include "ledger/base/id.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/crypto/aead.h"
#include "ledger/crypto/secret.h"
#include "ledger/store/key_value_store.h"
#include "ledger/vault/master_key.h"

namespace xueji {

enum class PersonKeyState {
  present,
  missing,    ///< There never was one, or the keyring lost it.
  destroyed,  ///< Destroyed on purpose (erasure).
  damaged,    ///< Something lies there that this master key does not open.
};
/// `key` is there exactly when `state` is present.
struct KeyAnswer {
  PersonKeyState state = PersonKeyState::missing;
  std::shared_ptr<const AeadKey> key = nullptr;
};

class Keyring {
 public:
  /// Unwrapped keys kept for reuse; the least recently used goes first, and is wiped.
  static constexpr std::size_t cached_keys_max = 16'384;

  /// Starts a keyring in an empty store. Errors: conflict (there is one already), io.
  [[nodiscard]] static Result<std::unique_ptr<Keyring>> create(KeyValueStore& store,
                                                               const LedgerId& ledger,
                                                               const MasterKey& master,
                                                               Random& random);
  /// Errors: not_found (no keyring in this store), refused (another ledger's, or wrapped by another
  /// master key), corrupt, io.
  [[nodiscard]] static Result<std::unique_ptr<Keyring>> open(KeyValueStore& store,
                                                             const LedgerId& ledger,
                                                             const MasterKey& master,
                                                             Random& random);
  /// Reads beside the writing process. Every changing function then answers `unavailable`.
  [[nodiscard]] static Result<std::unique_ptr<Keyring>> open_reader(KeyValueReader& store,
                                                                    const LedgerId& ledger,
                                                                    const MasterKey& master,
                                                                    Random& random);

  /// Makes a key for each of these persons that has none; durable on return, in one synced write
  /// (none if all have keys). Errors: refused (a person whose key was destroyed), io.
  [[nodiscard]] Status ensure(std::span<const PersonId> persons);

  /// The keys in the order of `persons`, read as one batch. Errors: io.
  [[nodiscard]] Result<std::vector<KeyAnswer>> keys_of(std::span<const PersonId> persons);
  [[nodiscard]] Result<KeyAnswer> key_of(const PersonId& person);

  /// Destroys the key for good; durable on return. The person can never get another one. Doing it
  /// again succeeds. Old bytes leave the store's files with `KeyValueStore::compact`, and copies of
  /// the keyring lose their use when `rewrap` follows and the old master key is destroyed.
  /// Errors: io.
  [[nodiscard]] Status destroy(const PersonId& person, Instant at);
  /// Removes keys under which nothing is sealed; unlike after `destroy`, they can be made anew.
  [[nodiscard]] Status discard(std::span<const PersonId> persons);

  /// Wraps every key under `next`, all or nothing, and uses it from now on; then compacts the store
  /// so that nothing wrapped by the old master key remains. Destroying the old master key file and
  /// the copies of it is the caller's. Errors: corrupt (a key that does not open; nothing was
  /// changed), io.
  [[nodiscard]] Status rewrap(const MasterKey& next);

  /// A key for one purpose: HMAC-SHA-256(store secret, label). It outlives `rewrap`.
  [[nodiscard]] SecretBytes derived(std::string_view label) const;

  [[nodiscard]] const LedgerId& ledger() const { return ledger_; }
  /// How many unwrapped keys are held now.
  [[nodiscard]] std::size_t cached_count() const;
  /// A reader catches up with the writing process and forgets what it had unwrapped.
  [[nodiscard]] Status refresh();

 private:
  using SharedKey = std::shared_ptr<const AeadKey>;
  using Recent = std::list<std::pair<PersonId, SharedKey>>;

  Keyring(KeyValueReader& reader, KeyValueStore* writer, const LedgerId& ledger,
          const MasterKey& master, Random& random);

  [[nodiscard]] static Result<std::unique_ptr<Keyring>> opened(KeyValueReader& reader,
                                                               KeyValueStore* writer,
                                                               const LedgerId& ledger,
                                                               const MasterKey& master,
                                                               Random& random);
  [[nodiscard]] Status require_writer() const;
  [[nodiscard]] Bytes associated_with(ByteView row_key) const;
  [[nodiscard]] Bytes meta() const;
  [[nodiscard]] Result<std::vector<KeyAnswer>> keys_locked(std::span<const PersonId> persons);
  [[nodiscard]] Status load_missed(std::span<const PersonId> persons,
                                   std::span<const std::size_t> missed,
                                   std::vector<KeyAnswer>& answers);
  [[nodiscard]] Status note_destroyed(std::span<const PersonId> persons,
                                      std::span<const std::size_t> missed,
                                      const std::vector<std::optional<Bytes>>& rows,
                                      std::vector<KeyAnswer>& answers) const;
  void remember(const PersonId& person, SharedKey key);
  void forget(const PersonId& person);
  [[nodiscard]] Status copy_rewrapped(BulkLoad& load, const MasterKey& next);

  KeyValueReader& reader_;
  KeyValueStore* writer_;  ///< Null when reading beside a writer.
  LedgerId ledger_;
  MasterKeyId master_id_;
  AeadKey wrapping_key_;
  SecretBytes secret_;
  Random& random_;
  mutable std::mutex mutex_;
  Recent recent_;
  std::unordered_map<PersonId, Recent::iterator> cache_;
};

}  // namespace xueji
