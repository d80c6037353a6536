// May the student leave with a certificate? The sheet of conditions, and what each pack wants of it
// when a diploma is stamped (FJ-30b, FJ-31a, FJ-34, FJ-35a, SY-1.1d, SY-1.6l, SY-1.7e,
// SY-2.3b; D-06, D-08).
#include <algorithm>
#include <array>
#include <numeric>
#include <string>

#include "ledger/registry/guards_families.h"
#include "ledger/registry/school_terms.h"

namespace xueji {
namespace {

using std::string;

/// What the ledger itself knows about one condition.
enum class Known { nothing, passed, failed };

Known known(ReviewResult result) {
  if (result == ReviewResult::none) return Known::nothing;
  return result == ReviewResult::passed ? Known::passed : Known::failed;
}

/// Courses of one kind: all must be passed.
Known known_courses(const StudentState& student, CourseKind kind) {
  Known found = Known::nothing;
  for (const auto& course : student.courses) {
    if (course.kind != kind) continue;
    if (!course.passed) return Known::failed;
    found = Known::passed;
  }
  return found;
}

Known known_internship(const StudentState& student) {
  const auto recorded = known(student.internship_result);
  return recorded != Known::nothing ? recorded : known_courses(student, CourseKind::internship);
}

unsigned credits_recorded(const StudentState& student) {
  return std::accumulate(student.courses.begin(), student.courses.end(), 0U,
                         [](unsigned sum, const CourseCredit& course) {
                           return sum + (course.passed ? course.credits_tenths : 0U);
                         });
}

string tenths(unsigned value) {
  return std::to_string(value / 10) + "." + std::to_string(value % 10);
}

/// One condition of the sheet beside what the ledger knows of it.
struct Condition {
  std::string_view field;
  Text label;
  bool stated = false;
  Known ledger = Known::nothing;
};

std::vector<Condition> conditions_of(const StudentState& student, const GraduationAssessed& sheet) {
  return {
      {"moral_passed",
       {"操行总评", "overall conduct"},
       sheet.moral_passed,
       // The ledger knows the newest term; the overall mark may fail where that term passed.
       known(student.moral_result) == Known::failed ? Known::failed : Known::nothing},
      {"physical_passed",
       {"体育成绩", "physical education"},
       sheet.physical_passed,
       known_courses(student, CourseKind::physical_education)},
      {"internship_passed",
       {"实习成绩", "internship"},
       sheet.internship_passed,
       known_internship(student)},
      {"skill_certificate",
       {"技能证书", "skill certificate"},
       sheet.skill_certificate,
       known_courses(student, CourseKind::skill_certificate)},
  };
}

void check_credits(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                   const GraduationAssessed& sheet) {
  const auto& student = *line.student;
  if (student.courses.empty()) return;
  const auto recorded = credits_recorded(student);
  // Terms before the opening import are not in the ledger: the sheet may know of more.
  const bool holds =
      student.opening_import ? sheet.credits_tenths >= recorded : sheet.credits_tenths == recorded;
  if (holds) return;
  const auto expected = (student.opening_import ? ">= " : "") + tenths(recorded);
  context.refuse(out, &line, "credits_tenths", tenths(sheet.credits_tenths),
                 {"学分与台账所记不符", "the credits are not those that the ledger holds"},
                 {expected, expected});
}

/// FJ-31a, SY-1.6l: a stated condition that the ledger contradicts is refused; one of which the
/// ledger knows nothing stands on the school's word, and the signers are told.
void sheet_agrees_with_ledger(const GuardContext& context, std::vector<Problem>& out) {
  each<GraduationAssessed>(context, [&](const Line& line, const GraduationAssessed& sheet) {
    if (!line.student) return;
    for (const auto& one : conditions_of(*line.student, sheet)) {
      const bool contradicts = one.ledger == (one.stated ? Known::failed : Known::passed);
      if (contradicts) {
        context.refuse(
            out, &line, one.field, one.stated ? "true" : "false",
            {one.label.zh + "与台账所记不符", one.label.en + ": the ledger says otherwise"},
            one.stated ? Text{"台账所记为不合格", "the ledger holds a failure"}
                       : Text{"台账所记为合格", "the ledger holds a pass"});
      } else if (one.stated && one.ledger == Known::nothing && one.field != "moral_passed") {
        context.warn(out, &line, one.field, "true",
                     {one.label.zh + "在台账中没有记录", one.label.en + ": nothing on record"},
                     {"先录入成绩,或留存依据", "record the result first, or keep its paper"});
      }
    }
    check_credits(context, out, line, sheet);
  });
}

/// FJ-31a (6): who holds a certificate can say its number.
void skill_certificate_numbered(const GuardContext& context, std::vector<Problem>& out) {
  each<GraduationAssessed>(context, [&](const Line& line, const GraduationAssessed& sheet) {
    if (!sheet.skill_certificate || !line.disclosure) return;
    if (line.personal(PersonalField::skill_certificate_number)) return;
    context.refuse(
        out, &line, code_of(PersonalField::skill_certificate_number), "",
        {"未填职业资格(技能等级)证书号", "the number of the skill certificate is missing"},
        {"填写证书号", "state its number"});
  });
}

/// FJ-34: the student applies (由本人申请); the school's approval is the principal's signature.
void early_graduation_applied_for(const GuardContext& context, std::vector<Problem>& out) {
  const auto agreed = consents_of(context);
  each<GraduationAssessed>(context, [&](const Line& line, const GraduationAssessed& sheet) {
    if (!sheet.early || agreed.by_student.contains(line.event->subject)) return;
    context.refuse(out, &line, "consent", "",
                   {"提前毕业须由学生本人申请", "the student applies for early graduation"},
                   {"在同一申报中附学生签署的申请(Consent)",
                    "a Consent event of the student in the same submission"});
  });
}

/// FJ-34: early needs every credit, and every other condition.
void early_graduation_earned(const GuardContext& context, std::vector<Problem>& out) {
  each<GraduationAssessed>(context, [&](const Line& line, const GraduationAssessed& sheet) {
    if (!sheet.early) return;
    const bool earned = sheet.credits_required_tenths > 0 &&
                        sheet.credits_tenths >= sheet.credits_required_tenths &&
                        sheet.moral_passed && sheet.physical_passed && sheet.internship_passed &&
                        sheet.skill_certificate && sheet.other_passed && sheet.plan_complete;
    if (earned) return;
    context.refuse(out, &line, "early", "true",
                   {"提前毕业须修满学分并达到全部毕业条件",
                    "early graduation needs every credit and every condition"},
                   {"学分修满,各项合格,教学计划完成",
                    "all credits earned, every condition met, the plan finished"});
  });
}

/// Terms begun from entry to the last day of study.
int terms_studied(const GuardContext& context, const StudentState& student, Date until) {
  return terms_since_entry(context.organisation(), student, until) + 1;
}

/// Calls `visit(line, facts, student)` for stamping lines of known students.
template <class Visitor>
void each_stamped(const GuardContext& context, Visitor&& visit) {
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    if (line.student) visit(line, facts, *line.student);
  });
}

