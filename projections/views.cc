#include "projections/views.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <future>
#include <system_error>
#include <utility>

#include "ledger/base/beside.h"
#include "ledger/store/memory/memory_store.h"
#include "ledger/store/rocksdb/rocksdb_store.h"
#include "projections/fold.h"

namespace xueji {
namespace {

constexpr std::string_view manifest_first_line = "xueji/v1/views";
constexpr std::string_view generation_prefix = "g-";
constexpr std::uint64_t entries_per_step = 20'000;
constexpr std::size_t manifest_size_max_bytes = 4096;

std::filesystem::path manifest_path(const std::filesystem::path& directory) {
  return directory / "manifest";
}

/// The serving generation; nothing when there is no manifest of this format.
std::optional<std::string> serving_generation(const std::filesystem::path& directory) {
  auto text = read_file(manifest_path(directory), manifest_size_max_bytes);
  if (!text) return std::nullopt;
  const std::string expected =
      std::string(manifest_first_line) + "\nformat " + std::to_string(view_format) + "\nserving ";
  if (!text->starts_with(expected) || !text->ends_with("\n")) return std::nullopt;
  auto name = text->substr(expected.size(), text->size() - expected.size() - 1);
  if (!name.starts_with(generation_prefix) || name.find('/') != std::string::npos) {
    return std::nullopt;
  }
  return name;
}

std::string next_generation(const std::filesystem::path& directory) {
  std::uint64_t highest = 0;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with(generation_prefix)) continue;
    std::uint64_t number = 0;
    std::from_chars(name.data() + generation_prefix.size(), name.data() + name.size(), number);
    highest = std::max(highest, number);
  }
  return std::string(generation_prefix) + std::to_string(highest + 1);
}

Result<ViewHead> head_of(const KeyValueReader& rows) {
  auto row = rows.get(view_key(ViewTable::head));
  if (!row) return fail(row.error());
  if (!*row) return damaged_view("no head");
  return decode_view_head(**row);
}

/// Folds up to a size of the log, telling progress.
Status fold_up_to(Fold& fold, TreeSize size, const ViewsOptions& options,
                  const std::function<Status()>& between) {
  const auto step = std::clamp<std::uint64_t>(options.rows_held_max, 1, entries_per_step);
  while (fold.head().size < size) {
    const auto left = size.value - fold.head().size.value;
    auto folded = fold.advance(std::min(left, step), left);
    if (!folded) return fail(folded.error());
    if (*folded == 0) return fail(ErrorCode::corrupt, "the log ends before its head");
    if (options.progress) options.progress({fold.head().size, size});
    if (auto done = between(); !done) return done;
  }
  return {};
}

}  // namespace

Views::~Views() = default;

const KeyValueReader& Views::rows() const {
  if (layered_) return *layered_;
  if (writer_) return *writer_;
  return *reader_;
}

Result<std::unique_ptr<Views>> Views::in_memory(const LogReader& log, const PackShelf& packs) {
  auto views = std::unique_ptr<Views>(new Views(log, packs, {}));
  views->writer_ = std::make_unique<MemoryStore>();
  if (auto folded = views->write_tail(); !folded) return fail(folded.error());
  return views;
}

Result<std::unique_ptr<Views>> Views::open(const LogReader& log, const PackShelf& packs,
                                           const DataDirectory& directory, ViewsOptions options) {
  auto views = std::unique_ptr<Views>(new Views(log, packs, std::move(options)));
  views->directory_ = directory.views();
  if (auto opened = views->open_serving(); !opened) return fail(opened.error());
  return views;
}

/// Tries, in this order: to write the serving generation, to read it beside its writer, to build a
/// new one, and at last to fold everything in memory.
Status Views::open_serving() {
  std::error_code ignored;
  std::filesystem::create_directories(directory_, ignored);
  if (const auto serving = serving_generation(directory_)) {
    auto opened = open_for_writing(*serving);
    if (opened) return {};
    const auto why = opened.error().code;
    if (why == ErrorCode::locked || why == ErrorCode::io) {
      opened = read_beside(*serving);
      // Behind or ahead of us, the other process is at work on it: no reason to build another.
      const bool theirs = !opened && (opened.error().code == ErrorCode::unavailable ||
                                      opened.error().code == ErrorCode::conflict);
      if (opened || theirs) return opened;
    }
    writer_.reset();
    reader_.reset();
    layered_.reset();
  }
  auto built = build_first(next_generation(directory_));
  if (built) return {};
  if (built.error().code != ErrorCode::locked && built.error().code != ErrorCode::io) return built;
  reader_ = std::make_unique<MemoryStore>();
  access_ = ViewsAccess::memory;
  generation_.clear();
  return fold_tail_in_memory(*reader_);
}

