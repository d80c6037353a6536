// The school's own monthly table held against what the ledger computes (SY-1.4c to SY-1.4g): line
// by line what the ledger does not have, what the sheet does not have, and every cell that says
// something else. Nothing is filed or written.
// Thread safety: as Views and LedgerView.
#pragma once

#include <cstddef>
#include <vector>

#include "tools/intake/read_form.h"
#include "tools/report/ledger_forms.h"
#include "tools/sheet/workbook.h"

namespace xueji::report {

struct MonthlyComparison {
  std::size_t rows_read = 0;  ///< Lines of the sheet; titles, totals and signatures are none.
  std::size_t lines = 0;      ///< Lines of the ledger's report, supplements included.
  /// Sorted by sheet, row, column. A line that the sheet lacks has no row. Personal values are
  /// masked.
  std::vector<intake::CellProblem> problems;
};

/// Columns are found by the headers of the printed form or usual other ones, in any order; a column
/// that the sheet does not have, and an empty cell, say nothing; nor does a field of which the
/// ledger has no value. A student is found by identity number, else by student number, else by
/// name; masked values are compared as masked ones, so that the printed form itself agrees. A sheet
/// without lines is a nil report. `sources.open` must give what can be compared; without it names
/// and values of information changes are not. Errors: invalid_argument (an authority's report,
/// whose lines are schools), those of monthly_report and of `sources.open`. A sheet without header
/// is a problem, not an error.
[[nodiscard]] Result<MonthlyComparison> compare_monthly_sheet(const sheet::Workbook& workbook,
                                                              const MonthlyReport& report,
                                                              const Pack& pack,
                                                              const FormSources& sources);

}  // namespace xueji::report
