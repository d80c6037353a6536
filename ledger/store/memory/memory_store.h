// The KeyValueStore port in memory. Nothing survives the process. Thread-safe.
#pragma once

#include "ledger/store/key_value_store.h"
#include "ledger/store/memory/ordered_map.h"

namespace xueji {

class MemoryStore final : public KeyValueStore {
 public:
  [[nodiscard]] Result<std::optional<Bytes>> get(ByteView key) const override;
  [[nodiscard]] Result<std::vector<std::optional<Bytes>>> multi_get(
      std::span<const ByteView> keys) const override;
  [[nodiscard]] Status scan(const ScanRange& range, const RowVisitor& visitor) const override;
  [[nodiscard]] Status refresh() override { return {}; }
  [[nodiscard]] Status write(std::span<const KeyChange> changes, Durability durability) override;
  [[nodiscard]] Result<std::unique_ptr<BulkLoad>> bulk_load() override;
  [[nodiscard]] Status flush() override { return {}; }
  [[nodiscard]] Status compact() override { return {}; }
  [[nodiscard]] Result<std::uint64_t> size_on_disk_bytes() const override;

 private:
  OrderedMap pairs_;
};

}  // namespace xueji
