// Reads a long run of the log on a thread of its own, some batches ahead of whoever folds it: the
// store unpacks the next blocks meanwhile. Thread safety: a free function; the log may be read by
// several threads at once.
#pragma once

#include "ledger/base/result.h"
#include "ledger/store/event_log.h"

namespace xueji {

/// As `LogReader::read`, and with its errors; `visitor` runs on the calling thread.
[[nodiscard]] Result<std::uint64_t> read_ahead(const LogReader& log, Position from,
                                               std::uint64_t count_max,
                                               const EntryVisitor& visitor);

}  // namespace xueji
