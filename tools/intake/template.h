// The empty sheet of a form: official headers, drop-downs, id columns as text, one example row that
// the import leaves out, and a second sheet that explains every column. Thread safety: free
// functions.
#pragma once

#include <filesystem>

#include "tools/intake/form_columns.h"

namespace xueji::intake {

/// XLSX. Headers and labels are Chinese, as the national system has them; explanations are in
/// `language`. Errors: invalid_argument (a form without a sheet), io.
[[nodiscard]] Status write_template(Form form, const Pack& pack, Language language,
                                    const std::filesystem::path& path);

}  // namespace xueji::intake
