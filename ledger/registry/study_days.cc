#include "ledger/registry/study_days.h"

namespace xueji {

int days_inclusive(Date from, Date until) {
  return from.ok() && until.ok() ? to_days(until) - to_days(from) + 1 : 0;
}

int school_year_days(const OrganisationState& school, Date from) {
  constexpr int days_without_calendar = 365;
  const CalendarYear* found = nullptr;
  for (const auto& year : school.calendar) {
    const bool whole = year.terms.size() == 2 && year.terms.front().starts.ok();
    const bool begun = whole && year.terms.front().starts <= from;
    if (begun && (!found || year.school_year > found->school_year)) found = &year;
  }
  if (!found) return days_without_calendar;
  return days_inclusive(found->terms.front().starts, found->terms.back().ends);
}

Date working_days_after(Date day, int count) {
  while (count > 0) {
    day = add_days(day, 1);
    const std::chrono::weekday weekday{std::chrono::sys_days{day}};
    if (weekday != std::chrono::Saturday && weekday != std::chrono::Sunday) --count;
  }
  return day;
}

}  // namespace xueji
