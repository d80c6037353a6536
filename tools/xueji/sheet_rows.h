// The lines of a submission as the registrar counts them: one row of his sheet can give several
// events (a roster line and the override that it needs), and what people name on the command line
// is the row. Thread safety: plain values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ledger/model/event.h"

namespace xueji::cli {

/// Rows are numbered from 1 in the order of the sheet, its header not counted. An event belongs to
/// the row of an earlier one with the same subject, unless that row has its type already; an
/// override joins the newest row of its subject.
class SheetRows {
 public:
  explicit SheetRows(std::span<const Event> events);

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(lines_.size()); }
  /// The row of an event; 0 for an index that is not there.
  [[nodiscard]] std::uint32_t row_of(std::uint32_t line) const {
    return line < rows_.size() ? rows_[line] : 0;
  }
  /// The events of row `number` (1 to count), in order.
  [[nodiscard]] std::span<const std::uint32_t> lines_of(std::uint32_t number) const {
    return lines_[number - 1];
  }

 private:
  std::vector<std::uint32_t> rows_;
  std::vector<std::vector<std::uint32_t>> lines_;
};

}  // namespace xueji::cli
