// The one fold behind all views: reads the log entry by entry and keeps the rows of a generation
// (rows.h) in memory until they are emitted. Which status an act leads to is `apply_effect`'s; what
// took effect is what the log recorded.
//
// Not thread-safe. Ownership: keeps references to the log, the packs and the base rows.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "ledger/commit/ledger_view.h"
#include "ledger/store/event_log.h"
#include "projections/counters.h"
#include "projections/fold_state.h"
#include "projections/history.h"

namespace xueji {

class Fold {
 public:
  /// Goes on from the rows of `base`; null folds from genesis.
  Fold(const LogReader& log, const PackShelf& packs, const KeyValueReader* base);
  ~Fold();

  /// Reads how far the base is. Errors: corrupt (not a generation of this log), io.
  [[nodiscard]] Status start();

  /// Folds up to `count_max` entries more; returns how many. Zero at the log's head.
  /// Errors: corrupt (an impossible transition, or damaged rows), io. Afterwards the fold is spent.
  [[nodiscard]] Result<std::uint64_t> advance(std::uint64_t count_max) {
    return advance(count_max, count_max);
  }
  /// The same, and then on to the end of the submission that it is in, where rows are complete and
  /// memory can be given back; never beyond `entries_max`, which may lie inside a submission.
  [[nodiscard]] Result<std::uint64_t> advance(std::uint64_t count_max, std::uint64_t entries_max);

  /// What the rows will reflect once emitted.
  [[nodiscard]] const ViewHead& head() const { return head_; }

  /// Hands over every changed row, in ascending key order, the head among them. The base must hold
  /// them before `advance` is called again after `forget`.
  [[nodiscard]] Status emit(const RowSink& sink);

  /// The same in groups: every key of a group comes before all keys of the next. Different threads
  /// may emit different groups at once; `emitted` follows when all are done.
  static constexpr std::size_t emit_groups = 2;
  [[nodiscard]] Status emit_group(std::size_t group, const RowSink& sink);
  void emitted() { filed_.clear(); }

  [[nodiscard]] std::size_t rows_held() const;
  /// About as many rows will be held: room is made once.
  void expect(std::size_t rows) { state_.expect(rows); }
  /// The base holds nothing but what this fold writes; about so many keys will be folded.
  void begins_empty(std::uint64_t keys) { state_.begins_empty(keys); }
  /// Gives back the memory of a group that was emitted, by the thread that emitted it. The fold is
  /// then spent.
  void drop_group(std::size_t group);
  /// Gives memory back after `emit`; rows are then read from `base`.
  void forget(const KeyValueReader* base);
  /// Whether a submission is half read: its rows are then not complete, and must not be emitted.
  [[nodiscard]] bool mid_submission() const { return filing_ != nullptr; }

 private:
  struct Waiting;
  struct Effect;
  using Entry = std::pair<Envelope, ByteView>;

  [[nodiscard]] Status fold(const Entry& entry, ByteView raw);
  [[nodiscard]] Status fold_genesis(ByteView raw);
  [[nodiscard]] Status fold_header(const Entry& entry);
  [[nodiscard]] Status fold_event(const Entry& entry);
  [[nodiscard]] Status fold_sign_off(const Entry& entry);
  [[nodiscard]] Status fold_record(const Entry& entry);
  [[nodiscard]] Status fold_accepted(const Entry& entry, const Accepted& accepted);
  [[nodiscard]] Status name_other_school(Waiting& waiting);
  [[nodiscard]] Status fold_took_effect(const Entry& entry, const TookEffect& took_effect);

  [[nodiscard]] Status apply_lines(const Waiting& waiting, const Effect& effect);
  [[nodiscard]] Status apply_line(ByteView body, std::uint32_t line, const Effect& effect,
                                  const SubmissionState& submission);
  [[nodiscard]] Status change_student(const Event& event, ByteView body, Position event_at,
                                      const PersonId& person, const Effect& effect);
  [[nodiscard]] Status change_students(const Event& event, const std::vector<StudentId>& students,
                                       Position event_at, const Effect& effect);
  [[nodiscard]] Status keep_change(StudentSlot& slot, const Event& event, Position event_at,
                                   const Effect& effect, const std::optional<Digest>& named_by);
  [[nodiscard]] Status count_student(StudentSlot& slot, const Change& change, Bytes before_history);
  void note_duty(const Event& event, ByteView body, std::uint32_t line, Position event_at,
                 const Effect& effect);
  void note_role(const Event& event);
  void note_merger(const Event& event, const Effect& effect);

  [[nodiscard]] Waiting* waiting(const SubmissionId& id);
  void close(Waiting& waiting);
  [[nodiscard]] bool owes_filing(const SubmissionState& submission) const;
  [[nodiscard]] Counter& counter(ByteView group_key);
  [[nodiscard]] std::optional<Bytes> base_row(const Bytes& key);

  [[nodiscard]] Status emit_authors(const RowSink& sink);
  [[nodiscard]] Status emit_duties(const RowSink& sink);
  [[nodiscard]] Status emit_counters(const RowSink& sink);
  [[nodiscard]] Status emit_waiting(const RowSink& sink);
  [[nodiscard]] Status emit_headers(const RowSink& sink);
  [[nodiscard]] Status emit_head(const RowSink& sink);
  [[nodiscard]] Status emit_mergers(const RowSink& sink);
  [[nodiscard]] Status emit_roles(const RowSink& sink);

  /// One submission as the indexes show it.
  struct Filed {
    std::uint64_t header_at = 0;
    PersonId author;
    SubmissionId submission;
    std::uint32_t count = 0;
  };
  struct Duty {
    OrganisationId organisation;
    std::uint64_t effect_at = 0;
    std::uint32_t line = 0;
    Bytes value;
  };
  struct CounterSlot {
    Counter counter;
    bool dirty = false;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };

  const LogReader& log_;
  const PackShelf& packs_;
  const KeyValueReader* base_;
  FoldState state_;
  ViewHead head_;
  std::unordered_map<SubmissionId, std::unique_ptr<Waiting>> waiting_;
  Waiting* filing_ = nullptr;  ///< Its header was read, its `accepted` not yet.
  std::size_t kept_bytes_ = 0;
  std::vector<Filed> filed_;
  std::vector<Duty> duties_;
  std::set<std::tuple<OrganisationId, Role, PersonId>> roles_;
  std::map<OrganisationId, Bytes> mergers_;  ///< G rows.
  std::unordered_map<std::string, CounterSlot, TextHash, std::equal_to<>> counters_;
  std::optional<Error> failure_;  ///< A row of the base that could not be read.
  // Reused from event to event, so that the fold path does not allocate.
  StudentState before_;
  Bytes group_before_;
  Bytes group_after_;
};

}  // namespace xueji