Status Views::open_for_writing(const std::string& generation) {
  auto store = open_rocksdb_store({.directory = directory_ / generation, .derived = true});
  if (!store) return fail(store.error());
  writer_ = *std::move(store);
  access_ = ViewsAccess::writer;
  generation_ = generation;
  auto head = head_of(*writer_);
  if (!head) return fail(head.error());
  if (auto caught_up = write_tail(); !caught_up) return caught_up;
  remove_other_generations();
  return {};
}

Status Views::read_beside(const std::string& generation) {
  layered_.reset();
  writer_.reset();
  auto store = open_rocksdb_store_reader({.directory = directory_ / generation});
  if (!store) return fail(store.error());
  reader_ = *std::move(store);
  access_ = ViewsAccess::reader;
  generation_ = generation;
  auto head = head_of(*reader_);
  if (!head) return fail(head.error());
  return fold_tail_in_memory(*reader_);
}

Status Views::build_first(const std::string& generation) {
  auto store =
      open_rocksdb_store({.directory = directory_ / generation, .create = true, .derived = true});
  if (!store) return fail(store.error());
  auto rows = fold_into(**store, log_.head().size);
  if (!rows) return fail(rows.error());
  if (auto serving = serve(generation); !serving) return serving;
  writer_ = *std::move(store);
  access_ = ViewsAccess::writer;
  generation_ = generation;
  auto head = head_of(*writer_);
  if (!head) return fail(head.error());
  head_ = *head;
  remove_other_generations();
  return {};
}

/// Reads beside a writer, or without any rows: what is missing is folded and kept in memory.
Status Views::fold_tail_in_memory(const KeyValueReader& base) {
  Fold fold(log_, packs_, &base);
  if (auto started = fold.start(); !started) return started;
  const std::uint64_t behind = log_.head().size.value - fold.head().size.value;
  if (behind > options_.tail_entries_max) {
    const auto count = std::to_string(behind);
    return fail(ErrorCode::unavailable,
                Text{"视图落后 " + count + " 条,且由另一进程占用",
                     "the views are " + count + " entries behind, and another process holds them"},
                Text{"等待该进程赶上,或结束它后重试",
                     "wait until that process has caught up, or end it and try again"});
  }
  const auto nothing = [] { return Status{}; };
  if (auto folded = fold_up_to(fold, log_.head().size, options_, nothing); !folded) return folded;
  layered_ = std::make_unique<LayeredRows>(base);
  head_ = fold.head();
  return fold.emit([this](ByteView key, std::optional<ByteView> value) {
    layered_->put(key, value);
    return Status{};
  });
}

/// The writer's way: rows change in one atomic write per step.
Status Views::write_tail() {
  Fold fold(log_, packs_, writer_.get());
  if (auto started = fold.start(); !started) return started;
  const auto write = [&]() -> Status {
    if (fold.mid_submission()) return {};
    std::vector<KeyChange> changes;
    auto emitted = fold.emit([&](ByteView key, std::optional<ByteView> value) {
      changes.push_back({to_bytes(key), value ? std::optional(to_bytes(*value)) : std::nullopt});
      return Status{};
    });
    if (!emitted) return emitted;
    if (auto written = writer_->write(changes, Durability::buffered); !written) return written;
    if (fold.rows_held() > options_.rows_held_max) fold.forget(writer_.get());
    return {};
  };
  if (auto folded = fold_up_to(fold, log_.head().size, options_, write); !folded) return folded;
  head_ = fold.head();
  return {};
}

Status Views::catch_up() {
  if (access_ == ViewsAccess::writer || generation_.empty()) {
    if (writer_) return write_tail();
    return fold_tail_in_memory(*reader_);
  }
  const auto serving = serving_generation(directory_);
  if (serving && *serving != generation_) return read_beside(*serving);
  if (auto refreshed = reader_->refresh(); !refreshed) return refreshed;
  return fold_tail_in_memory(*reader_);
}

namespace {

/// Whether more is folded after a load.
enum class Load : bool { more_follows, last };

/// Writes one group of rows, sorted, past the write-ahead log. Returns how many.
Result<std::uint64_t> load_group(Fold& fold, std::size_t group, KeyValueStore& store, Load which) {
  auto bulk = store.bulk_load();
  if (!bulk) return fail(bulk.error());
  std::uint64_t rows = 0;
  std::vector<KeyChange> gone;
  auto emitted = fold.emit_group(group, [&](ByteView key, std::optional<ByteView> value) -> Status {
    if (!value) {
      gone.push_back({to_bytes(key), std::nullopt});
      return {};
    }
    ++rows;
    return (*bulk)->put(key, *value);
  });
  if (!emitted) return fail(emitted.error());
  // Millions of rows take a while to free, and the files a while to reach the disk.
  std::future<void> dropped;
  if (which == Load::last) {
    dropped = run_beside([&fold, group] { fold.drop_group(group); });
  }
  if (auto loaded = (*bulk)->finish(); !loaded) return fail(loaded.error());
  if (gone.empty()) return rows;
  if (auto written = store.write(gone, Durability::synced); !written) return fail(written.error());
  return rows;
}

/// Every changed row, each group by a thread of its own where there is one. Returns how many.
Result<std::uint64_t> load_all(Fold& fold, KeyValueStore& store, Load which) {
  std::vector<std::future<Result<std::uint64_t>>> others;
  for (std::size_t group = 1; group < Fold::emit_groups; ++group) {
    others.push_back(run_beside(
        [&fold, &store, group, which] { return load_group(fold, group, store, which); }));
  }
  auto rows = load_group(fold, 0, store, which);
  for (auto& other : others) {
    const auto more = other.get();
    if (rows && more) {
      *rows += *more;
    } else if (rows) {
      rows = more;
    }
  }
  if (rows) fold.emitted();
  return rows;
}

}  // namespace

