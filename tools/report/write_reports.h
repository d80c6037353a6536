// Puts an inspection on disk: one HTML, XLSX and JSON file for each organisation, and a summary of
// all of them (index.html, summary.xlsx, summary.json).
// Thread safety: free functions; two calls must not write into the same directory.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "ledger/base/result.h"
#include "replay/inspection/report.h"

namespace xueji::report {

struct WrittenReports {
  std::filesystem::path summary;  ///< index.html.
  std::size_t documents = 0;      ///< HTML files beside it.
  std::size_t files = 0;          ///< All files.
};

/// Called before each organisation with its number and their count.
using Progress = std::function<void(std::size_t done, std::size_t all)>;

/// Writes into `directory`, which is made if need be; files of the same names are replaced, others
/// left alone. The same inspection and names give the same bytes. Errors: io.
[[nodiscard]] Result<WrittenReports> write_reports(const std::filesystem::path& directory,
                                                   const inspection::Inspection& inspection,
                                                   const inspection::ReportNames& names,
                                                   const Progress& progress = {});

/// One organisation as JSON: scope, prefix, numbers, findings with proofs, path and held steps.
[[nodiscard]] std::string report_json(const inspection::Inspection& inspection,
                                      const inspection::InspectedOrganisation& organisation,
                                      const inspection::ReportNames& names);
/// Scope, prefix, and the counts of every organisation by chapter and code.
[[nodiscard]] std::string summary_json(const inspection::Inspection& inspection);

}  // namespace xueji::report
