// Results, credits, examinations and city tests (FJ-18a, FJ-21 to FJ-25, SY-1.7c, SY-1.7d).
#include <algorithm>
#include <set>
#include <string>
#include <unordered_set>

#include "ledger/registry/guards_families.h"
#include "ledger/registry/school_terms.h"

namespace xueji {
namespace {

const CalendarTerm* term_of(const OrganisationState& school, std::uint16_t school_year,
                            std::uint8_t number) {
  for (const auto& year : school.calendar) {
    if (year.school_year != school_year) continue;
    for (const auto& term : year.terms) {
      if (term.number == number) return &term;
    }
  }
  return nullptr;
}

bool is_term(std::uint8_t term) {
  return term == 1 || term == 2;
}

void refuse_term(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                 std::uint8_t term) {
  context.refuse(out, &line, "term", std::to_string(term),
                 {"学期应为1(上学期)或2(下学期)", "a term is 1 (autumn) or 2 (spring)"},
                 {"1 或 2", "1 or 2"});
}

/// FJ-18a: learning and conduct are both assessed; a course stands once, and a failure earns
/// nothing.
void term_results_sane(const GuardContext& context, std::vector<Problem>& out) {
  each<TermResultRecorded>(context, [&](const Line& line, const TermResultRecorded& facts) {
    if (!is_term(facts.term)) refuse_term(context, out, line, facts.term);
    if (facts.moral_result == ReviewResult::none) {
      context.refuse(out, &line, "moral_result", "",
                     {"缺少德育考核结果", "the moral assessment is missing"},
                     {"学业与德育两方面都填", "state both learning and conduct"});
    }
    const auto* term = term_of(context.organisation(), facts.school_year, facts.term);
    if (term && is_set(term->starts) && context.today < term->starts) {
      context.refuse(out, &line, "term", std::to_string(facts.term),
                     {"该学期尚未开始", "the term has not begun"},
                     {"不早于 " + to_text(term->starts), "not before " + to_text(term->starts)});
    }
    std::set<std::string_view> codes;
    for (const auto& result : facts.results) {
      const bool once = !result.course_code.empty() && codes.insert(result.course_code).second;
      const bool earned = result.passed || result.credits_tenths == 0;
      if (once && earned && find_term(result.kind)) continue;
      context.refuse(
          out, &line, "results", result.course_code,
          {"课程代码为空或重复、类别未知,或不合格课程计了学分",
           "a course without code, named twice, of unknown kind, or failed with credits"},
          {"每门课程一次,合格方计学分", "each course once, credits for a pass only"});
    }
  });
}

/// FJ-25: hours of absence are part of the hours of the term.
void absence_within_term(const GuardContext& context, std::vector<Problem>& out) {
  each<TermResultRecorded>(context, [&](const Line& line, const TermResultRecorded& facts) {
    if (facts.absent_hours <= facts.term_hours) return;
    context.refuse(out, &line, "absent_hours", std::to_string(facts.absent_hours),
                   {"缺课课时超过学期总课时", "more hours absent than the term has"},
                   {"不超过 " + std::to_string(facts.term_hours),
                    "at most " + std::to_string(facts.term_hours)});
  });
}

/// FJ-21a: an irregularity happened in its term, and is recorded once.
void irregularity_sane(const GuardContext& context, std::vector<Problem>& out) {
  each<ExamIrregularityRecorded>(
      context, [&](const Line& line, const ExamIrregularityRecorded& facts) {
        if (!is_term(facts.term)) refuse_term(context, out, line, facts.term);
        const auto* term = term_of(context.organisation(), facts.school_year, facts.term);
        const bool outside =
            term && (facts.happened_on < term->starts || facts.happened_on > term->ends);
        if (outside) {
          context.refuse(out, &line, "happened_on", to_text(facts.happened_on),
                         {"考试日期不在该学期内", "the day lies outside its term"},
                         {to_text(term->starts) + " 至 " + to_text(term->ends),
                          to_text(term->starts) + " to " + to_text(term->ends)});
        }
        if (!line.student) return;
        const auto& noted = line.student->irregularities;
        const bool twice = std::any_of(noted.begin(), noted.end(), [&](const auto& known) {
          return known.school_year == facts.school_year && known.term == facts.term &&
                 known.course_code == facts.course_code && known.kind == facts.kind;
        });
        if (!twice) return;
        context.refuse(out, &line, "course_code", facts.course_code,
                       {"该学期该课程的同类违纪已有记录", "this irregularity is on record already"},
                       {"每次违纪只记一次", "each irregularity once"});
      });
}

/// FJ-21b: after an irregularity only an approved make-up exam counts.
void makeup_approved_first(const GuardContext& context, std::vector<Problem>& out) {
  const auto refused_for = [](const StudentState& student, const std::string& course) {
    return std::any_of(student.irregularities.begin(), student.irregularities.end(),
                       [&](const IrregularityNoted& noted) {
                         return noted.course_code == course && !noted.makeup_approved;
                       });
  };
  each<TermResultRecorded>(context, [&](const Line& line, const TermResultRecorded& facts) {
    if (!line.student) return;
    for (const auto& result : facts.results) {
      const bool counts = result.makeup || result.passed;
      if (!counts || !refused_for(*line.student, result.course_code)) continue;
      context.refuse(
          out, &line, "results", result.course_code,
          {"考试违纪后的补考未经学校批准", "no make-up exam was approved after the irregularity"},
          {"先批准补考(表单 makeup-exam)", "approve it first (form makeup-exam)"});
    }
  });
}

/// FJ-22a: on the student's own request and with proof.
void recognition_requested_with_proof(const GuardContext& context, std::vector<Problem>& out) {
  std::unordered_set<SubjectId> asked;
  each<Consent>(context, [&](const Line& line, const Consent& facts) {
    if (facts.by_student) asked.insert(line.event->subject);
  });
  each<CreditRecognised>(context, [&](const Line& line, const CreditRecognised&) {
    if (!asked.contains(line.event->subject)) {
      context.refuse(out, &line, "consent", "",
                     {"缺少学生本人申请", "the student has not asked for it"},
                     {"在同一申报中附本人申请", "the student's request in the same submission"});
    }
    if (!line.disclosure || line.personal(PersonalField::document_digest)) return;
    context.refuse(out, &line, code_of(PersonalField::document_digest), "",
                   {"缺少有效证明", "the proof is missing"},
                   {"证明材料的SHA-256", "SHA-256 of the proof"});
  });
}

/// FJ-22b: a course earns its credits once.
void credits_recognised_once(const GuardContext& context, std::vector<Problem>& out) {
  each<CreditRecognised>(context, [&](const Line& line, const CreditRecognised& facts) {
    if (!line.student) return;
    const auto& courses = line.student->courses;
    const bool earned = std::any_of(courses.begin(), courses.end(), [&](const auto& course) {
      return course.course_code == facts.course_code && course.passed &&
             course.credits_tenths >= facts.credits_tenths;
    });
    if (!earned) return;
    context.refuse(
        out, &line, "course_code", facts.course_code,
        {"该课程已取得学分,不能重复认定", "the credits of this course are earned already"},
        {"尚未取得学分的课程", "a course without its credits"});
  });
}

bool is_adult(const GuardContext& context, const StudentState& student) {
  return contains(context.list("adult_categories"), code_of(student.category));
}

/// FJ-23b: self-study and distance learning earn credits for adult entrants.
void adult_sources_for_adults(const GuardContext& context, std::vector<Problem>& out) {
  const auto sources = context.list("adult_credit_sources");
  each<CreditRecognised>(context, [&](const Line& line, const CreditRecognised& facts) {
    if (!line.student || is_adult(context, *line.student)) return;
    if (!contains(sources, code_of(facts.source))) return;
    const auto label = label_of(facts.source);
    context.refuse(out, &line, "source", std::string(code_of(facts.source)),
                   {"“" + label.zh + "”只用于免试录取的社会人员",
                    label.en + " earns credits for adult entrants only"},
                   {"其他学分来源", "another source"});
  });
}

/// FJ-23a: adult entrants study by a plan that was made and filed.
void adult_plan_on_file(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    if (!line.student || !is_adult(context, *line.student)) return;
    const auto& plans = context.organisation().plans;
    const bool filed = std::any_of(plans.begin(), plans.end(), [&](const FiledPlan& plan) {
      return plan.cohort == facts.cohort && plan.major_code == facts.major_code;
    });
    if (filed) return;
    context.warn(
        out, &line, "major_code", facts.major_code,
        {"社会人员所学专业未备案教学计划", "no teaching plan is filed for this adult entrant"},
        {"制定并备案相应教学计划(表单 teaching-plan)", "file one (form teaching-plan)"});
  });
}