/// FJ-34: earlier than the base length only with an approval.
void early_graduation_approved(const GuardContext& context, std::vector<Problem>& out) {
  each_stamped(context, [&](const Line& line, const StampingLine& facts, const StudentState& row) {
    // Who came over from another school studied there before (FJ-08e).
    if (!is_new_registration(row.route)) return;
    if (terms_studied(context, row, facts.study_until) >= 2 * row.programme_years) return;
    if (row.early_graduation) return;
    context.refuse(out, &line, "study_until", to_text(facts.study_until),
                   {"学习年限不足,又未获准提前毕业",
                    "shorter than the programme, and no early graduation was approved"},
                   {"学满 " + std::to_string(row.programme_years) + " 年,或先办提前毕业审核",
                    std::to_string(row.programme_years) + " years, or an early assessment first"});
  });
}

/// FJ-30b, D-08: base − early … ; a one-year programme has no early graduation.
void not_too_early(const GuardContext& context, std::vector<Problem>& out) {
  const auto early = static_cast<int>(context.number("early_graduation_years"));
  each_stamped(context, [&](const Line& line, const StampingLine& facts, const StudentState& row) {
    const int base = row.programme_years;
    const int least = base <= 1 ? 2 * base : 2 * (base - early);
    const int terms = terms_studied(context, row, facts.study_until);
    if (base == 0 || terms >= least || !is_new_registration(row.route)) return;
    context.refuse(out, &line, "study_until", to_text(facts.study_until),
                   {"提前毕业一般不超过 " + std::to_string(early) + " 年",
                    "early by more than " + std::to_string(early) + " years"},
                   {"不少于 " + std::to_string(least) + " 学期",
                    "at least " + std::to_string(least) + " terms"});
  });
}

