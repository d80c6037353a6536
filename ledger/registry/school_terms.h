// School years as a status sees them: which term a day lies in, which grade that is, how long the
// study may last (FJ-10a to FJ-11a, FJ-15c, FJ-30b). Shared by guards, obligations and findings.
// Pure; thread-safe.
#pragma once

#include <cstdint>
#include <optional>

#include "ledger/model/state.h"

namespace xueji {

/// One term of a school's calendar with its year.
struct SchoolTerm {
  std::uint16_t school_year = 0;  ///< Year in which the school year began.
  CalendarTerm term;
};

/// Terms counted through: twice the school year, plus one for the spring term. By the calendar
/// where the school has one for that time; else autumn begins on 1 September, spring on 1 March.
/// Holidays belong to the term before them.
[[nodiscard]] int term_index(const OrganisationState& school, Date day);
/// The same, but holidays belong to the term after them: for which term somebody comes or goes.
[[nodiscard]] int term_index_ahead(const OrganisationState& school, Date day);
/// The term of the calendar that is running on a day or was the last to run; nullopt without one.
[[nodiscard]] std::optional<SchoolTerm> term_on(const OrganisationState& school, Date day);
/// The first term of the calendar that begins on that day or later.
[[nodiscard]] std::optional<SchoolTerm> term_from(const OrganisationState& school, Date day);
/// That term of the calendar.
[[nodiscard]] std::optional<SchoolTerm> find_term(const OrganisationState& school,
                                                  std::uint16_t school_year, std::uint8_t term);

/// The day on which the student came: arrival, else the first day on the roll. May be absent.
[[nodiscard]] Date entry_day(const StudentState& student);
/// Terms begun since the one of entry; 0 in the term of entry (FJ-10b).
[[nodiscard]] int terms_since_entry(const OrganisationState& school, const StudentState& student,
                                    Date day);
/// Year of study by the cohort that the student is in, from 1 on (FJ-10a, FJ-10c).
[[nodiscard]] int grade_on(const OrganisationState& school, const StudentState& student, Date day);

/// The last day of the maximum study time: entry, base and `more_years`, leave included (FJ-15c,
/// FJ-30b, D-08). Absent when entry or base is not known.
[[nodiscard]] Date study_time_ends(const StudentState& student, int more_years);

/// Time on leave in whole years and days, so that a leave of a year is a year in leap years too.
struct LeaveTime {
  int years = 0;
  int days = 0;

  /// Both days inclusive.
  void add(Date from, Date until);
  [[nodiscard]] bool exceeds(int years_max) const;
};
/// All leave of a student but service (FJ-13b, D-09).
[[nodiscard]] LeaveTime leave_time(const StudentState& student);

/// The leave that is running; nullptr when none is known.
[[nodiscard]] const LeavePeriod* leave_of(const StudentState& student);
/// Whether a leave was taken for service by state rule (FJ-13c, D-09).
[[nodiscard]] constexpr bool is_service(const LeavePeriod& leave) {
  return leave.ground == LeaveGround::state_rule;
}

}  // namespace xueji