/// Folds from genesis into an empty store. Returns how many rows were written.
Result<std::uint64_t> Views::fold_into(KeyValueStore& store, TreeSize size) const {
  Fold fold(log_, packs_, nullptr);
  // At most every other entry brings somebody new; a wrong guess costs time, nothing else.
  fold.expect(
      static_cast<std::size_t>(std::min<std::uint64_t>(size.value, options_.rows_held_max) / 2));
  if (size.value > options_.rows_held_max / 2) {
    // It will outgrow its memory; an entry brings a person and a status at most.
    fold.begins_empty(2 * size.value);
  }
  std::uint64_t rows = 0;
  std::uint64_t loads = 0;
  const auto load = [&](Load which) -> Status {
    auto loaded = load_all(fold, store, which);
    if (!loaded) return fail(loaded.error());
    rows += *loaded;
    ++loads;
    return {};
  };
  const auto spill = [&]() -> Status {
    if (fold.mid_submission() || fold.rows_held() < options_.rows_held_max) return {};
    if (auto loaded = load(Load::more_follows); !loaded) return loaded;
    fold.forget(&store);
    return {};
  };
  if (auto folded = fold_up_to(fold, size, options_, spill); !folded) return fail(folded.error());
  if (auto loaded = load(Load::last); !loaded) return fail(loaded.error());
  if (loads > 1) {
    // The runs overlap: without this every later scan would merge them again.
    if (auto compacted = store.compact(); !compacted) return fail(compacted.error());
  }
  return rows;
}

/// The manifest is replaced in one step: a reader sees the old generation or the new one.
Status Views::serve(const std::string& generation) {
  const auto path = manifest_path(directory_);
  const auto fresh = directory_ / "manifest.new";
  {
    std::ofstream out(fresh, std::ios::trunc | std::ios::binary);
    out << manifest_first_line << "\nformat " << view_format << "\nserving " << generation << '\n';
    out.flush();
    if (!out) return fail(ErrorCode::io, "cannot write " + fresh.string());
  }
  std::error_code error;
  std::filesystem::rename(fresh, path, error);
  if (error) return fail(ErrorCode::io, "cannot write " + path.string() + ": " + error.message());
  return {};
}

/// Leftovers of a rebuild that was cut off, or generations that served before. One that somebody
/// still builds is locked and stays.
void Views::remove_other_generations() const {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, ignored)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with(generation_prefix) || name == generation_) continue;
    const auto removed = destroy_rocksdb_store(entry.path());
    (void)removed;  // What cannot be removed now is tried again at the next open.
  }
}

Result<RebuildReport> Views::rebuild() {
  if (access_ != ViewsAccess::writer) {
    return fail(ErrorCode::unavailable,
                Text{"视图由另一进程占用", "another process holds the views"},
                Text{"结束该进程后重试", "end that process and try again"});
  }
  if (auto caught_up = catch_up(); !caught_up) return fail(caught_up.error());
  RebuildReport report;
  report.generation = next_generation(directory_);
  auto store = open_rocksdb_store(
      {.directory = directory_ / report.generation, .create = true, .derived = true});
  if (!store) return fail(store.error());
  auto rows = fold_into(**store, head_.size);
  if (!rows) return fail(rows.error());
  report.rows = *rows;
  auto head = head_of(**store);
  if (!head) return fail(head.error());
  report.size = head->size;
  auto compared = compare_rows(*writer_, **store);
  if (compared) {
    report.compared = *std::move(compared);
  } else {
    report.old_unreadable = compared.error();
  }
  if (auto serving = serve(report.generation); !serving) return fail(serving.error());
  writer_ = *std::move(store);
  generation_ = report.generation;
  head_ = *head;
  remove_other_generations();
  return report;
}

Result<Comparison> Views::compare() const {
  MemoryStore fresh;
  auto rows = fold_into(fresh, head_.size);
  if (!rows) return fail(rows.error());
  return compare_rows(this->rows(), fresh);
}

}  // namespace xueji
