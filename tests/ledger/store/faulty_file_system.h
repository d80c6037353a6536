// A file system between the store and the disk that can lose power and fail on command.
//
// Nothing is really synced: it remembers what would have been durable, and `lose_power` takes the
// rest away: unsynced bytes at the end of files (a random part may survive, also damaged), names
// that their directory was not synced for, and sectors of files written in place.
#pragma once

#include <rocksdb/file_system.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "ledger/base/random.h"

namespace xueji::store_test {

class FaultyFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  using Status = rocksdb::IOStatus;
  static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

  FaultyFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FaultyFileSystem"; }

  /// From the n-th operation on, nothing reaches the disk any more.
  void cut_power_at(std::uint64_t operation) { power_until_ = operation; }
  /// The n-th operation fails; the ones after it too if `lasting`.
  void fail_at(std::uint64_t operation, Status how, bool lasting) {
    fail_at_ = operation;
    failure_ = std::move(how);
    lasting_ = lasting;
  }
  [[nodiscard]] std::uint64_t operations() const {
    const std::lock_guard lock(mutex_);
    return operations_;
  }
  [[nodiscard]] bool is_off() const { return operations() > power_until_; }
  void set_free_bytes(std::uint64_t bytes) { free_bytes_ = bytes; }

  /// Leaves on the disk what a loss of power would have left. The store must be closed.
  void lose_power(SeededRandom& random);

  Status NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                         std::unique_ptr<rocksdb::FSWritableFile>* file,
                         rocksdb::IODebugContext* debug) override;
  Status ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                            std::unique_ptr<rocksdb::FSWritableFile>* file,
                            rocksdb::IODebugContext* debug) override;
  Status ReuseWritableFile(const std::string&, const std::string&, const rocksdb::FileOptions&,
                           std::unique_ptr<rocksdb::FSWritableFile>*,
                           rocksdb::IODebugContext*) override {
    return Status::NotSupported("files are not recycled in these tests");
  }
  Status NewRandomRWFile(const std::string& name, const rocksdb::FileOptions& options,
                         std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                         rocksdb::IODebugContext* debug) override;
  Status NewDirectory(const std::string& name, const rocksdb::IOOptions& options,
                      std::unique_ptr<rocksdb::FSDirectory>* directory,
                      rocksdb::IODebugContext* debug) override;
  Status RenameFile(const std::string& from, const std::string& to,
                    const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;
  Status DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                    rocksdb::IODebugContext* debug) override;
  Status GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options,
                      std::uint64_t* free_bytes, rocksdb::IODebugContext* debug) override;

 private:
  class AppendedFile;
  class FileInPlace;
  class Directory;
  struct State {
    std::uint64_t synced_bytes = 0;       ///< Of a file that only grows.
    std::optional<std::string> in_place;  ///< Durable content of a file with unsynced writes.
    bool name_synced = false;
    std::optional<std::string> replaced;  ///< What the name held before an unsynced rename.
  };

  [[nodiscard]] Status gate();
  [[nodiscard]] static std::string content(const std::string& name) {
    std::ifstream in(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void replace(const std::string& name, const std::string& content) {
    std::ofstream(name, std::ios::binary | std::ios::trunc) << content;
  }
  static void tear_tail(const std::string& name, const State& state, SeededRandom& random);
  static void tear_sectors(const std::string& name, const std::string& durable,
                           SeededRandom& random);

  mutable std::mutex mutex_;
  std::map<std::string, State> states_;
  std::uint64_t operations_ = 0;
  std::uint64_t power_until_ = never;
  std::uint64_t fail_at_ = never;
  std::uint64_t free_bytes_ = never;
  Status failure_;
  bool lasting_ = false;
};

}  // namespace xueji::store_test
