// The form in which the worker hands cells to its parent: length-prefixed, little-endian.
//   "XJS1", then records, each a tag byte and its fields; strings are a u32 length and UTF-8 bytes:
//   'S' name, u8 hidden     a sheet begins
//   'R' u32 row             a row begins; rows of a sheet only ever grow
//   'C' u32 column, u8 kind, u8 cached, string text, f64 number    columns of a row only ever grow
//   'E' u8 code, four strings (what zh, en; next zh, en)           the reading failed; the end
//   'Z' u32 cells           complete; the end
// The parent trusts none of it: a worker taken over by a hostile file can at worst return cells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "tools/sheet/read.h"

namespace xueji::sheet {

inline constexpr std::size_t sheet_name_bytes_max = 1024;

/// Collects records; `take` empties it, so that the worker can write in large pieces.
class WireWriter {
 public:
  WireWriter();
  void sheet(std::string_view name, bool hidden);
  void row(std::uint32_t row);
  void cell(std::uint32_t column, const Cell& cell);
  void error(const Error& error);
  void end(std::uint32_t cells);

  [[nodiscard]] std::size_t size_bytes() const { return bytes_.size(); }
  [[nodiscard]] Bytes take();

 private:
  void string(std::string_view text);
  Bytes bytes_;
};

/// The whole answer of a worker as a workbook, or the error that it reports. `malformed` if
/// anything contradicts the form above or the limits, is not UTF-8, is cut off, or goes on after
/// its end.
[[nodiscard]] Result<Workbook> read_wire(ByteView answer, const ReadLimits& limits);

}  // namespace xueji::sheet
