// The KeyValueStore port on RocksDB: one database in a directory of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "ledger/base/result.h"
#include "ledger/store/key_value_store.h"

namespace xueji {

struct RocksDbStoreOptions {
  std::filesystem::path directory;  ///< Its parent must exist.
  bool create = false;              ///< Start an empty store if there is none.
  std::size_t block_cache_bytes = 32U << 20U;
  /// For data that is made anew rather than kept: written faster, some more bytes on the disk.
  bool derived = false;
};

/// Opens for reading and writing; one writer at a time. A torn tail of the write-ahead log is cut
/// back to the last whole write.
/// Errors: locked (another writer); not_found (nothing here and not `create`); corrupt; io.
[[nodiscard]] Result<std::unique_ptr<KeyValueStore>> open_rocksdb_store(
    const RocksDbStoreOptions& options);

/// Opens for reading, also beside a running writer; changes nothing in the directory.
[[nodiscard]] Result<std::unique_ptr<KeyValueReader>> open_rocksdb_store_reader(
    const RocksDbStoreOptions& options);

/// Removes the store and its directory. Succeeds if there is none. Errors: locked, io.
[[nodiscard]] Status destroy_rocksdb_store(const std::filesystem::path& directory);

}  // namespace xueji
