// Where the package readers put what they find: checks the limits and streams to the parent.
// Used in the worker process only. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "tools/sheet/package.h"
#include "tools/sheet/read.h"
#include "tools/sheet/wire.h"

namespace xueji::sheet {

class CellSink {
 public:
  /// Writes the form of wire.h to this descriptor, which stays the caller's.
  CellSink(int out, const ReadLimits& limits) : out_(out), limits_(limits) {}

  /// `malformed` beyond the number of sheets.
  [[nodiscard]] Status begin_sheet(std::string_view name, bool hidden);
  /// Ignores empty cells. `malformed` beyond the limits, and for cells that are not in the order of
  /// rows and columns: two cells at one place would leave it to chance which of them is read.
  [[nodiscard]] Status add(std::uint64_t row, std::uint64_t column, const Cell& cell);
  void end();
  void report(const Error& error);

 private:
  void flush();

  int out_;
  const ReadLimits& limits_;
  WireWriter writer_;
  std::string sheet_;
  std::uint32_t sheets_ = 0;
  std::uint32_t cells_ = 0;
  std::uint64_t text_bytes_ = 0;
  std::int64_t row_ = -1;
  std::int64_t column_ = -1;
};

/// "2024-09-01", or with a time of day, for a serial day of the 1900 or 1904 system; nothing
/// outside 1900–9999 and for the day 60 of the 1900 system, 29 February 1900, which never was.
[[nodiscard]] std::optional<std::string> date_of_serial(double serial, bool from_1904);

/// A format code of a number, such as `yyyy"年"m"月"`, that shows a year or a day.
[[nodiscard]] bool is_date_format(std::string_view code);

/// Read the package to the sink. Errors: `malformed`.
[[nodiscard]] Status read_xlsx(Package& package, CellSink& sink);
[[nodiscard]] Status read_ods(Package& package, CellSink& sink, const ReadLimits& limits);

}  // namespace xueji::sheet
