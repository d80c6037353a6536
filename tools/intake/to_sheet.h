// The way back: rows of a form from typed values, written as the spreadsheet that a registrar would
// have filled in. Used by exports and by the simulation. Thread safety: free functions.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/commit/author.h"
#include "tools/intake/directory.h"
#include "tools/intake/form_columns.h"

namespace xueji::intake {

/// Field code or official header → value: a code of the column's table or its label, an ISO date,
/// 1 or 0 for yes and no, digits, a division code or its name.
using FormRow = std::map<std::string, std::string, std::less<>>;

enum class SheetFormat : std::uint8_t { xlsx, csv_utf8, csv_gb18030 };

/// Headers as the national system has them, in the form's order; columns that no row fills are left
/// out unless required. Labels instead of codes, names instead of division codes.
/// Errors: invalid_argument (a form without a sheet, a field that it does not have, a character
/// outside GB18030), io.
[[nodiscard]] Status write_form_sheet(Form form, const Pack& pack, std::span<const FormRow> rows,
                                      SheetFormat format, const std::filesystem::path& path);

/// What a cell of this column shows for a stored value.
[[nodiscard]] std::string shown_value(const Column& column, const Pack& pack,
                                      std::string_view value);

/// Names for ids, where the ledger's rows do not hold them.
struct SheetNames {
  const Directory& directory;
  /// Identity number of a student; empty when unknown. Asked for absentees only.
  std::function<std::string(const StudentId&)> identity_number = {};
};

/// The rows from which read_form makes these events again. `events` are those of one row (an act,
/// its consent, its override); forms whose rows are parts of one event (plans, calendars) give one
/// row for each part. Who a student is does not follow from facts: add "identity_number".
[[nodiscard]] std::vector<FormRow> rows_of(Form form, std::span<const DraftEvent> events,
                                           const SheetNames& names);

}  // namespace xueji::intake
