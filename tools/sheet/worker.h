// The child process that unpacks XLSX and ODS. The program that calls `read_workbook` must call
// `run_worker_if_asked` first thing in its main, because the child is that same program again.
#pragma once

#include <optional>

#include "ledger/base/result.h"
#include "tools/sheet/read.h"

namespace xueji::sheet {

/// If the arguments ask for the worker ("__sheet-worker zip LIMITS"), reads the package on
/// standard input under those limits, writes the cells to standard output (wire.h), and returns
/// the exit status that main shall return at once. Nothing in every other case.
[[nodiscard]] std::optional<int> run_worker_if_asked(int argc, const char* const* argv);

/// Parent side: starts the worker on this open file, reads and checks its answer, and ends it when
/// it takes too long. Errors as `read_workbook`.
[[nodiscard]] Result<Workbook> read_in_worker(int file, const ReadLimits& limits);

}  // namespace xueji::sheet
