#include "tests/ledger/store/faulty_file_system.h"

namespace xueji::store_test {

using rocksdb::DirFsyncOptions;
using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::Slice;

FaultyFileSystem::Status FaultyFileSystem::gate() {
  const std::lock_guard lock(mutex_);
  ++operations_;
  if (operations_ > power_until_) return Status::IOError("the power is off");
  const bool failing = lasting_ ? operations_ >= fail_at_ : operations_ == fail_at_;
  return failing ? failure_ : Status::OK();
}

class FaultyFileSystem::AppendedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  AppendedFile(FaultyFileSystem& files, std::string name,
               std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), files_(files), name_(std::move(name)) {}

  Status Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    const auto open = files_.gate();
    return open.ok() ? target()->Append(data, options, debug) : open;
  }
  Status Append(const Slice& data, const IOOptions& options,
                const rocksdb::DataVerificationInfo& check, IODebugContext* debug) override {
    const auto open = files_.gate();
    return open.ok() ? target()->Append(data, options, check, debug) : open;
  }
  Status Sync(const IOOptions& options, IODebugContext* debug) override {
    const auto open = files_.gate();
    if (!open.ok()) return open;
    const std::uint64_t bytes = target()->GetFileSize(options, debug);
    const std::lock_guard lock(files_.mutex_);
    files_.states_[name_].synced_bytes = bytes;
    return Status::OK();
  }
  Status Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }
  Status RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return files_.gate();
  }

 private:
  FaultyFileSystem& files_;
  std::string name_;
};

class FaultyFileSystem::FileInPlace final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  FileInPlace(FaultyFileSystem& files, std::string name,
              std::unique_ptr<rocksdb::FSRandomRWFile> file)
      : FSRandomRWFileOwnerWrapper(std::move(file)), files_(files), name_(std::move(name)) {}

  Status Write(std::uint64_t offset, const Slice& data, const IOOptions& options,
               IODebugContext* debug) override {
    const auto open = files_.gate();
    if (!open.ok()) return open;
    {
      const std::lock_guard lock(files_.mutex_);
      auto& durable = files_.states_[name_].in_place;
      if (!durable) durable = content(name_);
    }
    return target()->Write(offset, data, options, debug);
  }
  Status Sync(const IOOptions&, IODebugContext*) override {
    const auto open = files_.gate();
    if (!open.ok()) return open;
    const std::lock_guard lock(files_.mutex_);
    files_.states_[name_].in_place.reset();
    return Status::OK();
  }
  Status Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }

 private:
  FaultyFileSystem& files_;
  std::string name_;
};

class FaultyFileSystem::Directory final : public rocksdb::FSDirectoryWrapper {
 public:
  Directory(FaultyFileSystem& files, std::string name, std::unique_ptr<rocksdb::FSDirectory> target)
      : FSDirectoryWrapper(std::move(target)), files_(files), name_(std::move(name)) {}

  Status Fsync(const IOOptions&, IODebugContext*) override {
    const auto open = files_.gate();
    if (!open.ok()) return open;
    const std::lock_guard lock(files_.mutex_);
    for (auto& [file, state] : files_.states_) {
      if (std::filesystem::path(file).parent_path() != std::filesystem::path(name_)) continue;
      state.name_synced = true;
      state.replaced.reset();
    }
    return Status::OK();
  }
  Status FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                             const DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  FaultyFileSystem& files_;
  std::string name_;
};

FaultyFileSystem::Status FaultyFileSystem::NewWritableFile(
    const std::string& name, const FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) {
  auto open = gate();
  if (!open.ok()) return open;
  open = target()->NewWritableFile(name, options, file, debug);
  if (!open.ok()) return open;
  *file = std::make_unique<AppendedFile>(*this, name, std::move(*file));
  const std::lock_guard lock(mutex_);
  states_[name] = State{};
  return open;
}

FaultyFileSystem::Status FaultyFileSystem::ReopenWritableFile(
    const std::string& name, const FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) {
  auto open = gate();
  if (!open.ok()) return open;
  open = target()->ReopenWritableFile(name, options, file, debug);
  if (open.ok()) *file = std::make_unique<AppendedFile>(*this, name, std::move(*file));
  return open;
}

