// The access record: who saw clear personal data, when, whose, which fields and what for (design
// §4). A gapless sequence in the vault's store, each record sealed and bound to its number, so that
// none can be changed, moved or taken out of the middle unnoticed.
//
// Record, before sealing: at i64 ‖ person (16) ‖ role u8 ‖ purpose length u16 ‖ purpose ‖ number of
// fields u16 ‖ fields u16 each ‖ number of refs u32 ‖ refs (50 bytes each); little-endian.
//
// Thread safety: every function may be called from any thread. Ownership: keeps references to the
// store, the keyring and Random.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/clock.h"
#include "ledger/base/id.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/crypto/aead.h"
#include "ledger/model/personal.h"
#include "ledger/store/key_value_store.h"
#include "ledger/vault/disclosure_ref.h"
#include "ledger/vault/keyring.h"

namespace xueji {

/// In whose name and what for clear values are shown. All three must be stated.
struct AccessPurpose {
  PersonId person;
  Role role{};
  std::string text;  ///< UTF-8, 1 to `access_purpose_size_max_bytes`.
  friend bool operator==(const AccessPurpose&, const AccessPurpose&) = default;
};
inline constexpr std::size_t access_purpose_size_max_bytes = 512;

struct AccessRecord {
  std::uint64_t sequence = 0;  ///< Gapless from 0.
  Instant at;
  AccessPurpose purpose;
  std::vector<PersonalField> fields;
  std::vector<DisclosureRef> opened;
};

class AccessLog {
 public:
  /// `writer` is null when reading beside the writing process.
  AccessLog(KeyValueReader& reader, KeyValueStore* writer, const Keyring& keyring, Random& random);

  /// Durable on return; returns the record's number. Errors: refused (person, role or purpose not
  /// stated), unavailable (open for reading only), corrupt, io.
  [[nodiscard]] Result<std::uint64_t> append(Instant at, const AccessPurpose& purpose,
                                             std::span<const PersonalField> fields,
                                             std::span<const DisclosureRef> opened);

  /// Up to `count_max` records in order, beginning at `from`. Errors: corrupt (a record is missing
  /// or does not open), io.
  [[nodiscard]] Result<std::vector<AccessRecord>> read(std::uint64_t from,
                                                       std::size_t count_max) const;

 private:
  [[nodiscard]] Result<std::uint64_t> next_sequence() const;
  [[nodiscard]] Bytes associated_with(ByteView row_key) const;

  KeyValueReader& reader_;
  KeyValueStore* writer_;
  LedgerId ledger_;
  AeadKey key_;
  Random& random_;
  std::mutex mutex_;
  std::optional<std::uint64_t> next_;
};

}  // namespace xueji
