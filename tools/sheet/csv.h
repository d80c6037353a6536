// Comma-separated text, RFC 4180, as spreadsheet programs write it.
#pragma once

#include <string>

#include "ledger/base/result.h"
#include "tools/sheet/read.h"

namespace xueji::sheet {

/// One nameless sheet; every cell is text, except that `="0042"`, by which exports keep leading
/// zeros, becomes a formula with that cached text. The separator (comma, tab or semicolon) is the
/// one that the first lines use most outside quotes; a first line `sep=;` names it instead.
/// `malformed` with the line: a quote that is never closed, text after a closing quote, limits.
[[nodiscard]] Result<Workbook> read_csv(const std::string& utf8, const ReadLimits& limits);

}  // namespace xueji::sheet