FaultyFileSystem::Status FaultyFileSystem::NewRandomRWFile(
    const std::string& name, const FileOptions& options,
    std::unique_ptr<rocksdb::FSRandomRWFile>* file, IODebugContext* debug) {
  auto open = gate();
  if (!open.ok()) return open;
  open = target()->NewRandomRWFile(name, options, file, debug);
  if (!open.ok()) return open;
  *file = std::make_unique<FileInPlace>(*this, name, std::move(*file));
  const std::lock_guard lock(mutex_);
  // A file that was there before is durable in full.
  states_.try_emplace(name, State{std::filesystem::file_size(name), {}, true, {}});
  return open;
}

FaultyFileSystem::Status FaultyFileSystem::NewDirectory(
    const std::string& name, const IOOptions& options,
    std::unique_ptr<rocksdb::FSDirectory>* directory, IODebugContext* debug) {
  const auto open = target()->NewDirectory(name, options, directory, debug);
  if (open.ok()) *directory = std::make_unique<Directory>(*this, name, std::move(*directory));
  return open;
}

FaultyFileSystem::Status FaultyFileSystem::RenameFile(const std::string& from,
                                                      const std::string& to,
                                                      const IOOptions& options,
                                                      IODebugContext* debug) {
  const auto open = gate();
  if (!open.ok()) return open;
  const std::lock_guard lock(mutex_);
  State state = states_[from];
  state.name_synced = false;
  state.replaced.reset();
  if (std::filesystem::exists(to)) state.replaced = content(to);
  states_.erase(from);
  states_[to] = std::move(state);
  return target()->RenameFile(from, to, options, debug);
}

FaultyFileSystem::Status FaultyFileSystem::DeleteFile(const std::string& name,
                                                      const IOOptions& options,
                                                      IODebugContext* debug) {
  const auto open = gate();
  if (!open.ok()) return open;
  const std::lock_guard lock(mutex_);
  states_.erase(name);
  return target()->DeleteFile(name, options, debug);
}

FaultyFileSystem::Status FaultyFileSystem::GetFreeSpace(const std::string& path,
                                                        const IOOptions& options,
                                                        std::uint64_t* free_bytes,
                                                        IODebugContext* debug) {
  const auto open = target()->GetFreeSpace(path, options, free_bytes, debug);
  *free_bytes = std::min(*free_bytes, free_bytes_);
  return open;
}

void FaultyFileSystem::tear_tail(const std::string& name, const State& state,
                                 SeededRandom& random) {
  std::string bytes = content(name);
  if (bytes.size() <= state.synced_bytes) return;
  const std::uint64_t loose_bytes = bytes.size() - state.synced_bytes;
  const std::uint64_t kept_bytes = random.below(3) == 0 ? 0 : random.below(loose_bytes + 1);
  bytes.resize(state.synced_bytes + kept_bytes);
  // RocksDB recovers from a garbled tail of the write-ahead log, but of its manifest only from a
  // torn one: garbled, it refuses to open, which loses nothing and is left out here.
  const bool may_be_garbled = std::filesystem::path(name).extension() == ".log";
  if (may_be_garbled && kept_bytes > 0 && random.below(3) == 0) {
    bytes[state.synced_bytes + random.below(kept_bytes)] ^= 0x20;
  }
  replace(name, bytes);
}

void FaultyFileSystem::tear_sectors(const std::string& name, const std::string& durable,
                                    SeededRandom& random) {
  constexpr std::size_t sector_bytes = 512;
  std::string bytes = content(name);
  for (std::size_t at = 0; at < std::min(bytes.size(), durable.size()); at += sector_bytes) {
    if (random.below(2) == 0) bytes.replace(at, sector_bytes, durable, at, sector_bytes);
  }
  replace(name, bytes);
}

void FaultyFileSystem::lose_power(SeededRandom& random) {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, state] : states_) {
    if (!std::filesystem::exists(name)) continue;
    if (!state.name_synced && random.below(2) == 0) {
      if (state.replaced) {
        replace(name, *state.replaced);
      } else {
        std::filesystem::remove(name);
      }
    } else if (state.in_place) {
      tear_sectors(name, *state.in_place, random);
    } else {
      tear_tail(name, state, random);
    }
  }
  states_.clear();
}

}  // namespace xueji::store_test
