// Finding the table in a sheet: which row holds the headers, and which column is which.
// Thread safety: free functions over values.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "tools/sheet/workbook.h"

namespace xueji::sheet {

struct WantedColumn {
  std::string name;                  ///< The official header; compared by `normalise_header`.
  std::vector<std::string> aliases;  ///< Other headers in use for the same thing.
  bool required = true;
};

struct HeaderCell {
  std::size_t column = 0;
  std::string name;  ///< As it stands in the sheet.
};

/// Two columns with one header, or with two headers that mean the same wanted column.
struct DuplicateColumn {
  HeaderCell first;
  HeaderCell second;
};

struct Binding {
  std::size_t header_row = 0;  ///< Data begin in the row after it.
  /// In the order of the wanted columns: where each one is.
  std::vector<std::optional<std::size_t>> columns;
  std::vector<std::size_t> missing;  ///< Indices of required wanted columns that are not there.
  std::vector<HeaderCell> unknown;   ///< Nobody wanted these; the caller decides whether to say so.
  std::vector<DuplicateColumn> duplicates;
};

/// Of the first rows (titles and remarks may stand above) the one that matches the most wanted
/// names is the header. `malformed` if no row matches any: names the sheet and what was expected.
[[nodiscard]] Result<Binding> bind_columns(const Sheet& sheet,
                                           std::span<const WantedColumn> wanted);

/// Nothing if the binding can be used; otherwise one `malformed` error that names every duplicate
/// (both columns) and every missing required column.
[[nodiscard]] Status check_binding(const Sheet& sheet, const Binding& binding,
                                   std::span<const WantedColumn> wanted);

/// The rows below the header in which any bound column has a visible character.
[[nodiscard]] std::vector<std::size_t> data_rows(const Sheet& sheet, const Binding& binding);

/// The cell of this wanted column, empty if the column is not bound.
[[nodiscard]] const Cell& bound_cell(const Sheet& sheet, const Binding& binding, std::size_t row,
                                     std::size_t wanted);

}  // namespace xueji::sheet
