// Decision state over the log's rows: loads a row when it is first asked for, keeps it, and hands
// out what changed as rows for the same atomic write (design §3 Storage).
// Not thread-safe: belongs to the sequencer, or to one reader.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ledger/model/state.h"
#include "ledger/store/event_log.h"

namespace xueji {

/// Last entry of one subject: what the next envelope of that subject names.
struct SubjectTail {
  Position last = no_position;
  std::uint32_t count = 0;
};

/// Tags of the rows in RowSpace::state. Persisted in row keys: never renumber.
enum class StateTable : std::uint8_t {
  organisation = 1,
  person = 2,
  key = 3,
  school_class = 4,
  student = 5,
  submission = 6,
  reservation = 7,
  identifier = 8,
  serial = 9,
  genesis = 10,
  head = 11,
};

/// RowSpace of what nobody decided yet, under each organisation whose month it keeps open
/// (registry/reportable.h): organisation, then header position (8 bytes, big-endian) → submission
/// id. A row goes when its submission is decided, so that a scan is as long as the pile on the
/// desk.
inline constexpr RowSpace undecided_rows = static_cast<RowSpace>(11);
[[nodiscard]] Bytes undecided_row_key(const OrganisationId& organisation, Position header_at);
/// Beside them, under who took an organisation over: that one's id → 1, so that what waits there is
/// found too.
[[nodiscard]] Row merged_row(const OrganisationState& taken_over);
/// The row that says that these rows are whole. Ledgers made before they existed lack it; the
/// sequencer makes the rows with its first write.
[[nodiscard]] Row undecided_mark();

/// The key of a state row: its table's tag, then the id.
[[nodiscard]] Bytes state_row_key(StateTable table, ByteView id);

class CachedState final : public StateEdit {
 public:
  /// Reads through `log`, which must outlive it. A row that cannot be read or decoded makes
  /// `failure()` answer, and the row counts as absent: callers check before they use a verdict.
  explicit CachedState(const LogReader& log) : log_(log) {}

  const OrganisationState* organisation(const OrganisationId& id) const override;
  const PersonState* person(const PersonId& id) const override;
  const KeyState* key(const KeyId& id) const override;
  const ClassState* school_class(const ClassId& id) const override;
  const StudentState* student(const StudentId& id) const override;
  const SubmissionState* submission(const SubmissionId& id) const override;
  const Reservation* reservation(ReservationKind kind, ByteView id) const override;
  const IdentifierState* identifier(IdentifierKind kind, std::string_view value) const override;
  const SerialState* serial(std::string_view scope) const override;
  const Genesis& genesis() const override { return genesis_; }
  TreeSize size() const override { return size_; }
  Instant recorded_at() const override { return recorded_at_; }

  OrganisationState& edit_organisation(const OrganisationId& id) override;
  PersonState& edit_person(const PersonId& id) override;
  KeyState& edit_key(const KeyId& id) override;
  ClassState& edit_class(const ClassId& id) override;
  StudentState& edit_student(const StudentId& id) override;
  SubmissionState& edit_submission(const SubmissionId& id) override;
  Reservation& edit_reservation(ReservationKind kind, ByteView id) override;
  void drop_reservation(ReservationKind kind, ByteView id) override;
  IdentifierState& edit_identifier(IdentifierKind kind, std::string_view value) override;
  SerialState& edit_serial(std::string_view scope) override;
  void set_genesis(const Genesis& genesis) override;
  void set_head(TreeSize size, Instant recorded_at) override;

  /// The tail of a subject before its next entry.
  [[nodiscard]] SubjectTail tail(SubjectKind kind, const SubjectId& subject) const;
  void set_tail(SubjectKind kind, const SubjectId& subject, SubjectTail tail);

  /// Reads genesis and head rows; call once after opening a log that is not empty.
  [[nodiscard]] Status load();

  /// Loads what many lines will ask for in one batch: student rows, their tails, and the
  /// reservations of the students.
  void prefetch_students(std::span<const StudentId> ids) const;

  /// The changed rows since the last call, in a fixed order; marks them clean. They are written
  /// with that group.
  [[nodiscard]] std::vector<Row> take_rows(std::uint64_t group = 0);

  /// Forgets clean rows when more than `rows_max` are held: those whose last change is durable,
  /// which is so up to group `durable`. Rows of an unfinished write would be read back stale.
  void trim(std::size_t rows_max, std::uint64_t durable);

  /// Forgets everything, also unwritten changes; then `load` again.
  void reset();

  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  template <class T>
  struct Slot {
    std::unique_ptr<T> value;  ///< Empty: known to be absent.
    bool dirty = false;
    std::uint64_t written_with = 0;  ///< The group of its last change.
    bool indexed = false;            ///< A submission: it stands in `undecided_rows`.
  };
  struct KeyHash {
    using is_transparent = void;
    // Not noexcept: libstdc++ then keeps the hash in each node, and a walk along a bucket need not
    // hash the keys of its neighbours again.
    std::size_t operator()(ByteView key) const {
      return std::hash<std::string_view>{}(text_of(key));
    }
  };
  struct KeyEqual {
    using is_transparent = void;
    bool operator()(ByteView a, ByteView b) const { return std::ranges::equal(a, b); }
  };
  /// Rows by key. `changed` lists the dirty ones, so that a small group costs nothing for the rows
  /// that it left alone; a node of the map stays where it is until it is erased, and only clean
  /// rows are.
  template <class T>
  struct Table {
    using Rows = std::unordered_map<Bytes, Slot<T>, KeyHash, KeyEqual>;
    Rows rows;
    std::vector<typename Rows::value_type*> changed;
  };

  template <class T>
  typename Table<T>::Rows::value_type& slot(Table<T>& table, RowSpace space, ByteView key) const;
  template <class T>
  static void mark_changed(Table<T>& table, typename Table<T>::Rows::value_type& row);
  template <class T>
  const T* find(Table<T>& table, ByteView key) const;
  template <class T>
  T& edit(Table<T>& table, ByteView key);
  template <class T>
  void collect(Table<T>& table, RowSpace space, std::uint64_t group, std::vector<Row>& rows);
  /// Makes `undecided_rows` follow the submissions and organisations that changed.
  void collect_undecided(std::vector<Row>& rows);
  template <class Visitor>
  void each_table(Visitor&& visit);

  const LogReader& log_;
  mutable Table<OrganisationState> organisations_;
  mutable Table<PersonState> persons_;
  mutable Table<KeyState> keys_;
  mutable Table<ClassState> classes_;
  mutable Table<StudentState> students_;
  mutable Table<SubmissionState> submissions_;
  mutable Table<Reservation> reservations_;
  mutable Table<IdentifierState> identifiers_;
  mutable Table<SerialState> serials_;
  mutable Table<SubjectTail> tails_;
  Genesis genesis_;
  bool genesis_dirty_ = false;
  TreeSize size_;
  Instant recorded_at_;
  mutable std::optional<Error> failure_;
};

}  // namespace xueji
