// Results, credits, examinations, internship (FJ-18 to FJ-25, SY-1.6, SY-1.7c). Facts only; what
// is personal stands in the disclosure (personal.h).
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/id.h"
#include "ledger/model/describe.h"
#include "ledger/model/vocabulary.h"

namespace xueji {

/// One course of a term; its score is personal.
struct CourseResult {
  std::string course_code;           ///< Code of the course in the school's teaching plan.
  CourseKind kind{};                 ///< What the course is.
  std::uint16_t credits_tenths = 0;  ///< Credits earned, in tenths; 0 when failed.
  bool passed = false;               ///< The result is a pass.
  bool makeup = false;               ///< From a make-up exam, a resit or a retake.
  static constexpr auto fields() {
    using T = CourseResult;
    return std::tuple{field(0, "course_code", &T::course_code), field(1, "kind", &T::kind),
                      field(2, "credits_tenths", &T::credits_tenths),
                      field(3, "passed", &T::passed), field(4, "makeup", &T::makeup)};
  }
};

/// FJ-18a, FJ-18b, FJ-25; scores are personal.
struct TermResultRecorded {
  static constexpr EventType type = EventType::term_result_recorded;
  std::uint16_t school_year = 0;      ///< Year in which the school year began.
  std::uint8_t term = 0;              ///< 1 autumn, 2 spring.
  std::vector<CourseResult> results;  ///< Courses of the term.
  ReviewResult moral_result{};        ///< Moral assessment of the term.
  std::uint16_t absent_hours = 0;     ///< Hours absent in the term, with leave.
  std::uint16_t term_hours = 0;       ///< Planned hours of the term.
  static constexpr auto fields() {
    using T = TermResultRecorded;
    return std::tuple{
        field(0, "school_year", &T::school_year),   field(1, "term", &T::term),
        field(2, "results", &T::results),           field(3, "moral_result", &T::moral_result),
        field(4, "absent_hours", &T::absent_hours), field(5, "term_hours", &T::term_hours)};
  }
};

/// FJ-22a, FJ-22b, FJ-23b.
struct CreditRecognised {
  static constexpr EventType type = EventType::credit_recognised;
  CreditSource source{};             ///< Where it was earned.
  std::string course_code;           ///< Course that it stands for.
  CourseKind kind{};                 ///< What the course is.
  std::uint16_t credits_tenths = 0;  ///< Credits, in tenths.
  Date recognised_on{};              ///< Day of the recognition.
  static constexpr auto fields() {
    using T = CreditRecognised;
    return std::tuple{field(0, "source", &T::source), field(1, "course_code", &T::course_code),
                      field(2, "kind", &T::kind), field(3, "credits_tenths", &T::credits_tenths),
                      field(4, "recognised_on", &T::recognised_on)};
  }
};

/// FJ-21a.
struct ExamIrregularityRecorded {
  static constexpr EventType type = EventType::exam_irregularity_recorded;
  std::uint16_t school_year = 0;  ///< Year in which the school year began.
  std::uint8_t term = 0;          ///< 1 autumn, 2 spring.
  std::string course_code;        ///< Course of the examination.
  Irregularity kind{};            ///< What went wrong.
  IrregularityOutcome outcome{};  ///< What followed.
  Date happened_on{};             ///< Day of the examination.
  static constexpr auto fields() {
    using T = ExamIrregularityRecorded;
    return std::tuple{
        field(0, "school_year", &T::school_year), field(1, "term", &T::term),
        field(2, "course_code", &T::course_code), field(3, "kind", &T::kind),
        field(4, "outcome", &T::outcome),         field(5, "happened_on", &T::happened_on)};
  }
};

/// FJ-21b.
struct MakeupApproved {
  static constexpr EventType type = EventType::makeup_approved;
  std::uint16_t school_year = 0;  ///< Year in which the school year began.
  std::uint8_t term = 0;          ///< 1 autumn, 2 spring.
  std::string course_code;        ///< Course of the examination.
  Date approved_on{};             ///< Day of the approval.
  static constexpr auto fields() {
    using T = MakeupApproved;
    return std::tuple{field(0, "school_year", &T::school_year), field(1, "term", &T::term),
                      field(2, "course_code", &T::course_code),
                      field(3, "approved_on", &T::approved_on)};
  }
};

/// SY-1.7c, SY-1.7d.
struct CityResultRecorded {
  static constexpr EventType type = EventType::city_result_recorded;
  CityTest test{};        ///< Which test.
  ReviewResult result{};  ///< Passed or failed.
  Date taken_on{};        ///< Day of the test.
  static constexpr auto fields() {
    using T = CityResultRecorded;
    return std::tuple{field(0, "test", &T::test), field(1, "result", &T::result),
                      field(2, "taken_on", &T::taken_on)};
  }
};

/// Subject: the school. Its effect is the city's approval (SY-1.6c to SY-1.6i).
struct InternshipApplied {
  static constexpr EventType type = EventType::internship_applied;
  InternshipId internship;            ///< Id of the internship.
  std::uint16_t cohort = 0;           ///< Year of the intake (级).
  std::string major_code;             ///< Code of the major.
  std::string company;                ///< Public name of the company.
  bool company_inspected = false;     ///< The school inspected the company.
  bool post_fits_major = false;       ///< The post fits the group of the major.
  PersonId lead_teacher;              ///< Teacher who leads.
  bool safety_agreement = false;      ///< A safety agreement with the company is signed.
  bool off_campus = false;            ///< Away from the school.
  Date from{};                        ///< First day.
  Date until{};                       ///< Last day, inclusive.
  std::uint32_t plan_hours = 0;       ///< Hours of the whole teaching plan.
  std::uint32_t plan_hours_done = 0;  ///< Hours of it done by the first day.
  std::vector<StudentId> students;    ///< Who goes.
  Digest plan;                        ///< Digest of the internship's plan (SY-1.6g).
  bool safety_education = false;      ///< The students had their safety education (SY-1.6g).
  static constexpr auto fields() {
    using T = InternshipApplied;
    return std::tuple{field(0, "internship", &T::internship),
                      field(1, "cohort", &T::cohort),
                      field(2, "major_code", &T::major_code),
                      field(3, "company", &T::company),
                      field(4, "company_inspected", &T::company_inspected),
                      field(5, "post_fits_major", &T::post_fits_major),
                      field(6, "lead_teacher", &T::lead_teacher),
                      field(7, "safety_agreement", &T::safety_agreement),
                      field(8, "off_campus", &T::off_campus),
                      field(9, "from", &T::from),
                      field(10, "until", &T::until),
                      field(11, "plan_hours", &T::plan_hours),
                      field(12, "plan_hours_done", &T::plan_hours_done),
                      field(13, "students", &T::students),
                      field(14, "plan", &T::plan),
                      field(15, "safety_education", &T::safety_education)};
  }
};

/// Subject: the school (SY-1.6f).
struct InternshipStarted {
  static constexpr EventType type = EventType::internship_started;
  InternshipId internship;  ///< Id of the internship.
  Date started_on{};        ///< First day.
  static constexpr auto fields() {
    using T = InternshipStarted;
    return std::tuple{field(0, "internship", &T::internship),
                      field(1, "started_on", &T::started_on)};
  }
};

/// Subject: the school. The summary to the city (SY-1.6j, SY-1.6k).
struct InternshipClosed {
  static constexpr EventType type = EventType::internship_closed;
  InternshipId internship;        ///< Id of the internship.
  Date ended_on{};                ///< Last day.
  Digest summary;                 ///< Digest of the summary report.
  std::vector<StudentId> passed;  ///< Who passed.
  std::vector<StudentId> failed;  ///< Who failed.
  static constexpr auto fields() {
    using T = InternshipClosed;
    return std::tuple{field(0, "internship", &T::internship), field(1, "ended_on", &T::ended_on),
                      field(2, "summary", &T::summary), field(3, "passed", &T::passed),
                      field(4, "failed", &T::failed)};
  }
};

}  // namespace xueji
