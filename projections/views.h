// The views: all projections of one log as rows in DIR/views/<generation>/, with a manifest that
// names the generation that serves. Derived data: deleting the folder loses nothing.
//
// One process may write them at a time. Another reads beside it, and folds what the rows do not
// reflect yet in memory, so that every answer is given at the log's head. Every answer names the
// position that it reflects: `size()`.
//
// Not thread-safe: one per thread. Ownership: owns its stores; keeps references to the log and
// packs.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "ledger/commit/data_directory.h"
#include "ledger/commit/ledger_view.h"
#include "ledger/store/event_log.h"
#include "ledger/store/key_value_store.h"
#include "projections/comparison.h"
#include "projections/layered_rows.h"
#include "projections/rows.h"

namespace xueji {

struct ViewsProgress {
  TreeSize folded;
  TreeSize total;
};

struct ViewsOptions {
  std::function<void(const ViewsProgress&)> progress = {};
  /// Without the right to write, at most so many entries are folded in memory.
  std::uint64_t tail_entries_max = 1'000'000;
  /// Rows held in memory before they are written out; bounds the memory of a rebuild.
  std::size_t rows_held_max = 200'000;
};

/// What a rebuild found. `compared` is absent when there was no readable generation before.
struct RebuildReport {
  std::string generation;
  TreeSize size;
  std::uint64_t rows = 0;
  std::optional<Comparison> compared;
  std::optional<Error> old_unreadable;  ///< Why the old generation could not be compared.
};

enum class ViewsAccess { writer, reader, memory };

class Views {
 public:
  /// Opens the serving generation and catches up with the log; builds it first when there is none,
  /// when it is of another format or log, or when it cannot be read.
  /// Errors: unavailable (another process holds the views and they are too far behind to fold in
  /// memory), conflict (they reflect more than this snapshot of the log: refresh it and open
  /// again), corrupt (the log itself), io.
  [[nodiscard]] static Result<std::unique_ptr<Views>> open(const LogReader& log,
                                                           const PackShelf& packs,
                                                           const DataDirectory& directory,
                                                           ViewsOptions options = {});
  /// Keeps nothing: folds the whole log in memory.
  [[nodiscard]] static Result<std::unique_ptr<Views>> in_memory(const LogReader& log,
                                                                const PackShelf& packs);
  ~Views();

  /// Reflects what was committed since. The caller has refreshed the log.
  [[nodiscard]] Status catch_up();

  /// Folds the log from genesis into a new generation while the old one serves, compares the two
  /// row by row, then lets the new one serve and removes the old. The log is right: differences are
  /// reported, and the new rows serve. Errors: unavailable (not the writer), corrupt, io.
  [[nodiscard]] Result<RebuildReport> rebuild();
  /// As `rebuild`, but only compares; in memory, so that it also works beside a writer.
  [[nodiscard]] Result<Comparison> compare() const;

  [[nodiscard]] const KeyValueReader& rows() const;
  /// What all answers reflect.
  [[nodiscard]] TreeSize size() const { return head_.size; }
  [[nodiscard]] Instant recorded_at() const { return head_.recorded_at; }
  /// The position of the newest entry reflected; `size` must not be zero.
  [[nodiscard]] Position position() const { return Position{head_.size.value - 1}; }

  [[nodiscard]] ViewsAccess access() const { return access_; }
  [[nodiscard]] const std::string& generation() const { return generation_; }

  [[nodiscard]] const LogReader& log() const { return log_; }
  [[nodiscard]] const PackShelf& packs() const { return packs_; }

 private:
  Views(const LogReader& log, const PackShelf& packs, ViewsOptions options)
      : log_(log), packs_(packs), options_(std::move(options)) {}

  [[nodiscard]] Status open_serving();
  [[nodiscard]] Status open_for_writing(const std::string& generation);
  [[nodiscard]] Status read_beside(const std::string& generation);
  [[nodiscard]] Status build_first(const std::string& generation);
  [[nodiscard]] Status fold_tail_in_memory(const KeyValueReader& base);
  [[nodiscard]] Status write_tail();
  [[nodiscard]] Result<std::uint64_t> fold_into(KeyValueStore& store, TreeSize size) const;
  [[nodiscard]] Status serve(const std::string& generation);
  void remove_other_generations() const;

  const LogReader& log_;
  const PackShelf& packs_;
  ViewsOptions options_;
  std::filesystem::path directory_;
  std::string generation_;
  ViewsAccess access_ = ViewsAccess::memory;
  std::unique_ptr<KeyValueReader> reader_;
  std::unique_ptr<KeyValueStore> writer_;
  std::unique_ptr<LayeredRows> layered_;
  ViewHead head_;
};

}  // namespace xueji
