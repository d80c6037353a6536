// Effects of results, credits, examinations and internships (rules.md §10 rows 38 to 43).
#include <algorithm>
#include <limits>
#include <string_view>

#include "ledger/registry/effects_student.h"
#include "ledger/registry/evolve.h"
#include "ledger/registry/study_days.h"

namespace xueji::effects {
namespace {

/// The row of one course, made empty when it is not there; kept by course code.
CourseCredit& course_of(StudentState& student, const std::string& code) {
  auto& courses = student.courses;
  const auto at = std::lower_bound(
      courses.begin(), courses.end(), code,
      [](const CourseCredit& course, const std::string& of) { return course.course_code < of; });
  if (at != courses.end() && at->course_code == code) return *at;
  CourseCredit course;
  course.course_code = code;
  return *courses.insert(at, course);
}

/// The best result counts: a pass over a failure, then the more credits.
void take_best(StudentState& student, const CourseCredit& result) {
  auto& best = course_of(student, result.course_code);
  const bool better = result.passed && result.credits_tenths > best.credits_tenths;
  if (!best.passed || better) best = result;
}

void take_best(ReviewResult& held, ReviewResult result) {
  if (held != ReviewResult::passed) held = result;
}

bool is_newest_term(const StudentState& student, std::uint16_t school_year, std::uint8_t term) {
  return std::none_of(student.terms.begin(), student.terms.end(), [&](const TermEntry& entry) {
    return entry.has_results &&
           std::pair(entry.school_year, entry.term) > std::pair(school_year, term);
  });
}

// ---- Internships: their school's row, and those of the students who go. -------------------------

/// The China day on which the act that brought the effect was recorded: the entry before it.
Date recorded_day(const Effect& effect) {
  return china_date(effect.state.recorded_at());
}

Result<InternshipHeld*> internship_of(const Effect& effect, const InternshipId& id) {
  auto school = subject_organisation(effect);
  if (!school) return fail(school.error());
  for (auto& held : (*school)->internships) {
    if (held.internship == id) return &held;
  }
  return corrupt(effect.event_at, {"没有这次顶岗实习", "the internship is unknown"});
}

/// Changes the rows of students whom an event of their school names.
template <class Change>
Status each_student(const Effect& effect, const std::vector<StudentId>& students, Change&& make) {
  for (const auto& id : students) {
    if (!effect.state.student(id)) {
      return corrupt(effect.event_at, {"名单中有不存在的学籍", "a student named is unknown"});
    }
    auto& student = effect.state.edit_student(id);
    if (auto made = make(student); !made) return made;
    ++student.version;
  }
  return {};
}

Status add_internship_days(const Effect& effect, StudentState& student, int days) {
  const int total = int{student.internship_days} + days;
  if (total < 0 || total > std::numeric_limits<std::uint16_t>::max()) {
    return corrupt(effect.event_at,
                   {"实习天数超出范围", "the days of internship leave their range"});
  }
  student.internship_days = static_cast<std::uint16_t>(total);
  return {};
}

bool names(const std::vector<StudentId>& students, const StudentId& student) {
  return std::find(students.begin(), students.end(), student) != students.end();
}

/// Whoever is judged went there, and is judged once.
bool judges_its_own(const InternshipHeld& held, const InternshipClosed& facts) {
  const auto went = [&](const StudentId& id) { return names(held.students, id); };
  const auto both = [&](const StudentId& id) { return names(facts.failed, id); };
  return std::all_of(facts.passed.begin(), facts.passed.end(), went) &&
         std::all_of(facts.failed.begin(), facts.failed.end(), went) &&
         std::none_of(facts.passed.begin(), facts.passed.end(), both);
}

}  // namespace

Status apply(const Effect& effect, const TermResultRecorded& facts) {
  return note(effect, [&](StudentState& student) {
    if (is_newest_term(student, facts.school_year, facts.term)) {
      student.moral_result = facts.moral_result;
    }
    auto& term = term_entry(student, facts.school_year, facts.term);
    term.has_results = true;
    term.absent_hours = facts.absent_hours;
    term.term_hours = facts.term_hours;
    for (const auto& result : facts.results) {
      take_best(student,
                {result.course_code, result.kind, result.credits_tenths, result.passed, false});
    }
  });
}

Status apply(const Effect& effect, const CreditRecognised& facts) {
  return note(effect, [&](StudentState& student) {
    take_best(student, {facts.course_code, facts.kind, facts.credits_tenths, true, true});
  });
}

Status apply(const Effect& effect, const ExamIrregularityRecorded& facts) {
  return note(effect, [&](StudentState& student) {
    student.irregularities.push_back(
        {facts.school_year, facts.term, facts.course_code, facts.kind, false});
    if (facts.outcome != IrregularityOutcome::zero) return;
    // A zero ends what the examination gave; credit that was recognised stands on other proof.
    auto& course = course_of(student, facts.course_code);
    if (course.recognised) return;
    course.passed = false;
    course.credits_tenths = 0;
  });
}

Status apply(const Effect& effect, const MakeupApproved& facts) {
  bool found = false;
  auto noted = note(effect, [&](StudentState& student) {
    for (auto& irregularity : student.irregularities) {
      if (irregularity.school_year != facts.school_year || irregularity.term != facts.term ||
          irregularity.course_code != facts.course_code) {
        continue;
      }
      irregularity.makeup_approved = true;
      found = true;
    }
  });
  if (!noted || found) return noted;
  return corrupt(effect.event_at, {"该学期该课程没有考试违纪记录,无需批准补考",
                                   "no irregularity of that term and course is on record"});
}

Status apply(const Effect& effect, const CityResultRecorded& facts) {
  return note(effect, [&](StudentState& student) {
    take_best(facts.test == CityTest::spot_exam ? student.spot_exam : student.skills_contest,
              facts.result);
  });
}

Status apply(const Effect& effect, const InternshipApplied& facts) {
  auto school = subject_organisation(effect);
  if (!school) return fail(school.error());
  auto& held = (*school)->internships;
  const bool known = std::any_of(held.begin(), held.end(), [&](const InternshipHeld& other) {
    return other.internship == facts.internship;
  });
  if (known || facts.internship.is_none()) {
    return corrupt(effect.event_at,
                   {"实习标识为空或已存在", "the internship's id is none or taken"});
  }
  InternshipHeld row;
  row.internship = facts.internship;
  row.cohort = facts.cohort;
  row.from = facts.from;
  row.until = facts.until;
  row.approved_at = effect.effect_at;
  row.approved_on = recorded_day(effect);
  row.off_campus = facts.off_campus;
  row.students = facts.students;
  held.push_back(std::move(row));
  const int days = facts.off_campus ? days_inclusive(facts.from, facts.until) : 0;
  return each_student(effect, facts.students, [&](StudentState& student) {
    return add_internship_days(effect, student, days);
  });
}

Status apply(const Effect& effect, const InternshipStarted& facts) {
  auto held = internship_of(effect, facts.internship);
  if (!held) return fail(held.error());
  if ((*held)->started_on.ok()) {
    return corrupt(effect.event_at, {"该实习已经开始", "the internship has started already"});
  }
  (*held)->started_on = facts.started_on;
  return {};
}

Status apply(const Effect& effect, const InternshipClosed& facts) {
  auto found = internship_of(effect, facts.internship);
  if (!found) return fail(found.error());
  auto& held = **found;
  if (held.closed_on.ok() || !judges_its_own(held, facts)) {
    return corrupt(effect.event_at,
                   {"该实习已经实结,或名单与批准的不符",
                    "the internship is closed already, or its students are others"});
  }
  held.closed_on = recorded_day(effect);
  held.ended_on = facts.ended_on;
  // What was approved gives way to what was done.
  const Date began = held.started_on.ok() ? held.started_on : held.from;
  const int days = held.off_campus ? days_inclusive(began, facts.ended_on) -
                                         days_inclusive(held.from, held.until)
                                   : 0;
  return each_student(effect, students_changed_by(effect.event), [&](StudentState& student) {
    student.internship_summary = true;
    take_best(student.internship_result,
              names(facts.passed, student.id) ? ReviewResult::passed : ReviewResult::failed);
    return add_internship_days(effect, student, days);
  });
}

}  // namespace xueji::effects

namespace xueji {

std::vector<StudentId> students_changed_by(const Event& event) {
  if (const auto* applied = get_if<InternshipApplied>(&event.facts)) return applied->students;
  const auto* closed = get_if<InternshipClosed>(&event.facts);
  if (closed == nullptr) return {};
  auto students = closed->passed;
  students.insert(students.end(), closed->failed.begin(), closed->failed.end());
  return students;
}

}  // namespace xueji
