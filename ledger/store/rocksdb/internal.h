// The seam of the RocksDB adapters for fault tests. Private to this folder and its tests.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>

#include "ledger/store/rocksdb/rocksdb_log.h"
#include "ledger/store/rocksdb/rocksdb_store.h"

namespace xueji::rocksdb_store {

struct Seams {
  /// Carries every write, sync and rename of the adapter. Null means the operating system's.
  std::shared_ptr<rocksdb::FileSystem> file_system;
  /// Switched off only by the tests that prove that the crash tests notice it.
  bool sync_database = true;
  bool sync_head_file = true;
};

[[nodiscard]] Result<std::unique_ptr<RocksDbLog>> open_log(const RocksDbLogOptions& options,
                                                           const Seams& seams);
[[nodiscard]] Result<std::unique_ptr<LogReader>> open_log_reader(const RocksDbLogOptions& options,
                                                                 const Seams& seams);
[[nodiscard]] Result<std::unique_ptr<KeyValueStore>> open_store(const RocksDbStoreOptions& options,
                                                                const Seams& seams);

}  // namespace xueji::rocksdb_store
