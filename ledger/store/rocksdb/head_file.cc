#include "ledger/store/rocksdb/head_file.h"

#include <algorithm>
#include <array>

namespace xueji::rocksdb_store {

namespace {

constexpr std::string_view magic = "xjHEAD1\n";
constexpr std::size_t slot_bytes = 16'384;
constexpr std::size_t fixed_bytes = 28;
static_assert(fixed_bytes + head_record_bytes_max + 4 <= slot_bytes);

const Text doing_read{"读取台账头文件", "reading the head file"};
const Text doing_write{"写入台账头文件", "writing the head file"};

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit)
      value = (value >> 1U) ^ ((value & 1U) ? 0x82f63b78U : 0U);
    table[i] = value;
  }
  return table;
}();

struct Slot {
  std::uint64_t turn;
  Head head;
};

Bytes encode(std::uint64_t turn, const Head& head) {
  Bytes out = to_bytes(bytes_of(magic));
  append_le(out, turn);
  append_le(out, head.size.value);
  append_le(out, static_cast<std::uint32_t>(head.record.size()));
  append(out, head.record);
  append_le(out, crc32c(out));
  return out;
}

std::optional<Slot> decode(ByteView slot) {
  if (slot.size() < fixed_bytes + 4) return std::nullopt;
  if (!text_of(slot).starts_with(magic)) return std::nullopt;
  const std::size_t length = read_le<std::uint32_t>(slot.data() + 24);
  if (length > head_record_bytes_max || slot.size() < fixed_bytes + length + 4) return std::nullopt;
  const auto covered = slot.first(fixed_bytes + length);
  if (read_le<std::uint32_t>(slot.data() + covered.size()) != crc32c(covered)) return std::nullopt;
  return Slot{read_le<std::uint64_t>(slot.data() + 8),
              Head{TreeSize{read_le<std::uint64_t>(slot.data() + 16)},
                   to_bytes(covered.subspan(fixed_bytes))}};
}

Result<Bytes> read_whole(rocksdb::FileSystem& files, const std::filesystem::path& path) {
  std::unique_ptr<rocksdb::FSRandomAccessFile> file;
  auto status = files.NewRandomAccessFile(path.string(), {}, &file, nullptr);
  std::array<char, 2 * slot_bytes> scratch;
  rocksdb::Slice got;
  if (status.ok()) status = file->Read(0, scratch.size(), {}, &got, scratch.data(), nullptr);
  if (!status.ok()) return fail(error_of(status, doing_read));
  return to_bytes(view_of(got));
}

Result<Slot> read_newest(rocksdb::FileSystem& files, const std::filesystem::path& path) {
  const auto read = read_whole(files, path);
  if (!read) return fail(read.error());
  const ByteView whole = *read;
  auto newest = decode(whole.first(std::min(whole.size(), slot_bytes)));
  if (whole.size() > slot_bytes) {
    auto other = decode(whole.subspan(slot_bytes));
    if (other && (!newest || other->turn > newest->turn)) newest = std::move(other);
  }
  if (newest) return *std::move(newest);
  return fail(ErrorCode::corrupt,
              Text{"台账头文件 " + path.string() + " 的两个槽均已损坏",
                   "both slots of the head file " + path.string() + " are damaged"},
              Text{"从备份恢复整个数据目录，然后运行 xueji verify。",
                   "Restore the whole data directory from a backup, then run xueji verify."});
}

}  // namespace

std::uint32_t crc32c(ByteView bytes) {
  std::uint32_t value = ~0U;
  for (const std::uint8_t byte : bytes)
    value = crc_table[(value ^ byte) & 0xffU] ^ (value >> 8U);
  return ~value;
}

bool HeadFile::exists(rocksdb::FileSystem& files, const std::filesystem::path& path) {
  return files.FileExists(path.string(), {}, nullptr).ok();
}

Status HeadFile::create(rocksdb::FileSystem& files, const std::filesystem::path& path) {
  // Full size from the start, so that syncing a slot later changes no metadata; under another name
  // first, so that a half-written file is never taken for a damaged one.
  const std::string draft = path.string() + ".new";
  Bytes whole = encode(0, Head{});
  whole.resize(2 * slot_bytes);
  std::unique_ptr<rocksdb::FSWritableFile> file;
  auto status = files.NewWritableFile(draft, {}, &file, nullptr);
  if (status.ok()) status = file->Append(slice_of(whole), {}, nullptr);
  if (status.ok()) status = file->Sync({}, nullptr);
  if (status.ok()) status = file->Close({}, nullptr);
  if (status.ok()) status = files.RenameFile(draft, path.string(), {}, nullptr);
  std::unique_ptr<rocksdb::FSDirectory> directory;
  if (status.ok()) {
    status = files.NewDirectory(path.parent_path().string(), {}, &directory, nullptr);
  }
  if (status.ok()) status = directory->Fsync({}, nullptr);
  if (!status.ok()) return fail(error_of(status, doing_write));
  return {};
}

Result<Head> HeadFile::read(rocksdb::FileSystem& files, const std::filesystem::path& path) {
  auto slot = read_newest(files, path);
  if (!slot) return fail(slot.error());
  return std::move(slot->head);
}

Status HeadFile::check_slots(rocksdb::FileSystem& files, const std::filesystem::path& path) {
  const auto read = read_whole(files, path);
  if (!read) return fail(read.error());
  const ByteView whole = *read;
  for (const std::size_t at : {std::size_t{0}, slot_bytes}) {
    const auto slot = whole.subspan(std::min(at, whole.size()));
    const auto own = slot.first(std::min(slot.size(), slot_bytes));
    const bool is_blank = std::all_of(own.begin(), own.end(), [](auto byte) { return byte == 0; });
    if ((is_blank && own.size() == slot_bytes) || decode(own)) continue;
    const auto number = std::to_string(at / slot_bytes + 1);
    return fail(ErrorCode::corrupt,
                Text{"台账头文件 " + path.string() + " 的第 " + number + " 个槽已损坏",
                     "slot " + number + " of the head file " + path.string() + " is damaged"},
                Text{"若刚断过电,下一次写入会修复;否则有人改动过该文件,请用留存的检查点核验",
                     "After a loss of power the next write mends it; otherwise somebody changed "
                     "the file: verify with a checkpoint that was kept"});
  }
  return {};
}

Result<HeadFile> HeadFile::open(rocksdb::FileSystem& files, const std::filesystem::path& path,
                                bool sync) {
  auto slot = read_newest(files, path);
  if (!slot) return fail(slot.error());
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  const auto status = files.NewRandomRWFile(path.string(), {}, &file, nullptr);
  if (!status.ok()) return fail(error_of(status, doing_write));
  return HeadFile(std::move(file), slot->turn, std::move(slot->head), sync);
}

Status HeadFile::write(Head head) {
  // A failed write leaves the other slot whole, and the turn where it was; the log stops then.
  const std::uint64_t turn = turn_ + 1;
  const Bytes slot = encode(turn, head);
  auto status = file_->Write((turn % 2) * slot_bytes, slice_of(slot), {}, nullptr);
  if (status.ok() && sync_) status = file_->Sync({}, nullptr);
  if (!status.ok()) return fail(error_of(status, doing_write));
  turn_ = turn;
  head_ = std::move(head);
  return {};
}

}  // namespace xueji::rocksdb_store
