// The inspection as paper: one self-contained A4 page set for each organisation and one summary of
// all of them, and the same as plain tables for spreadsheets. The layout is ours (rules.md §13) and
// says so. Same inspection, same names: same bytes.
// Thread safety: free functions over values.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "replay/inspection/inspect.h"

namespace xueji::inspection {

/// Masked names for people who read the report (张*); empty functions show ids only. Never clear
/// personal data: a report leaves the building.
struct ReportNames {
  std::function<std::string(const PersonId&)> staff;
  std::function<std::string(const StudentId&)> student;
};

/// "DEMO01": the organisation's code as a file name without extension; only letters, digits, minus
/// and underscore, and unique within the inspection.
[[nodiscard]] std::string file_stem_of(const InspectedOrganisation& organisation);

/// A whole HTML document.
[[nodiscard]] std::string report_html(const Inspection& inspection,
                                      const InspectedOrganisation& organisation,
                                      const ReportNames& names);
/// The summary, with links to the documents `file_stem_of(…).html` beside it.
[[nodiscard]] std::string summary_html(const Inspection& inspection);

/// Whether the organisation gets a document of its own: every school, and a bureau with findings.
[[nodiscard]] bool has_report(const InspectedOrganisation& organisation);

struct ReportColumn {
  Text header;
  double width = 12;       ///< In characters.
  bool is_number = false;  ///< Cells are decimal digits; otherwise text stays text.
};
struct ReportTable {
  std::string name;  ///< Of the sheet.
  std::string title;
  std::vector<ReportColumn> columns;
  std::vector<std::vector<std::string>> rows;
};
struct ReportTables {
  std::string title;
  std::vector<ReportTable> tables;
};
/// Findings, evidence and held steps of one organisation.
[[nodiscard]] ReportTables report_tables(const Inspection& inspection,
                                         const InspectedOrganisation& organisation,
                                         const ReportNames& names);
/// Counts by organisation and code, and every finding.
[[nodiscard]] ReportTables summary_tables(const Inspection& inspection, const ReportNames& names);

// ---- What both forms say alike. ----------------------------------------------------------------

/// The subject for people: masked name or id, class, paper.
[[nodiscard]] std::string subject_text(const Finding& finding, const ReportNames& names);
/// "学籍管理员 张* → 校长 李* → …"; "空缺" where nobody held the role.
[[nodiscard]] Text path_text(const Inspection& inspection, const Finding& finding,
                             const ReportNames& names);
/// "open", or "closed" with the day; an act is neither.
[[nodiscard]] Text state_text(const Finding& finding);
/// "12, 15–17": positions as they stand in the log.
[[nodiscard]] std::string proofs_text(const Finding& finding);

}  // namespace xueji::inspection