/// FJ-23c: the diploma of an adult entrant stands on credits accumulated within the longest study
/// time; the stamping chain brings it to the authority.
void adult_diploma_earned(const GuardContext& context, std::vector<Problem>& out) {
  const auto more = static_cast<int>(context.number("study_time_more_years"));
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    const bool adult = facts.kind == CertificateKind::graduation && line.student &&
                       is_adult(context, *line.student);
    if (!adult) return;
    std::uint32_t earned = 0;
    for (const auto& course : line.student->courses)
      earned += course.credits_tenths;
    if (facts.credits_tenths == 0 || earned < facts.credits_tenths) {
      context.refuse(out, &line, "credits_tenths", std::to_string(earned),
                     {"累积学分未达到应得学分", "the credits accumulated are fewer than required"},
                     {"至少 " + std::to_string(facts.credits_tenths) + "(十分之一学分)",
                      std::to_string(facts.credits_tenths) + " tenths at least"});
    }
    const auto last = study_time_ends(*line.student, more);
    if (!is_set(last) || facts.issue_on <= last) return;
    context.refuse(out, &line, "issue_on", to_text(facts.issue_on),
                   {"超过最长学习年限", "beyond the longest study time"},
                   {"不晚于 " + to_text(last), "not after " + to_text(last)});
  });
}

