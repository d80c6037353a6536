#include "projections/obligations_status.h"

#include <algorithm>

#include "ledger/registry/school_terms.h"

namespace xueji {
namespace {

constexpr int days_before_entry = 31;  ///< Who comes within a month of a term comes for it.

bool has_registered(const StudentState& student, const SchoolTerm& term, Date due) {
  return std::any_of(student.terms.begin(), student.terms.end(), [&](const TermEntry& entry) {
    const bool same = entry.school_year == term.school_year && entry.term == term.term.number;
    return same && (entry.registered_on.ok() || entry.deferred_until >= due);
  });
}

}  // namespace

StatusDuties::StatusDuties(const Pack& pack, const CalendarOfSchool& calendar, Date day)
    : pack_(pack), day_(day) {
  for (const auto& [year, terms_of_year] : calendar)
    school_.calendar.push_back({year, terms_of_year});
}

void StatusDuties::take(const StudentState& student) {
  if (!on_roll(student.status)) return;
  take_term(student);
  take_leave(student);
  take_study_time(student);
}

/// FJ-09a, FJ-09b: the term that is running, for who was in school when it began.
void StatusDuties::take_term(const StudentState& student) {
  const auto days = pack_.integer("term_registration_days");
  const auto term = term_on(school_, day_);
  if (!days || !term || term->term.ends < day_ || !in_school(student.status)) return;
  const auto starts = term->term.starts;
  const auto came = entry_day(student);
  const bool was_here = came.ok() && came < add_days(starts, -days_before_entry) &&
                        student.enrolled_from.ok() && student.enrolled_from <= starts;
  // Who was on leave when it began registers by resuming.
  const bool came_back = student.status_from > starts;
  if (!was_here || came_back) return;
  auto& duty = terms[student.class_id];
  duty.due = add_days(starts, static_cast<int>(*days));
  duty.school_year = term->school_year;
  duty.term = term->term.number;
  ++(has_registered(student, *term, duty.due) ? duty.done : duty.owed);
}

/// FJ-13a, FJ-14a: by the end of the leave it is extended or, before the next term, resumed.
void StatusDuties::take_leave(const StudentState& student) {
  const auto* leave = leave_of(student);
  if (!pack_.integer("leave_years") || leave == nullptr ||
      student.status != StudentStatus::on_leave) {
    return;
  }
  const auto add = [&](StudentDuty::Kind kind, Date due) {
    students.push_back({kind, student.id, student.cohort, student.season, due});
  };
  add(StudentDuty::Kind::leave_end, leave->until);
  const auto next = term_from(school_, leave->until);
  if (next) add(StudentDuty::Kind::resumption, add_days(next->term.starts, -1));
}

/// FJ-15c, D-17: shown from the pack's months of warning on; a person signs, or nobody does.
void StatusDuties::take_study_time(const StudentState& student) {
  const auto years = pack_.integer("study_time_more_years");
  const auto months = pack_.integer("study_time_warn_months");
  if (!years || !months) return;
  const auto ends = study_time_ends(student, static_cast<int>(*years));
  if (!ends.ok() || day_ < add_months(ends, -static_cast<int>(*months))) return;
  students.push_back(
      {StudentDuty::Kind::study_time, student.id, student.cohort, student.season, ends});
}

}  // namespace xueji
