// Decision state as the fold of the views needs it: the rows that `apply_effect` reads and writes,
// held in memory over the rows of a generation. Folding millions of events is expected: an access
// is one hash look-up. Not thread-safe: belongs to one Fold.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ledger/model/state.h"
#include "ledger/store/key_value_store.h"
#include "projections/rows.h"
#include "projections/touched_keys.h"

namespace xueji {

/// Receives rows in ascending key order; no value deletes the row. The views live only for the
/// call.
using RowSink = std::function<Status(ByteView key, std::optional<ByteView> value)>;

/// A status and what the views keep of it.
struct StudentSlot {
  StudentState state;
  Bytes history;                        ///< R rows: packed changes (history.h).
  std::vector<OrganisationId> schools;  ///< Every school that ever held it, in order.
  Date effective_last{};                ///< Latest effective day of all changes.
  bool exists = false;
  bool dirty = false;
};

class FoldState final : public StateEdit {
 public:
  /// `base` may be null: an empty generation. It must outlive this.
  explicit FoldState(const KeyValueReader* base) : base_(base) {}

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
  // Submissions are folded by Fold; reservations and serials decide filings and show nowhere. What
  // an effect writes into them goes nowhere.
  SubmissionState& edit_submission(const SubmissionId& id) override;
  Reservation& edit_reservation(ReservationKind kind, ByteView id) override;
  void drop_reservation(ReservationKind kind, ByteView id) override;
  IdentifierState& edit_identifier(IdentifierKind kind, std::string_view value) override;
  SerialState& edit_serial(std::string_view scope) override;
  void set_genesis(const Genesis& genesis) override { genesis_ = genesis; }
  void set_head(TreeSize size, Instant recorded_at) override;

  [[nodiscard]] StudentSlot& student_slot(const StudentId& id) const;

  /// The changed rows of one table, in order; marks them clean.
  [[nodiscard]] Status emit(ViewTable table, const RowSink& sink);

  /// Rows held; the histories among them.
  [[nodiscard]] std::size_t rows_held() const;
  /// About as many persons and students will be folded: room is made once.
  void expect(std::size_t rows);
  /// The base is empty until this fold writes it, and about so many keys will be folded: rows of
  /// keys that it never came upon are not looked for.
  void begins_empty(std::uint64_t keys) { touched_.emplace(keys); }
  /// Forgets every row; nothing may be dirty.
  void forget();
  /// The same in two halves, which two threads may forget at once.
  void forget_students();
  void forget_others();
  void set_base(const KeyValueReader* base) { base_ = base; }

  /// The first row that could not be read: nothing folded after it counts.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  template <class T>
  struct Slot {
    T value;
    bool exists = false;
    bool dirty = false;
  };
  template <class Id, class T>
  using Table = std::unordered_map<Id, Slot<T>>;

  /// No row below this fold, and none to remember: keys need not be made.
  [[nodiscard]] bool looks_nowhere() const { return base_ == nullptr && !touched_; }
  [[nodiscard]] std::optional<Bytes> base_row(const Bytes& key) const;
  /// The same for a row that is held from now on.
  [[nodiscard]] std::optional<Bytes> first_look(const Bytes& key) const;
  [[nodiscard]] bool load_student(const StudentId& id, StudentSlot& slot) const;
  template <class T, class Id>
  [[nodiscard]] Slot<T>& slot(Table<Id, T>& table, ViewTable letter, const Id& id) const;
  template <class T, class Id>
  [[nodiscard]] const T* find(Table<Id, T>& table, ViewTable letter, const Id& id) const;
  template <class T, class Id>
  [[nodiscard]] T& edit(Table<Id, T>& table, ViewTable letter, const Id& id);
  template <class T, class Id>
  [[nodiscard]] Status emit_table(Table<Id, T>& table, ViewTable letter, const RowSink& sink);
  [[nodiscard]] Status emit_histories(const RowSink& sink);
  [[nodiscard]] Status emit_students(const RowSink& sink);

  const KeyValueReader* base_;
  mutable Table<OrganisationId, OrganisationState> organisations_;
  mutable Table<PersonId, PersonState> persons_;
  mutable Table<KeyId, KeyState> keys_;
  mutable Table<ClassId, ClassState> classes_;
  mutable Table<std::string, IdentifierState> identifiers_;  ///< By kind byte ‖ value.
  mutable std::unordered_map<StudentId, StudentSlot> students_;
  mutable std::pair<StudentId, StudentSlot*> last_student_{};
  mutable std::optional<TouchedKeys> touched_;
  SubmissionState no_submission_;
  Reservation no_reservation_;
  SerialState no_serial_;
  Genesis genesis_;
  TreeSize size_;
  Instant recorded_at_;
  mutable std::optional<Error> failure_;
};

}  // namespace xueji