/// FJ-30b: … base + late. Whether it still binds after completion the text does not say (FJ-32b).
void within_longest_study(const GuardContext& context, std::vector<Problem>& out) {
  const auto late = static_cast<int>(context.number("study_time_more_years"));
  each_stamped(context, [&](const Line& line, const StampingLine& facts, const StudentState& row) {
    const auto last = study_time_ends(row, late);
    if (!is_set(last) || facts.study_until <= last) return;
    const Text message{"超过最长学习年限", "beyond the longest time of study"};
    const Text expected{"不晚于 " + to_text(last), "not after " + to_text(last)};
    if (row.status == StudentStatus::completed) {
      context.warn(out, &line, "study_until", to_text(facts.study_until), message, expected);
    } else {
      context.refuse(out, &line, "study_until", to_text(facts.study_until), message, expected);
    }
  });
}

/// FJ-31a: the sheet of conditions passed, and nothing recorded since speaks against it.
void graduation_conditions_met(const GuardContext& context, std::vector<Problem>& out) {
  each_stamped(context, [&](const Line& line, const StampingLine&, const StudentState& row) {
    const bool fails = known(row.moral_result) == Known::failed ||
                       known_internship(row) == Known::failed ||
                       known_courses(row, CourseKind::physical_education) == Known::failed;
    if (row.assessed_at != no_position && row.assessment_passed && !fails) return;
    const Text message = row.assessed_at == no_position
                             ? Text{"没有毕业审核", "there is no graduation assessment"}
                         : !row.assessment_passed
                             ? Text{"毕业审核未全部合格", "not every graduation condition is met"}
                             : Text{"台账所记成绩有不合格项", "the ledger holds a failure"};
    context.refuse(out, &line, "assessment", "", message,
                   {"先办毕业审核(表单 graduation-assessment)且各项合格",
                    "pass the assessment first (form graduation-assessment)"});
  });
}

/// FJ-35a.
void appraisal_form_filled(const GuardContext& context, std::vector<Problem>& out) {
  each_stamped(context, [&](const Line& line, const StampingLine&, const StudentState& row) {
    if (row.appraisal_form) return;
    context.refuse(out, &line, "appraisal_form", "false",
                   {"未填《毕业生鉴定表》", "the graduate appraisal form is not filled"},
                   {"填写后重新办理毕业审核", "fill it and assess again"});
  });
}

/// SY-1.6l, SY-1.1d: nobody's diploma is stamped before the school judged all of the study.
void graduation_assessed_first(const GuardContext& context, std::vector<Problem>& out) {
  each_stamped(context, [&](const Line& line, const StampingLine&, const StudentState& row) {
    if (row.assessed_at != no_position) return;
    context.refuse(
        out, &line, "assessment", "", {"没有毕业审核", "there is no graduation assessment"},
        {"先办毕业审核(表单 graduation-assessment)", "assess first (form graduation-assessment)"});
  });
}

/// SY-1.7e: the verified results come with the list.
void results_attached(const GuardContext& context, std::vector<Problem>& out) {
  each<StampingLine>(context, [&](const Line& line, const StampingLine& facts) {
    if (!facts.results.is_none()) return;
    context.refuse(out, &line, "results", "",
                   {"未附经审验的成绩", "the verified results are not attached"},
                   {"成绩文件的SHA-256", "SHA-256 of the results file"});
  });
}

