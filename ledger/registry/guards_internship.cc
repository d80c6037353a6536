// Internships: application, approval, start and summary (SY-1.6b to SY-1.6j, FJ-20b), and what they
// mean for the diploma (SY-1.6k, SY-1.6l).
#include <algorithm>
#include <string>
#include <unordered_set>

#include "ledger/authority/authority.h"
#include "ledger/registry/guards_families.h"
#include "ledger/registry/study_days.h"
#include "ledger/registry/succession.h"

namespace xueji {
namespace {

const InternshipHeld* internship_of(const GuardContext& context, const InternshipId& id) {
  for (const auto& held : context.organisation().internships) {
    if (held.internship == id) return &held;
  }
  return nullptr;
}

/// SY-1.6c: only these cohorts apply at all.
bool applies_to(const GuardContext& context, std::uint16_t cohort) {
  const auto first = context.pack().integer("internship_from_cohort");
  return !first || cohort >= *first;
}

/// Of the school that files, or of one that it took over (row 67).
bool is_ours(const GuardContext& context, const StudentState& student) {
  return answer_as_one(context.state(), student.school, context.submission.organisation,
                       context.today);
}

/// Who goes is in school here, of the cohort, and named once.
void internship_students_in_school(const GuardContext& context, std::vector<Problem>& out) {
  each<InternshipApplied>(context, [&](const Line& line, const InternshipApplied& facts) {
    std::unordered_set<StudentId> seen;
    for (const auto& id : facts.students) {
      const auto* student = context.state().student(id);
      const bool here = student && is_ours(context, *student) && in_school(student->status) &&
                        student->cohort == facts.cohort;
      if (here && seen.insert(id).second) continue;
      context.refuse(
          out, &line, "students", to_text(id),
          {"名单中的学生不在本校在读、不属该年级,或重复",
           "a student named is not in school here, of another cohort, or named twice"},
          {"本校该年级的在读学生,每人一次", "students of the cohort, in school, each once"});
    }
    if (facts.from <= facts.until) return;
    context.refuse(out, &line, "until", to_text(facts.until),
                   {"结束日期早于开始日期", "it ends before it begins"},
                   {"不早于 " + to_text(facts.from), "not before " + to_text(facts.from)});
  });
}

/// SY-1.6b: away from the school for one school year at most, all internships taken together.
void internship_within_school_year(const GuardContext& context, std::vector<Problem>& out) {
  const auto years = static_cast<int>(context.number("internship_school_years_max"));
  each<InternshipApplied>(context, [&](const Line& line, const InternshipApplied& facts) {
    if (!facts.off_campus || !is_set(facts.from) || !is_set(facts.until)) return;
    const int limit = years * school_year_days(context.organisation(), facts.from);
    int most = 0;
    for (const auto& id : facts.students) {
      const auto* student = context.state().student(id);
      if (student) most = std::max(most, int{student->internship_days});
    }
    const int total = most + days_inclusive(facts.from, facts.until);
    if (total <= limit) return;
    context.refuse(out, &line, "until", to_text(facts.until),
                   {"校外实习累计 " + std::to_string(total) + " 天,超过一学年",
                    std::to_string(total) + " days away from school exceed one school year"},
                   {"累计不超过 " + std::to_string(limit) + " 天",
                    "at most " + std::to_string(limit) + " days in all"});
  });
}

/// SY-1.6c: cohorts before the system need no application.
void internship_cohort_applies(const GuardContext& context, std::vector<Problem>& out) {
  const auto first = std::to_string(context.number("internship_from_cohort"));
  each<InternshipApplied>(context, [&](const Line& line, const InternshipApplied& facts) {
    if (applies_to(context, facts.cohort)) return;
    context.warn(out, &line, "cohort", std::to_string(facts.cohort),
                 {"该年级不实行申报制度", "this cohort needs no application"},
                 {first + "级起", "cohorts from " + first + " on"});
  });
}

/// SY-1.6d, D-10: two thirds of the planned hours, counted in whole hours.
void internship_after_plan_share(const GuardContext& context, std::vector<Problem>& out) {
  const auto thirds = static_cast<std::uint64_t>(context.number("internship_plan_thirds"));
  each<InternshipApplied>(context, [&](const Line& line, const InternshipApplied& facts) {
    if (!applies_to(context, facts.cohort)) return;
    const bool enough = std::uint64_t{3} * facts.plan_hours_done >= thirds * facts.plan_hours &&
                        facts.plan_hours_done <= facts.plan_hours;
    if (enough) return;
    const auto least = std::to_string((thirds * facts.plan_hours + 2) / 3);
    context.refuse(out, &line, "plan_hours_done", std::to_string(facts.plan_hours_done),
                   {"教学计划完成不足三分之二,或超过总课时",
                    "less than two thirds of the teaching plan are done, or more than all"},
                   {"至少完成 " + least + " 课时", "at least " + least + " hours"});
  });
}

/// D-32: a returned application keeps the time of its first filing.
Instant first_filed(const GuardContext& context) {
  const auto* before = context.state().submission(context.submission.supersedes);
  return before ? before->first_filed_at : context.input.now;
}

/// SY-1.6e, D-01: the last day to apply lies this many days before the first day.
void internship_applied_in_time(const GuardContext& context, std::vector<Problem>& out) {
  const auto days = static_cast<int>(context.number("internship_apply_days"));
  each<InternshipApplied>(context, [&](const Line& line, const InternshipApplied& facts) {
    if (!applies_to(context, facts.cohort) || !is_set(facts.from)) return;
    const Date last = add_days(facts.from, -days);
    const auto filed = first_filed(context);
    if (filed <= end_of(last)) return;
    context.refuse(out, &line, "from", to_text(facts.from),
                   {"未提前" + std::to_string(days) + "日申报:最迟 " + to_text(last),
                    "filed less than " + std::to_string(days) + " days ahead: the last day was " +
                        to_text(last)},
                   {"于 " + to_text(last) + " 24:00 前申报", "filed by 24:00 of " + to_text(last)});
  });
}

/// SY-1.6f: nobody goes before the approval, nor before the day that was approved.
void internship_started_after_approval(const GuardContext& context, std::vector<Problem>& out) {
  each<InternshipStarted>(context, [&](const Line& line, const InternshipStarted& facts) {
    const auto* held = internship_of(context, facts.internship);
    if (!held) {
      context.refuse(
          out, &line, "internship", to_text(facts.internship),
          {"该实习未获批准", "the internship is not approved"},
          {"先申报并获批准(表单 internship)", "an approved application (form internship)"});
      return;
    }
    const Date first = std::max(held->approved_on, held->from);
    if (facts.started_on >= first) return;
    context.refuse(out, &line, "started_on", to_text(facts.started_on),
                   {"早于批准日或批准的开始日", "before the approval, or before the day approved"},
                   {"不早于 " + to_text(first), "not before " + to_text(first)});
  });
}

/// SY-1.6i: the teacher who leads is one of the school.
void lead_teacher_named(const GuardContext& context, std::vector<Problem>& out) {
  each<InternshipApplied>(context, [&](const Line& line, const InternshipApplied& facts) {
    const auto& school = context.submission.organisation;
    if (holds_role(context.state(), facts.lead_teacher, Role::lead_teacher, school,
                   context.today)) {
      return;
    }
    context.refuse(out, &line, "lead_teacher", "",
                   {"未指派本校带队教师", "no lead teacher of this school is appointed"},
                   {"先授予 lead_teacher 职务", "grant the role lead_teacher first"});
  });
}

/// Warns where a duty of care is not stated. SY-1.6g, SY-1.6h, SY-1.6i.
void warn_missing(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                  bool stated, std::string_view field, const Text& what) {
  if (stated) return;
  context.warn(out, &line, field, "", {"未注明:" + what.zh, "not stated: " + what.en},
               {"补办并注明", "see to it and state it"});
}
void internship_planned_and_safe(const GuardContext& context, std::vector<Problem>& out) {
  each<InternshipApplied>(context, [&](const Line& line, const InternshipApplied& facts) {
    warn_missing(context, out, line, !facts.plan.is_none(), "plan", {"实习计划", "the plan"});
    warn_missing(context, out, line, facts.safety_education, "safety_education",
                 {"安全教育", "safety education"});
  });
}
void internship_company_suits(const GuardContext& context, std::vector<Problem>& out) {
  each<InternshipApplied>(context, [&](const Line& line, const InternshipApplied& facts) {
    warn_missing(context, out, line, facts.company_inspected, "company_inspected",
                 {"企业考察", "the inspection of the company"});
    warn_missing(context, out, line, facts.post_fits_major, "post_fits_major",
                 {"岗位与专业对口", "that the post fits the major"});
  });
}
void internship_safety_agreed(const GuardContext& context, std::vector<Problem>& out) {
  each<InternshipApplied>(context, [&](const Line& line, const InternshipApplied& facts) {
    warn_missing(context, out, line, facts.safety_agreement, "safety_agreement",
                 {"劳动安全协议", "the safety agreement"});
  });
}

/// SY-1.6j, SY-1.6g: the summary speaks of everybody who went and is in school still.
void internship_summary_complete(const GuardContext& context, std::vector<Problem>& out) {
  each<InternshipClosed>(context, [&](const Line& line, const InternshipClosed& facts) {
    const auto* held = internship_of(context, facts.internship);
    if (!held || !is_set(held->started_on)) {
      context.refuse(
          out, &line, "internship", to_text(facts.internship),
          {"该实习未获批准或未开始", "the internship is not approved or has not started"},
          {"先填报实习开始(表单 internship-start)",
           "file its start first (form internship-start)"});
      return;
    }
    if (facts.ended_on < held->started_on) {
      context.refuse(
          out, &line, "ended_on", to_text(facts.ended_on),
          {"结束早于开始", "it ended before it started"},
          {"不早于 " + to_text(held->started_on), "not before " + to_text(held->started_on)});
    }
    std::unordered_set<StudentId> judged(facts.passed.begin(), facts.passed.end());
    judged.insert(facts.failed.begin(), facts.failed.end());
    for (const auto& id : held->students) {
      const auto* student = context.state().student(id);
      const bool expected = student && in_school(student->status) && is_ours(context, *student);
      if (!expected || judged.contains(id)) continue;
      context.refuse(out, &line, "passed", to_text(id),
                     {"实结缺少学生的考核结果", "the summary lacks the result of a student"},
                     {"列明每名实习学生合格与否", "say of each student whether they passed"});
    }
  });
}

/// SY-1.6k: the summary of the student's batch is part of the graduation assessment.
void internship_summary_filed(const GuardContext& context, std::vector<Problem>& out) {
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    const bool graduates = facts.kind == CertificateKind::graduation;
    if (!graduates || !line.student || line.student->internship_summary) return;
    context.refuse(
        out, &line, "internship_summary", "",
        {"该生所在批次的顶岗实习实结未上报", "no internship summary is filed for the student"},
        {"先上报实结(表单 internship-summary)",
         "file the summary first (form internship-summary)"});
  });
}

