// The registrar's own sheet back, bad cells coloured and commented (`--marked`).
// Thread safety: free functions.
#pragma once

#include <filesystem>
#include <span>

#include "tools/intake/read_form.h"

namespace xueji::intake {

/// Notes are left out: they ask for nothing. Errors as sheet::write_marked.
[[nodiscard]] Status write_marked(const sheet::Workbook& original,
                                  std::span<const CellProblem> problems, Language language,
                                  const std::filesystem::path& path);

}  // namespace xueji::intake
