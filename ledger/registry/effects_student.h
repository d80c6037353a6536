// How the row of one student status changes: every effect on a status goes through `change`, so
// that version, transitions and the counts of the classes hold. Internal to evolve.
#pragma once

#include "ledger/registry/effects.h"
#include "ledger/registry/transitions.h"

namespace xueji::effects {

/// Where a student counts: in which class, as arrived, as registered.
struct Placement {
  ClassId class_id;
  bool arrived = false;
  bool registered = false;
};
[[nodiscard]] Placement placement_of(const StudentState& student);

/// The student's row as it may be changed, or corruption when the subject is no student status.
[[nodiscard]] Result<StudentState*> student_for_change(const Effect& effect);
/// The version, and the counts of the classes that the student left and entered.
[[nodiscard]] Status settle(const Effect& effect, StudentState& student, const Placement& before);
/// Sets the status, its day and position; corruption when the transition is impossible.
[[nodiscard]] Status set_status(const Effect& effect, StudentState& student, StudentStatus to);
/// Corruption when the status is not known.
[[nodiscard]] Status known_student(const Effect& effect);

/// The row of one term of a status, made empty when it is not there; kept by school year and term.
[[nodiscard]] TermEntry& term_entry(StudentState& student, std::uint16_t school_year,
                                    std::uint8_t term);

/// The one way to change a student's row. `make(student)` returns a Status.
template <class Change>
[[nodiscard]] Status change(const Effect& effect, Change&& make) {
  auto student = student_for_change(effect);
  if (!student) return fail(student.error());
  const Placement before = placement_of(**student);
  if (Status made = make(**student); !made) return made;
  return settle(effect, **student, before);
}

/// A change that keeps the status; the student must be known. `make(student)` returns nothing.
template <class Change>
[[nodiscard]] Status note(const Effect& effect, Change&& make) {
  if (auto known = known_student(effect); !known) return known;
  return change(effect, [&](StudentState& student) -> Status {
    make(student);
    return {};
  });
}

/// A change to the only status to which this event leads from the present one.
template <class Change>
[[nodiscard]] Status advance(const Effect& effect, Change&& make) {
  return change(effect, [&](StudentState& student) -> Status {
    const auto to = status_after(type_of(effect.event), student.status);
    if (auto set = set_status(effect, student, to.value_or(StudentStatus::none)); !set) return set;
    make(student);
    return {};
  });
}

}  // namespace xueji::effects
