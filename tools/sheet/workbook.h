// What a spreadsheet holds once it is read: sheets of rows of cells, whatever the file format was.
// Thread safety: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace xueji::sheet {

/// Travels between the reading child process and its parent; the numbers are part of that form.
enum class CellKind : std::uint8_t {
  empty = 0,
  text = 1,
  number = 2,
  boolean = 3,
  formula = 4,  ///< `text` and `number` hold the value that the program had cached.
  date = 5,
  error = 6,  ///< An error value such as #N/A.
};

struct Cell {
  CellKind kind = CellKind::empty;
  /// What a formula had cached; `empty` for every other kind of cell.
  CellKind cached = CellKind::empty;
  /// UTF-8 as stored. A number: the very digits of the file, never reprinted from the double.
  /// A date: "2024-09-01", with "T08:30:00" when the cell has a time of day. A boolean: TRUE,
  /// FALSE.
  std::string text;
  /// Of numbers and booleans the value; of dates the serial day of the file; otherwise 0.
  double number = 0;

  [[nodiscard]] bool is_empty() const { return kind == CellKind::empty; }
  /// The kind of the value shown: of a formula, that of its cached value.
  [[nodiscard]] CellKind value_kind() const { return kind == CellKind::formula ? cached : kind; }
  friend bool operator==(const Cell&, const Cell&) = default;
};

/// Ends with its last cell that is not empty; a row without any is empty.
using Row = std::vector<Cell>;

struct Sheet {
  std::string name;       ///< UTF-8. Of a CSV file: empty.
  std::vector<Row> rows;  ///< From the first row of the sheet on, so that indices are row numbers.
  bool hidden = false;
};

struct Workbook {
  std::vector<Sheet> sheets;
};

/// The cell at this place, or an empty one beyond the row's or the sheet's end.
[[nodiscard]] const Cell& cell_at(const Sheet& sheet, std::size_t row, std::size_t column);

/// "A", "Z", "AA" for the 0-based column.
[[nodiscard]] std::string column_name(std::size_t column);
/// "B7" for the 0-based row 6 and column 1: the name that people see in their program.
[[nodiscard]] std::string cell_name(std::size_t row, std::size_t column);

}  // namespace xueji::sheet
