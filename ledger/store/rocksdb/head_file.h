// The head once more, outside RocksDB: two slots, written in turn and synced, so that a torn write
// never loses the one before. Private to this folder. Not thread-safe.
//
// Bytes (little-endian), 32 KiB in all; slot i begins at i × 16 KiB:
//   0  "xjHEAD1\n"        8 bytes
//   8  turn               u64, one more than the slot before; the valid slot with the higher turn
//   holds
//  16  size               u64, entries in the log
//  24  record length      u32, at most head_record_bytes_max
//  28  record             opaque
//   …  CRC-32C            u32, over everything in the slot before it
#pragma once

#include <filesystem>
#include <memory>

#include "ledger/base/result.h"
#include "ledger/store/event_log.h"
#include "ledger/store/rocksdb/engine.h"

namespace xueji::rocksdb_store {

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4).
[[nodiscard]] std::uint32_t crc32c(ByteView bytes);

class HeadFile {
 public:
  /// Writes a file for an empty log, durable when it returns. Errors: io.
  [[nodiscard]] static Status create(rocksdb::FileSystem& files, const std::filesystem::path& path);
  [[nodiscard]] static bool exists(rocksdb::FileSystem& files, const std::filesystem::path& path);

  /// The newest valid slot. Safe beside a writer. Errors: corrupt when neither slot is valid; io.
  [[nodiscard]] static Result<Head> read(rocksdb::FileSystem& files,
                                         const std::filesystem::path& path);

  /// Whether both slots hold a head, or nothing yet. A slot that was torn by a loss of power is
  /// written anew at the next append; until then nobody can tell it from one that was changed.
  /// Errors: corrupt when a slot is damaged; io.
  [[nodiscard]] static Status check_slots(rocksdb::FileSystem& files,
                                          const std::filesystem::path& path);

  /// Opens for writing, and reads. Errors: as `read`.
  [[nodiscard]] static Result<HeadFile> open(rocksdb::FileSystem& files,
                                             const std::filesystem::path& path, bool sync);

  [[nodiscard]] const Head& head() const { return head_; }
  /// Durable when it returns. After an error the file holds either head. Errors: io.
  [[nodiscard]] Status write(Head head);

 private:
  HeadFile(std::unique_ptr<rocksdb::FSRandomRWFile> file, std::uint64_t turn, Head head, bool sync)
      : file_(std::move(file)), turn_(turn), head_(std::move(head)), sync_(sync) {}

  std::unique_ptr<rocksdb::FSRandomRWFile> file_;
  std::uint64_t turn_;
  Head head_;
  bool sync_;
};

}  // namespace xueji::rocksdb_store
