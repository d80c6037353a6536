// The lines of the two monthly forms as a table (SY-1.4d, SY-1.4e), with what is not in them yet.
// Thread safety: as Views and LedgerView.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tools/report/form_values.h"
#include "tools/report/ledger_forms.h"

namespace xueji::report {

struct MonthlyTables {
  MonthlyReport report;
  /// The form; of a county the list of its schools; then what is still on its way (SY-1.4f).
  std::vector<PrintedTable> tables;
  std::string totals;  ///< "休学 2、复学 1".
};

/// What each line of a school's report shows, by field code; personal values as `sources` opens
/// them. Errors: those of `sources.open`.
[[nodiscard]] Result<std::vector<FieldTexts>> monthly_texts(const MonthlyReport& report,
                                                            const Pack& pack,
                                                            const FormSources& sources);

/// `columns` are those of the layout. Errors: those of monthly_report and of `sources.open`.
[[nodiscard]] Result<MonthlyTables> monthly_tables(const FormLayout& layout, const FormQuery& query,
                                                   std::span<const PrintedColumn> columns,
                                                   const Pack& pack, const FormSources& sources);

}  // namespace xueji::report
