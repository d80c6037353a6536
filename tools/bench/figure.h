// One line of the table that `xueji bench` prints. Thread safety: plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/text.h"

namespace xueji::bench {

/// A measured number with what it is held against.
struct Figure {
  std::string id;  ///< Stable name for programs, e.g. "append_single.ratio".
  Text name;       ///< What was measured, its size included.
  double value = 0;
  std::string unit;                            ///< "acts/s", "ms", "B", "" for a ratio.
  Text limit_name = {};                        ///< Empty: nothing to compare with.
  std::optional<double> limit = std::nullopt;  ///< The machine's own, in the same unit, same run.
  std::string target = {};                     ///< ">= 0.6"; empty: shown for information.
  std::optional<bool> met = std::nullopt;      ///< Nothing without a target.

  [[nodiscard]] std::optional<double> ratio() const;
};

/// A figure that must be at least, or at most, a number.
[[nodiscard]] Figure at_least(Figure figure, double target);
[[nodiscard]] Figure at_most(Figure figure, double target);
/// The ratio of value to limit must be at least a number.
[[nodiscard]] Figure ratio_at_least(Figure figure, double target);

/// "12,345", "0.73", "3.14" — as a table shows numbers.
[[nodiscard]] std::string number_text(double value);

/// The p-th part (0 … 1) of the values by the nearest rank; 0 of none.
[[nodiscard]] double percentile(std::vector<double> values, double part);

}  // namespace xueji::bench
