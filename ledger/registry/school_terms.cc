#include "ledger/registry/school_terms.h"

#include <algorithm>

namespace xueji {
namespace {

constexpr unsigned autumn_first_month = 9;
constexpr unsigned spring_first_month = 3;

int index_of(const SchoolTerm& found) {
  return 2 * found.school_year + (found.term.number == 2 ? 1 : 0);
}

/// Calls `visit` for each term of the calendar.
template <class Visitor>
void each_term(const OrganisationState& school, Visitor&& visit) {
  for (const auto& year : school.calendar) {
    for (const auto& term : year.terms)
      visit(SchoolTerm{year.school_year, term});
  }
}

int usual_index(Date day) {
  const auto month = month_of(day);
  if (month >= autumn_first_month) return 2 * year_of(day);
  return 2 * (year_of(day) - 1) + (month >= spring_first_month ? 1 : 0);
}

}  // namespace

int term_index(const OrganisationState& school, Date day) {
  int index = usual_index(day);
  each_term(school, [&](const SchoolTerm& found) {
    // The calendar moves the beginning of a term, and only by weeks.
    if (index_of(found) == index && day < found.term.starts) --index;
  });
  each_term(school, [&](const SchoolTerm& found) {
    if (index_of(found) == usual_index(day) + 1 && day >= found.term.starts) {
      index = usual_index(day) + 1;
    }
  });
  return index;
}

int term_index_ahead(const OrganisationState& school, Date day) {
  const auto running = term_on(school, day);
  const int index = term_index(school, day);
  if (running && index_of(*running) == index) return running->term.ends < day ? index + 1 : index;
  const auto month = month_of(day);
  return month == 2 || month == 7 || month == 8 ? index + 1 : index;
}

std::optional<SchoolTerm> term_on(const OrganisationState& school, Date day) {
  std::optional<SchoolTerm> best;
  each_term(school, [&](const SchoolTerm& found) {
    if (found.term.starts > day) return;
    if (!best || found.term.starts > best->term.starts) best = found;
  });
  return best;
}

std::optional<SchoolTerm> term_from(const OrganisationState& school, Date day) {
  std::optional<SchoolTerm> best;
  each_term(school, [&](const SchoolTerm& found) {
    if (found.term.starts < day) return;
    if (!best || found.term.starts < best->term.starts) best = found;
  });
  return best;
}

std::optional<SchoolTerm> find_term(const OrganisationState& school, std::uint16_t school_year,
                                    std::uint8_t term) {
  std::optional<SchoolTerm> best;
  each_term(school, [&](const SchoolTerm& found) {
    if (found.school_year == school_year && found.term.number == term) best = found;
  });
  return best;
}

Date entry_day(const StudentState& student) {
  return student.arrived_on.ok() ? student.arrived_on : student.enrolled_from;
}

int terms_since_entry(const OrganisationState& school, const StudentState& student, Date day) {
  const int year = student.entry_year != 0 ? student.entry_year : student.cohort;
  int entry = student.season == Season::spring ? 2 * year - 1 : 2 * year;
  const auto came = entry_day(student);
  // Who arrives some days before a term came for it; who came in its course counts from there.
  if (came.ok()) entry = std::max(entry, term_index(school, came));
  return term_index(school, day) - entry;
}

int grade_on(const OrganisationState& school, const StudentState& student, Date day) {
  const int entry = student.season == Season::spring ? 2 * student.cohort - 1 : 2 * student.cohort;
  const int terms = term_index(school, day) - entry;
  return terms < 0 ? 1 : 1 + terms / 2;
}

Date study_time_ends(const StudentState& student, int more_years) {
  const auto came = entry_day(student);
  if (!came.ok() || student.programme_years == 0) return {};
  return add_days(add_years(came, student.programme_years + more_years), -1);
}

void LeaveTime::add(Date from, Date until) {
  const auto end = add_days(until, 1);
  int whole = 0;
  while (add_years(from, whole + 1) <= end)
    ++whole;
  years += whole;
  days += to_days(end) - to_days(add_years(from, whole));
}

bool LeaveTime::exceeds(int years_max) const {
  constexpr int days_of_year = 365;
  if (years >= years_max) return years > years_max || days > 0;
  return years * days_of_year + days > years_max * days_of_year;
}

LeaveTime leave_time(const StudentState& student) {
  LeaveTime total;
  for (const auto& leave : student.leaves) {
    if (!is_service(leave) && leave.from <= leave.until) total.add(leave.from, leave.until);
  }
  return total;
}

const LeavePeriod* leave_of(const StudentState& student) {
  const auto& leaves = student.leaves;
  return leaves.empty() || leaves.back().ended ? nullptr : &leaves.back();
}

}  // namespace xueji
