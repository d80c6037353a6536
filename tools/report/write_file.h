// Files of this folder: replaced at once when complete. Thread safety: free functions; two calls
// must not write the same file.
#pragma once

#include <filesystem>
#include <string_view>

#include "ledger/base/result.h"

namespace xueji::report {

/// Makes the directory and those above it. Errors: io.
[[nodiscard]] Status make_directory(const std::filesystem::path& directory);
/// Errors: io; an existing file then stays as it was.
[[nodiscard]] Status write_whole_file(const std::filesystem::path& path, std::string_view text);

}  // namespace xueji::report
