// The EventLog port on RocksDB. See README.md for the directory and the order of syncs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "ledger/base/result.h"
#include "ledger/store/event_log.h"

namespace xueji {

struct RocksDbLogOptions {
  std::filesystem::path directory;  ///< Its parent must exist.
  bool create = false;              ///< Start an empty log if there is none.
  std::size_t block_cache_bytes = 128U << 20U;
  /// Appends fail cleanly, before anything is written, when less than this and twice the group's
  /// size would stay free on the disk.
  std::uint64_t disk_free_min_bytes = 64U << 20U;
  /// For a verifier, who looks at what nobody may serve: the reader opens although the head file is
  /// missing, damaged, or of another log. `check_head_file` says so.
  bool any_head_file = false;
};

/// The writer, with the upkeep that only an embedded database needs.
class RocksDbLog : public EventLog {
 public:
  /// Rewrites all files with the strongest compression; appends and reads go on. Errors: io.
  [[nodiscard]] virtual Status compact() = 0;
  /// Bytes of all files of the log. Errors: io.
  [[nodiscard]] virtual Result<std::uint64_t> size_on_disk_bytes() const = 0;
};

/// Opens for writing; one writer at a time. A group whose append was never answered before a crash
/// is either wholly there or wholly gone. Errors: locked (another writer; reading still works);
/// not_found (no log here and not `create`); corrupt (the log lost acknowledged entries,
/// contradicts its head file, lacks its head file or its last entry, or has entries beyond its
/// head); io.
[[nodiscard]] Result<std::unique_ptr<RocksDbLog>> open_rocksdb_log(
    const RocksDbLogOptions& options);

/// Opens for reading, also beside a running writer; changes nothing in the directory. `refresh`
/// shows what the writer has appended since. The reader waits a moment for a group that the writer
/// has not acknowledged yet; only if the writer died in between does it show that group.
/// Errors: as above, without locked.
[[nodiscard]] Result<std::unique_ptr<LogReader>> open_rocksdb_log_reader(
    const RocksDbLogOptions& options);

/// Whether the head file agrees with the database, as the reader demands, and both its slots are
/// whole. Safe beside a writer. Errors: as the reader's; corrupt for a damaged slot.
[[nodiscard]] Status check_head_file(const RocksDbLogOptions& options);

}  // namespace xueji