/// SY-1.6l: school and internship results pass together.
void school_and_internship_passed(const GuardContext& context, std::vector<Problem>& out) {
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    if (facts.kind != CertificateKind::graduation || !line.student) return;
    const auto& student = *line.student;
    // What lies before the opening import stands on the school's assessment (D-34).
    const bool vouched = student.opening_import && student.assessment_passed;
    const bool lies_before = vouched && student.internship_result == ReviewResult::none;
    if (student.internship_result != ReviewResult::passed && !lies_before) {
      context.refuse(out, &line, "internship_result",
                     std::string(code_of(student.internship_result)),
                     {"实习成绩不合格或未记录", "the internship is not passed, or not recorded"},
                     {"实习成绩合格", "a passed internship"});
    }
    const bool passed = (vouched || !student.courses.empty()) &&
                        std::all_of(student.courses.begin(), student.courses.end(),
                                    [](const CourseCredit& course) { return course.passed; });
    if (passed) return;
    context.refuse(out, &line, "courses", "",
                   {"校内学习成绩有不合格课程或未记录",
                    "a course at school is not passed, or no results are recorded"},
                   {"校内课程全部合格", "every course at school passed"});
  });
}

}  // namespace

std::span<const Guard> internship_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"internship_after_plan_share",
       internship_after_plan_share,
       {{"internship_plan_thirds", T::number}}},
      {"internship_applied_in_time",
       internship_applied_in_time,
       {{"internship_apply_days", T::number}}},
      {"internship_cohort_applies",
       internship_cohort_applies,
       {{"internship_from_cohort", T::number}}},
      {"internship_company_suits", internship_company_suits},
      {"internship_planned_and_safe", internship_planned_and_safe},
      {"internship_safety_agreed", internship_safety_agreed},
      {"internship_started_after_approval", internship_started_after_approval},
      {"internship_students_in_school", internship_students_in_school},
      {"internship_summary_complete", internship_summary_complete},
      {"internship_summary_filed", internship_summary_filed},
      {"internship_within_school_year",
       internship_within_school_year,
       {{"internship_school_years_max", T::number}}},
      {"lead_teacher_named", lead_teacher_named},
      {"school_and_internship_passed", school_and_internship_passed},
  };
  return guards;
}

}  // namespace xueji