/// SY-1.7c: both city tests stand on record before a student of these cohorts graduates.
void city_tests_recorded(const GuardContext& context, std::vector<Problem>& out) {
  const auto first = context.number("city_tests_from_cohort");
  const auto wanted = context.list("city_tests_required");
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    const auto* student = line.student;
    const bool applies =
        facts.kind == CertificateKind::graduation && student && student->cohort >= first;
    if (!applies) return;
    for (const auto test : {CityTest::spot_exam, CityTest::skills_contest}) {
      const auto held = test == CityTest::spot_exam ? student->spot_exam : student->skills_contest;
      if (!contains(wanted, code_of(test)) || held == ReviewResult::passed) continue;
      const auto label = label_of(test);
      context.refuse(out, &line, code_of(test), std::string(code_of(held)),
                     {label.zh + "成绩未记录或不合格", label.en + ": not recorded, or not passed"},
                     {"合格成绩(表单 city-results)", "a pass (form city-results)"});
    }
  });
}

/// SY-1.7d: the spot exam falls into the second term of grade 1.
void spot_exam_in_its_term(const GuardContext& context, std::vector<Problem>& out) {
  const auto grade = static_cast<int>(context.number("spot_exam_grade"));
  const auto number = static_cast<std::uint8_t>(context.number("spot_exam_term"));
  each<CityResultRecorded>(context, [&](const Line& line, const CityResultRecorded& facts) {
    if (facts.test != CityTest::spot_exam || !line.student || line.student->cohort == 0) return;
    // Spring intakes begin in the second term of the school year before their calendar year.
    const int entry =
        line.student->season == Season::spring ? line.student->cohort - 1 : line.student->cohort;
    const auto year = static_cast<std::uint16_t>(entry + grade - 1);
    const auto* term = term_of(context.organisation(), year, number);
    const Date starts = term ? term->starts : make_date(year + 1, 2, 1);
    const Date ends = term ? term->ends : make_date(year + 1, 8, 31);
    if (facts.taken_on >= starts && facts.taken_on <= ends) return;
    context.warn(
        out, &line, "taken_on", to_text(facts.taken_on),
        {"抽考日期不在一年级下学期", "the spot exam lies outside grade 1, second term"},
        {to_text(starts) + " 至 " + to_text(ends), to_text(starts) + " to " + to_text(ends)});
  });
}

}  // namespace

std::span<const Guard> study_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"absence_within_term", absence_within_term},
      {"adult_diploma_earned",
       adult_diploma_earned,
       {{"adult_categories", T::list}, {"study_time_more_years", T::number}}},
      {"adult_plan_on_file", adult_plan_on_file, {{"adult_categories", T::list}}},
      {"adult_sources_for_adults",
       adult_sources_for_adults,
       {{"adult_categories", T::list}, {"adult_credit_sources", T::list}}},
      {"city_tests_recorded",
       city_tests_recorded,
       {{"city_tests_from_cohort", T::number}, {"city_tests_required", T::list}}},
      {"credits_recognised_once", credits_recognised_once},
      {"irregularity_sane", irregularity_sane},
      {"makeup_approved_first", makeup_approved_first},
      {"recognition_requested_with_proof", recognition_requested_with_proof},
      {"spot_exam_in_its_term",
       spot_exam_in_its_term,
       {{"spot_exam_grade", T::number}, {"spot_exam_term", T::number}}},
      {"term_results_sane", term_results_sane},
  };
  return guards;
}

}  // namespace xueji
