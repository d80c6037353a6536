// Writing spreadsheets and tables: XLSX for people, CSV for programs, plain tables for terminals.
// Thread safety: free functions; two calls must not write the same file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/base/text.h"
#include "tools/sheet/workbook.h"

namespace xueji::sheet {

/// How a cell looks. The colours keep enough contrast in a black-and-white print.
enum class Tone { plain, header, required_header, title, good, warning, bad, muted };

/// Of text: written as text, so that no program turns an id number into a number.
struct OutCell {
  std::variant<std::monostate, std::string, double> value;
  Tone tone = Tone::plain;
  std::string note;  ///< Shown when the pointer rests on the cell; empty for none.

  OutCell() = default;
  OutCell(std::string text, Tone with = Tone::plain, std::string remark = {})
      : value(std::move(text)), tone(with), note(std::move(remark)) {}
  OutCell(const char* text) : value(std::string(text)) {}
  OutCell(double number, Tone with = Tone::plain) : value(number), tone(with) {}
};

struct ColumnSpec {
  std::string header;
  double width = 12;      ///< In characters of the default font.
  bool as_text = false;   ///< Id numbers, codes, dates: also what is typed later stays text.
  bool required = false;  ///< Marks the header.
  std::vector<std::string> choices;  ///< A drop-down list; empty for none.
  std::string note;                  ///< A remark at the header; empty for none.
};

/// How a sheet prints: A4, one page wide, title and header on each page, page numbers.
struct PagePrint {
  bool landscape = false;
  std::string head;  ///< A line at the top of each page.
};

struct SheetSpec {
  std::string name;   ///< Characters that XLSX forbids are replaced, and 31 characters kept.
  std::string title;  ///< A line above the header; empty for none.
  std::vector<std::string> head_lines = {};  ///< Between title and header.
  std::vector<std::string> foot_lines = {};  ///< Below the rows.
  std::optional<PagePrint> print = std::nullopt;  ///< For what is printed and signed.
  std::vector<ColumnSpec> columns;  ///< Without any header text there is no header row.
  std::vector<std::vector<OutCell>> rows;
  std::size_t frozen_columns = 0;  ///< The header and all above it are always frozen.
  /// Lists and text format reach this many rows below the header, for sheets that are to be filled.
  std::size_t entry_rows = 0;
  bool hidden = false;  ///< The first sheet is always shown.
};

struct WorkbookSpec {
  std::string title;  ///< The document's title; empty for none.
  std::vector<SheetSpec> sheets;
};

/// The same specification gives the same bytes. Replaces the file at once when it is complete; an
/// existing one stays as it was on any error. `io` if the file cannot be written,
/// `invalid_argument` if there is no sheet or something exceeds what XLSX can hold.
[[nodiscard]] Status write_xlsx(const std::filesystem::path& path, const WorkbookSpec& spec);

enum class Severity { warning, error };

/// Something found in a workbook that was read; indices as in `Workbook`.
struct Problem {
  std::size_t sheet = 0;
  std::optional<std::size_t> row;     ///< Nothing: the sheet as a whole, marked at its first cell.
  std::optional<std::size_t> column;  ///< Nothing: the row as a whole, marked at its first cell.
  Text message;
  Severity severity = Severity::error;
};

/// The registrar's own sheets with the same cells at the same places (formulas as their values,
/// long numbers as text), bad cells coloured and commented, and a last sheet that lists every
/// problem. It can be corrected and read again. Errors as `write_xlsx`.
[[nodiscard]] Status write_marked(const Workbook& original, std::span<const Problem> problems,
                                  const std::filesystem::path& path, Language language);

/// RFC 4180 with CRLF, and the byte order mark by which Excel knows UTF-8. Text that a program
/// would run as a formula (it begins with = + - @ and is no number) gets an apostrophe in front.
[[nodiscard]] std::string csv_text(std::span<const std::string> header,
                                   std::span<const std::vector<std::string>> rows);
/// `csv_text` as a file, replaced at once. `io` if it cannot be written.
[[nodiscard]] Status write_csv(const std::filesystem::path& path,
                               std::span<const std::string> header,
                               std::span<const std::vector<std::string>> rows);

/// Columns that a terminal needs: 2 for wide East Asian characters, 0 for combining ones.
[[nodiscard]] std::size_t display_width(std::string_view text);

struct TableOptions {
  std::vector<std::size_t> right_aligned;  ///< Columns of numbers.
  std::size_t gap = 2;                     ///< Spaces between columns.
};
/// One line for the header, a rule, one line a row; control characters are left out, so that no
/// stored text can steer the terminal.
void print_table(std::ostream& out, std::span<const std::string> header,
                 std::span<const std::vector<std::string>> rows, const TableOptions& options = {});

}  // namespace xueji::sheet
