// The port for data beside the log: vault, keyring, projections. Ordered opaque keys and values in
// a directory of their own.
//
// Thread safety: every function may be called from any thread; writes are atomic one by one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/store/scan.h"

namespace xueji {

struct KeyChange {
  Bytes key;
  std::optional<Bytes> value;  ///< Nothing deletes the key.
};

/// When a write is safe against a loss of power.
enum class Durability : bool {
  buffered,  ///< After the next synced write or flush; until then only against a killed process.
  synced,    ///< When the call returns.
};

class KeyValueReader {
 public:
  virtual ~KeyValueReader() = default;
  /// Nothing if the key is absent. Errors: io, corrupt.
  [[nodiscard]] virtual Result<std::optional<Bytes>> get(ByteView key) const = 0;
  /// The values in the order of `keys`, read as one batch. Errors: io, corrupt.
  [[nodiscard]] virtual Result<std::vector<std::optional<Bytes>>> multi_get(
      std::span<const ByteView> keys) const = 0;
  /// Keys that are written while the scan runs may or may not be seen. Errors: io, corrupt.
  [[nodiscard]] virtual Status scan(const ScanRange& range, const RowVisitor& visitor) const = 0;
  /// Catches up with the writing process; does nothing on the writer itself. Errors: io, corrupt.
  [[nodiscard]] virtual Status refresh() = 0;
};

/// Loads many keys at once, past the write-ahead log. Nothing is visible before `finish`; one that
/// is dropped without `finish` leaves nothing behind. Not thread-safe; must not outlive its store.
class BulkLoad {
 public:
  virtual ~BulkLoad() = default;
  /// Keys strictly ascending. Errors: invalid_argument when they are not; io.
  [[nodiscard]] virtual Status put(ByteView key, ByteView value) = 0;
  /// Makes all keys visible and durable together; they replace older values of the same keys. To be
  /// called once. Errors: io (nothing became visible).
  [[nodiscard]] virtual Status finish() = 0;
};

class KeyValueStore : public KeyValueReader {
 public:
  /// Applies all changes or none; the last change of a key wins. Errors: io (the write may still
  /// have happened: reopen and re-read).
  [[nodiscard]] virtual Status write(std::span<const KeyChange> changes, Durability durability) = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<BulkLoad>> bulk_load() = 0;
  /// Makes every buffered write durable. Errors: io.
  [[nodiscard]] virtual Status flush() = 0;
  /// Rewrites the store in its smallest form. Afterwards no value that was overwritten or deleted
  /// before the call remains in any file of the store (erasure relies on this), unless a scan or a
  /// reading process still holds the old files. Errors: io.
  [[nodiscard]] virtual Status compact() = 0;
  /// Bytes of the store's files. Errors: io.
  [[nodiscard]] virtual Result<std::uint64_t> size_on_disk_bytes() const = 0;
};

}  // namespace xueji
