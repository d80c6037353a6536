// The history of one student status as a packed sequence of changes: every field that an effect
// changed, with when it was recorded and from when it holds. From it follows the status at any
// position and on any day of both axes.
//
// What was recorded later overrides what was recorded earlier from its own effective day on: a
// state as of a day is the fold, in recorded order, of the changes that qualify (as_of.h).
//
// Thread safety: free functions over values.
#pragma once

#include <optional>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/model/state.h"
#include "projections/as_of.h"

namespace xueji {

/// When one change came about, and through what.
struct Change {
  Position effect_at;   ///< Of `accepted` or `took_effect`: from here on the ledger has it.
  Position event_at;    ///< The event that states it.
  Instant recorded_at;  ///< Of `effect_at`.
  Date effective_on{};
  EventType event{};
};

/// Whether a change counts for this question.
[[nodiscard]] bool qualifies(const Change& change, const AsOf& as_of);

/// The newest event whose personal fields name the person: where a roster finds the name.
struct NamedBy {
  EventType event{};
  Digest body;  ///< SHA-256 of the event's body.
};

/// Appends the difference of two states. `body` is the digest of an event that names the person.
void append_change(Bytes& history, const Change& change, const StudentState& before,
                   const StudentState& after, const std::optional<Digest>& body);

/// Which fields of StudentState a change holds, by field id.
struct FieldMask {
  std::uint64_t low = 0;   ///< Ids 0 to 63.
  std::uint64_t high = 0;  ///< Ids 64 to 127.
  void set(std::uint16_t id) { (id < 64 ? low : high) |= std::uint64_t{1} << (id % 64); }
  [[nodiscard]] bool has(std::uint16_t id) const {
    return (((id < 64 ? low : high) >> (id % 64)) & 1) != 0;
  }
};

/// Walks a history from its first change.
class HistoryReader {
 public:
  explicit HistoryReader(ByteView history) : rest_(history) {}

  /// Steps to the next change; false at the end, and when the bytes are damaged.
  [[nodiscard]] bool next();
  [[nodiscard]] bool damaged() const { return damaged_; }

  [[nodiscard]] const Change& change() const { return change_; }
  /// There when the change's event names the person.
  [[nodiscard]] const std::optional<NamedBy>& named_by() const { return named_by_; }
  /// Whether the change states a status.
  [[nodiscard]] bool sets_status() const;
  /// Writes the changed fields into `state`.
  void apply_to(StudentState& state);

 private:
  ByteView rest_;
  ByteView fields_;
  FieldMask mask_;
  Change change_;
  std::optional<NamedBy> named_by_;
  bool damaged_ = false;
};

/// A status at some moment.
struct StudentAsOf {
  StudentState state;
  Change last;       ///< The newest change that counts.
  Change status_by;  ///< The newest one that stated a status.
  std::optional<NamedBy> named_by;
};

/// Nothing when no change counts: the status did not exist then. Errors: corrupt.
[[nodiscard]] Result<std::optional<StudentAsOf>> student_as_of(const StudentId& student,
                                                               ByteView history, const AsOf& as_of);

}  // namespace xueji
