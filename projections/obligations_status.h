// Obligations of ongoing changes for one student (rules.md §8): term registration, resumption
// before the term, the end of a leave, the end of the maximum study time. Internal to
// obligations.cc. Pure; thread-safe.
#pragma once

#include <map>
#include <vector>

#include "ledger/model/state.h"
#include "ledger/policy/pack.h"

namespace xueji {

using CalendarOfSchool = std::map<std::uint16_t, std::vector<CalendarTerm>>;

/// Students of one class by what the newest term asks of them.
struct TermDuty {
  Date due{};
  std::uint16_t school_year = 0;
  std::uint8_t term = 0;
  std::uint32_t owed = 0;
  std::uint32_t done = 0;  ///< Registered, or deferred beyond the day.
};

/// A day that comes for one student.
struct StudentDuty {
  enum class Kind : std::uint8_t { resumption, leave_end, study_time };
  Kind kind{};
  StudentId student;
  std::uint16_t cohort = 0;
  Season season{};
  Date due{};  ///< Last day, inclusive.
};

/// What a school owes for its students, gathered one by one.
class StatusDuties {
 public:
  StatusDuties(const Pack& pack, const CalendarOfSchool& calendar, Date day);
  void take(const StudentState& student);

  std::map<ClassId, TermDuty> terms;
  std::vector<StudentDuty> students;

 private:
  void take_term(const StudentState& student);
  void take_leave(const StudentState& student);
  void take_study_time(const StudentState& student);

  const Pack& pack_;
  OrganisationState school_;  ///< Carries the calendar for the reading of terms.
  Date day_;
};

}  // namespace xueji
