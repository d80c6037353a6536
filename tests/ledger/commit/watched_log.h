// A log that counts what is read of it, fails the read that a test picks as a disk would, and shows
// a space of rows empty.
#pragma once

#include <functional>
#include <limits>
#include <optional>

#include "ledger/store/event_log.h"

namespace xueji::test {

class WatchedLog final : public LogReader {
 public:
  explicit WatchedLog(LogReader& under) : under_(under) {}

  mutable std::uint64_t calls = 0;    ///< Reads of any kind.
  mutable std::uint64_t visited = 0;  ///< Entries and rows that reads and scans went over.
  std::uint64_t fails_at = std::numeric_limits<std::uint64_t>::max();  ///< Which call fails.
  std::optional<RowSpace> without = {};                                ///< Its rows are not shown.

  [[nodiscard]] Head head() const override { return under_.head(); }
  [[nodiscard]] Result<std::uint64_t> read(Position from, std::uint64_t count_max,
                                           const EntryVisitor& visitor) const override {
    if (is_bad()) return bad_disk();
    return under_.read(from, count_max, [&](Position at, ByteView entry) {
      ++visited;
      return visitor(at, entry);
    });
  }
  [[nodiscard]] Result<Bytes> entry(Position position) const override {
    if (is_bad()) return bad_disk();
    ++visited;
    return under_.entry(position);
  }
  [[nodiscard]] Result<std::optional<Bytes>> row(RowSpace space, ByteView key) const override {
    if (is_bad()) return bad_disk();
    if (space == without) return std::optional<Bytes>();
    return under_.row(space, key);
  }
  [[nodiscard]] Result<std::vector<std::optional<Bytes>>> multi_row(
      std::span<const RowKey> keys) const override {
    if (is_bad()) return bad_disk();
    return under_.multi_row(keys);
  }
  [[nodiscard]] Status scan(RowSpace space, const ScanRange& range,
                            const RowVisitor& visitor) const override {
    if (is_bad()) return bad_disk();
    if (space == without) return {};
    return under_.scan(space, range, [&](ByteView key, ByteView value) {
      ++visited;
      return visitor(key, value);
    });
  }
  [[nodiscard]] Status refresh() override { return under_.refresh(); }

 private:
  [[nodiscard]] bool is_bad() const { return calls++ == fails_at; }
  static tl::unexpected<Error> bad_disk() {
    return fail(ErrorCode::io, "the disk does not answer");
  }

  LogReader& under_;
};

}  // namespace xueji::test
