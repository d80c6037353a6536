// Effects of the ongoing changes of one student status (rules.md §9; §10 rows 21 to 37).
#include <algorithm>
#include <chrono>
#include <string>

#include "ledger/registry/effects_student.h"
#include "ledger/registry/succession.h"

namespace xueji::effects {
namespace {

LeavePeriod* open_leave(StudentState& student) {
  auto& leaves = student.leaves;
  return leaves.empty() || leaves.back().ended ? nullptr : &leaves.back();
}

/// A leave lasted until the day before it ended, and at least its first day.
void end_leave(StudentState& student, Date ended_on) {
  student.notice_served_on = {};
  auto* leave = open_leave(student);
  if (!leave) return;
  leave->until = ended_on > leave->from ? add_days(ended_on, -1) : leave->from;
  leave->ended = true;
}

/// A step to the only status that this event leads to; an open leave ends with it.
Status leave_for_good(const Effect& effect) {
  return advance(effect,
                 [&](StudentState& student) { end_leave(student, effect.event.effective_on); });
}

/// After every merger.
constexpr Date last_day{std::chrono::year{9999}, std::chrono::December, std::chrono::day{31}};

/// Another school takes the status over as a whole (FJ-04c, FJ-11b); only an active one moves.
template <class Change>
Status move_school(const Effect& effect, const OrganisationId& from, const OrganisationId& to,
                   Change&& take_place) {
  return change(effect, [&](StudentState& student) -> Status {
    // Row 67: who took the school over may be named; on which day it did is judged at filing.
    const bool leaves_it =
        from.is_none() || answer_as_one(effect.state, from, student.school, last_day);
    if (student.status != StudentStatus::active || !leaves_it) {
      return corrupt(effect.event_at, {"该生不是所称学校的在读学生",
                                       "the student is not active at the school that is named"});
    }
    if (to.is_none() || to == student.school || !effect.state.organisation(to)) {
      return corrupt(effect.event_at,
                     {"转入学校没有登记,或就是原学校",
                      "the receiving school is not registered, or is the present one"});
    }
    student.former_schools.push_back(student.school);
    student.school = to;
    student.site = {};
    student.off_main_campus = false;
    take_place(student);
    return {};
  });
}

/// A class outside the broad category of the student's major brings its own major (FJ-14b).
void take_class(const Effect& effect, StudentState& student, const ClassId& id) {
  student.class_id = id;
  const auto* row = effect.state.school_class(id);
  if (!row || row->major_code.empty()) return;
  const bool same = student.major_code.starts_with(row->major_code) ||
                    row->major_code.starts_with(student.major_code);
  if (same) return;
  student.major_code = row->major_code;
  student.major_catalogue = row->major_catalogue;
}

}  // namespace

// ---- Terms, major, information. ----------------------------------------------------------------

Status apply(const Effect& effect, const TermRegistered& facts) {
  return note(effect, [&](StudentState& student) {
    term_entry(student, facts.school_year, facts.term).registered_on = facts.registered_on;
  });
}

Status apply(const Effect& effect, const TermRegistrationDeferred& facts) {
  return note(effect, [&](StudentState& student) {
    term_entry(student, facts.school_year, facts.term).deferred_until = facts.until;
  });
}

Status apply(const Effect& effect, const MajorDirectionConfirmed& facts) {
  return note(effect, [&](StudentState& student) {
    student.major_code = facts.major_code;
    student.major_catalogue = facts.major_catalogue;
    student.direction_confirmed = true;
  });
}

Status apply(const Effect& effect, const StudentInfoChanged&) {
  // Old and new value are personal: the row only shows that something changed.
  return note(effect, [](StudentState&) {});
}

Status apply(const Effect& effect, const MajorChanged& facts) {
  return note(effect, [&](StudentState& student) {
    student.class_id = facts.class_id;
    student.major_code = facts.major_code;
    student.major_catalogue = facts.major_catalogue;
    student.direction_confirmed = false;
  });
}

Status apply(const Effect& effect, const GradeRepeated& facts) {
  return note(effect, [&](StudentState& student) {
    take_class(effect, student, facts.class_id);
    student.cohort = facts.cohort;
  });
}

// ---- Between schools. --------------------------------------------------------------------------

Status apply(const Effect& effect, const CustodyTransferred& facts) {
  return move_school(effect, facts.from, facts.to,
                     [&](StudentState& student) { student.class_id = facts.class_id; });
}

Status apply(const Effect& effect, const TransferRequested&) {
  // The application is read from the log; the row only shows that something happened.
  return note(effect, [](StudentState&) {});
}

Status apply(const Effect& effect, const TransferCompleted& facts) {
  return move_school(effect, {}, facts.to_school, [&](StudentState& student) {
    student.class_id = facts.class_id;
    student.cohort = facts.cohort;
    student.major_code = facts.major_code;
    student.major_catalogue = facts.major_catalogue;
    student.joint = JointProgramme::none;
  });
}

Status apply(const Effect& effect, const TransferredOut&) {
  return leave_for_good(effect);
}

// ---- Leave and resumption. ---------------------------------------------------------------------

Status apply(const Effect& effect, const LeaveGranted& facts) {
  return advance(effect, [&](StudentState& student) {
    student.leaves.push_back({facts.ground, facts.from, facts.until, false});
    student.notice_served_on = {};
  });
}

Status apply(const Effect& effect, const LeaveExtended& facts) {
  return advance(effect, [&](StudentState& student) {
    student.notice_served_on = {};
    auto* leave = open_leave(student);
    if (leave && leave->ground == facts.ground) {
      leave->until = facts.until;
      return;
    }
    // On another ground, or of a leave that began before the ledger: a period of its own.
    end_leave(student, facts.from);
    student.leaves.push_back({facts.ground, facts.from, facts.until, false});
  });
}

Status apply(const Effect& effect, const ResumptionNoticeServed& facts) {
  return note(effect, [&](StudentState& student) { student.notice_served_on = facts.served_on; });
}

Status apply(const Effect& effect, const StudyResumed& facts) {
  return advance(effect, [&](StudentState& student) {
    end_leave(student, effect.event.effective_on);
    take_class(effect, student, facts.class_id);
    student.cohort = facts.cohort;
  });
}

// ---- Off the roll. -----------------------------------------------------------------------------

Status apply(const Effect& effect, const Withdrawn&) {
  return leave_for_good(effect);
}

Status apply(const Effect& effect, const DeemedWithdrawn&) {
  return leave_for_good(effect);
}

Status apply(const Effect& effect, const StatusCancelled&) {
  return leave_for_good(effect);
}

Status apply(const Effect& effect, const StudentDied&) {
  return leave_for_good(effect);
}

}  // namespace xueji::effects
