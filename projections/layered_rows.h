// Rows of a generation with newer ones laid over them in memory: how a process that may not write
// the views (another holds them) still answers at the log's head. Not thread-safe while `put` runs.
// Ownership: keeps a reference to the base.
#pragma once

#include <map>
#include <optional>

#include "ledger/store/key_value_store.h"

namespace xueji {

class LayeredRows final : public KeyValueReader {
 public:
  explicit LayeredRows(const KeyValueReader& base) : base_(base) {}

  /// Lays a row over the base; nothing hides the base's row.
  void put(ByteView key, std::optional<ByteView> value);
  void clear() { over_.clear(); }

  [[nodiscard]] Result<std::optional<Bytes>> get(ByteView key) const override;
  [[nodiscard]] Result<std::vector<std::optional<Bytes>>> multi_get(
      std::span<const ByteView> keys) const override;
  [[nodiscard]] Status scan(const ScanRange& range, const RowVisitor& visitor) const override;
  /// Does nothing: whoever owns the base refreshes it, and folds what lies over it again.
  [[nodiscard]] Status refresh() override { return {}; }

 private:
  const KeyValueReader& base_;
  std::map<Bytes, std::optional<Bytes>> over_;
};

}  // namespace xueji
