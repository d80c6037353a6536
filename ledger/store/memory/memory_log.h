// The EventLog port in memory. "Committed" means visible; nothing survives the process.
#pragma once

#include <deque>
#include <mutex>
#include <shared_mutex>

#include "ledger/store/event_log.h"
#include "ledger/store/memory/ordered_map.h"

namespace xueji {

/// Thread-safe as the port says: one writer, many readers.
class MemoryLog final : public EventLog {
 public:
  [[nodiscard]] Head head() const override;
  [[nodiscard]] Result<std::uint64_t> read(Position from, std::uint64_t count_max,
                                           const EntryVisitor& visitor) const override;
  [[nodiscard]] Result<Bytes> entry(Position position) const override;
  [[nodiscard]] Result<std::optional<Bytes>> row(RowSpace space, ByteView key) const override;
  [[nodiscard]] Result<std::vector<std::optional<Bytes>>> multi_row(
      std::span<const RowKey> keys) const override;
  [[nodiscard]] Status scan(RowSpace space, const ScanRange& range,
                            const RowVisitor& visitor) const override;
  [[nodiscard]] Status refresh() override { return {}; }
  [[nodiscard]] Result<AppendOutcome> append(const AppendRequest& request) override;
  [[nodiscard]] std::optional<Error> stopped() const override { return std::nullopt; }

 private:
  mutable std::shared_mutex mutex_;
  std::mutex append_mutex_;
  // A deque keeps references valid while it grows, so entries are visited without a lock.
  std::deque<Bytes> entries_;
  Bytes record_;
  OrderedMap rows_;
};

}  // namespace xueji