/// SY-1.1d, D-06: whom an ordinary high school passed on studies here to the end, and long enough.
void diverted_study_complete(const GuardContext& context, std::vector<Problem>& out) {
  const auto least = static_cast<int>(context.number("diversion_minimum_stay_terms"));
  each_stamped(context, [&](const Line& line, const StampingLine& facts, const StudentState& row) {
    if (!from_ordinary_high(row.route)) return;
    const int terms = terms_studied(context, row, facts.study_until);
    if (terms >= least && facts.study_until <= facts.issue_on) return;
    context.refuse(out, &line, "study_until", to_text(facts.study_until),
                   {"普高转入学生学习期未满", "the study period of a diverted student is not over"},
                   {"在本校学习不少于 " + std::to_string(least) + " 学期,且期满后发证",
                    "at least " + std::to_string(least) + " terms here, over before the issue"});
  });
}

/// SY-2.3b: by the unit that the city entrusted, in the first term of grade two.
void photo_by_entrusted_unit(const GuardContext& context, std::vector<Problem>& out) {
  const auto grade = static_cast<int>(context.number("graduation_photo_grade"));
  const auto term = static_cast<int>(context.number("graduation_photo_term"));
  each<GraduationPhotoCollected>(context, [&](const Line& line,
                                              const GraduationPhotoCollected& facts) {
    const auto* unit = context.state().organisation(facts.collector);
    if (!unit || unit->kind != OrganisationKind::entrusted_unit) {
      context.refuse(out, &line, "collector", unit ? unit->name : "",
                     {"采集单位不是受委托单位", "the collector is no entrusted unit"},
                     {"市教育局委托并登记的单位", "a unit that the city entrusted and registered"});
    }
    if (!line.student) return;
    const auto& school = context.organisation();
    const int at = 2 * (grade_on(school, *line.student, facts.taken_on) - 1) +
                   (term_index(school, facts.taken_on) % 2 == 0 ? 1 : 2);
    if (at == 2 * (grade - 1) + term) return;
    context.warn(out, &line, "taken_on", to_text(facts.taken_on),
                 {"不在规定的学期采集", "not taken in the term that the rule names"},
                 {std::to_string(grade) + "年级第" + std::to_string(term) + "学期",
                  "grade " + std::to_string(grade) + ", term " + std::to_string(term)});
  });
}

/// SY-2.3b: a diploma without its photo is told to the signers.
void graduation_photo_on_file(const GuardContext& context, std::vector<Problem>& out) {
  each_stamped(context, [&](const Line& line, const StampingLine&, const StudentState& row) {
    if (row.graduation_photo) return;
    context.refuse(out, &line, "graduation_photo", "false",
                   {"没有统一采集的毕业照片", "the graduation photo was not collected"},
                   {"由受委托单位采集(表单 graduation-photo)",
                    "collected by the entrusted unit (form graduation-photo)"});
  });
}

}  // namespace

std::span<const Guard> exit_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"appraisal_form_filled", appraisal_form_filled},
      {"diverted_study_complete",
       diverted_study_complete,
       {{"diversion_minimum_stay_terms", T::number}}},
      {"early_graduation_applied_for", early_graduation_applied_for},
      {"early_graduation_approved", early_graduation_approved},
      {"early_graduation_earned", early_graduation_earned},
      {"graduation_assessed_first", graduation_assessed_first},
      {"graduation_conditions_met", graduation_conditions_met},
      {"graduation_photo_on_file", graduation_photo_on_file},
      {"not_too_early", not_too_early, {{"early_graduation_years", T::number}}},
      {"photo_by_entrusted_unit",
       photo_by_entrusted_unit,
       {{"graduation_photo_grade", T::number}, {"graduation_photo_term", T::number}}},
      {"results_attached", results_attached},
      {"sheet_agrees_with_ledger", sheet_agrees_with_ledger},
      {"skill_certificate_numbered", skill_certificate_numbered},
      {"within_longest_study", within_longest_study, {{"study_time_more_years", T::number}}},
  };
  return guards;
}

}  // namespace xueji
