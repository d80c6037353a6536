// What the pipeline wrote, re-read from its stores group by group, and written again raw: the limit
// that appends of 500 lines are held against.
// Thread safety: free functions; nobody may append meanwhile.
#pragma once

#include <filesystem>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/commit/data_directory.h"
#include "ledger/store/event_log.h"
#include "ledger/store/key_value_store.h"

namespace xueji::bench {

/// The writes of one commit group, in their order: keyring, vault, log.
struct CapturedGroup {
  std::vector<KeyChange> keyring;
  std::vector<KeyChange> vault;
  std::vector<Bytes> entries;
  std::vector<Row> rows;
  Bytes head_record;
};

/// The groups from `from` to the head. Rows that later groups overwrote stand with the last one;
/// rows of a subject with the group that holds its event. The mark of a batch, which is cleared
/// again, is made anew in its size. The ledger must be closed. Errors: those of the stores.
[[nodiscard]] Result<std::vector<CapturedGroup>> capture_writes(const DataDirectory& directory,
                                                                TreeSize from);

/// Writes the groups into fresh stores under `directory` with the same syncs; returns the seconds.
/// Errors: those of the stores.
[[nodiscard]] Result<double> replay_raw(const std::filesystem::path& directory,
                                        const std::vector<CapturedGroup>& groups);

}  // namespace xueji::bench
