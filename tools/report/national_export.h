// The students on the roll of a school in the columns of the national information system
// (domain-facts §5): its headers word for word, in its order, then the columns that our own import
// also needs. What `xueji submit --form entry-roster` reads is what stands here.
// Thread safety: as Views and LedgerView.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "tools/report/ledger_forms.h"

namespace xueji::report {

inline constexpr std::string_view national_export_code = "national-export";

/// The headers of the national import sheet, in its order.
[[nodiscard]] std::span<const std::string_view> national_headers();
/// Ours, after them.
[[nodiscard]] std::span<const std::string_view> further_headers();

struct NationalExport {
  std::vector<std::filesystem::path> files;  ///< CSV (UTF-8), then XLSX.
  std::size_t lines = 0;
};

/// By cohort and season when they are stated. Values are those of the registration, with every
/// approved change since. Errors: refused without clear values (masked ones are no export) or when
/// a student's data does not open; corrupt, io, and those of `sources.open`.
[[nodiscard]] Result<NationalExport> write_national_export(const std::filesystem::path& directory,
                                                           const FormQuery& query,
                                                           const FormSources& sources);

}  // namespace xueji::report
