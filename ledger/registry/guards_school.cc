// What a school files about itself: officer, rules, plans, calendar, receipts, opening import
// (SY-1.3d, SY-1.4b, FJ-06d, FJ-20b, FJ-45b; D-34).
#include <algorithm>
#include <set>
#include <string>

#include "ledger/authority/authority.h"
#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

/// SY-1.4b: who is named holds the office there.
bool may_be_officer(const GuardContext& context, const PersonId& person) {
  const auto& organisation = context.organisation();
  for (const auto role : {Role::status_officer, Role::section_officer}) {
    if (holds_role(context.state(), person, role, organisation.id, context.today)) return true;
  }
  return false;
}

void officer_holds_role(const GuardContext& context, std::vector<Problem>& out) {
  const auto check = [&](const Line& line, std::string_view field, const PersonId& person) {
    if (may_be_officer(context, person)) return;
    context.refuse(out, &line, field, "",
                   {"所指定的人未任本单位学籍管理职务",
                    "the person named holds no such role in this organisation"},
                   {"先授予 status_officer 职务", "grant the role status_officer first"});
  };
  each<OfficerDesignated>(context, [&](const Line& line, const OfficerDesignated& facts) {
    check(line, "officer", facts.officer);
  });
  each<OfficerHandedOver>(context, [&](const Line& line, const OfficerHandedOver& facts) {
    check(line, "to_officer", facts.to_officer);
    if (facts.from_officer == facts.to_officer ||
        facts.from_officer != context.organisation().officer) {
      context.refuse(out, &line, "from_officer", "",
                     {"移交人不是现任专人,或与接收人相同",
                      "the giver is not the present officer, or is the receiver"},
                     {"现任专人移交给另一人", "the present officer hands over to another person"});
    }
  });
}

/// FJ-45b: filed and published.
void school_rule_published(const GuardContext& context, std::vector<Problem>& out) {
  each<SchoolRuleFiled>(context, [&](const Line& line, const SchoolRuleFiled& facts) {
    if (is_set(facts.published_on)) return;
    context.refuse(out, &line, "published_on", "", {"校规须及时公布", "a school rule is published"},
                   {"填写公布日期", "state the day of publication"});
  });
}

/// FJ-20b: the plan holds these kinds of course as required.
void required_courses_in_plan(const GuardContext& context, std::vector<Problem>& out) {
  const auto wanted = context.list("required_courses");
  each<TeachingPlanFiled>(context, [&](const Line& line, const TeachingPlanFiled& facts) {
    for (const auto& code : wanted) {
      const bool held =
          std::any_of(facts.courses.begin(), facts.courses.end(), [&](const PlanCourse& course) {
            return course.required && code_of(course.kind) == code;
          });
      if (held) continue;
      const auto kind = from_code<CourseKind>(code);
      const auto label = kind ? label_of(*kind) : Text{code, code};
      context.refuse(
          out, &line, "courses", code,
          {"教学计划未将“" + label.zh + "”列为必修", "the plan does not require " + label.en},
          {"列为必修课程", "as a required course"});
    }
  });
}

/// A course has a name and hours, and stands once.
void plan_courses_sane(const GuardContext& context, std::vector<Problem>& out) {
  each<TeachingPlanFiled>(context, [&](const Line& line, const TeachingPlanFiled& facts) {
    std::set<std::string_view> names;
    for (const auto& course : facts.courses) {
      const bool named = !course.name.empty() && names.insert(course.name).second;
      if (named && course.hours > 0 && find_term(course.kind)) continue;
      context.refuse(out, &line, "courses", course.name,
                     {"课程名称为空或重复、课时为零,或类别未知",
                      "a course without name, hours or known kind, or named twice"},
                     {"每门课程一行,有课时", "one row for each course, with hours"});
    }
  });
}

/// Row 63: terms in order inside their school year.
void calendar_sane(const GuardContext& context, std::vector<Problem>& out) {
  each<SchoolCalendarSet>(context, [&](const Line& line, const SchoolCalendarSet& facts) {
    Date before = make_date(facts.school_year, 7, 1);
    const Date last = make_date(facts.school_year + 1, 8, 31);
    int number = 0;
    for (const auto& term : facts.terms) {
      const bool real = is_set(term.starts) && is_set(term.ends) && is_set(before);
      const bool in_order = real && term.starts > before && term.starts < term.ends &&
                            term.ends <= last && term.number == number + 1 && term.hours > 0;
      if (!in_order) {
        context.refuse(out, &line, "terms", std::to_string(term.number),
                       {"学期顺序、起止日期或课时不合理",
                        "the order, days or hours of a term are not plausible"},
                       {"按学期先后,起止在本学年内,课时大于零",
                        "terms in order, inside the school year, with hours"});
        return;
      }
      before = term.ends;
      number = term.number;
    }
  });
}

/// Rows 64: a class sits at a registered site and is led by a class teacher of the school.
void class_set_up_sane(const GuardContext& context, std::vector<Problem>& out) {
  const auto& school = context.organisation();
  each<ClassOpened>(context, [&](const Line& line, const ClassOpened& facts) {
    const bool known = std::any_of(school.sites.begin(), school.sites.end(),
                                   [&](const auto& point) { return point.site == facts.site; });
    if (facts.site.is_none() || known) return;
    context.refuse(out, &line, "site", "", {"教学点未登记", "the teaching point is not registered"},
                   {"先登记教学点", "register it first"});
  });
  each<ClassTeacherAssigned>(context, [&](const Line& line, const ClassTeacherAssigned& facts) {
    if (holds_role(context.state(), facts.teacher, Role::class_teacher, school.id, context.today)) {
      return;
    }
    context.refuse(out, &line, "teacher", "",
                   {"该人员未任本校班主任", "the person is no class teacher of this school"},
                   {"先授予 class_teacher 职务", "grant the role class_teacher first"});
  });
}

/// SY-1.3d, FJ-06d: a receipt of a system in which this pack registers.
void external_system_expected(const GuardContext& context, std::vector<Problem>& out) {
  const auto systems = context.list("external_systems");
  each<ExternalRegistrationConfirmed>(
      context, [&](const Line& line, const ExternalRegistrationConfirmed& facts) {
        if (contains(systems, code_of(facts.system))) return;
        context.refuse(out, &line, "system", std::string(code_of(facts.system)),
                       {"本规则包不在该系统注册", "this pack does not register in that system"},
                       {joined(systems), joined(systems)});
      });
}

/// D-34: only students of earlier intakes come in by import; SY-1.3f does not apply to them.
void opening_import_of_earlier_entry(const GuardContext& context, std::vector<Problem>& out) {
  each<OpeningStatusImported>(context, [&](const Line& line, const OpeningStatusImported& facts) {
    const bool before_ledger = is_set(facts.entered_on) &&
                               facts.entered_on < china_date(context.state().genesis().created_at);
    if (!before_ledger) {
      context.refuse(out, &line, "entered_on",
                     is_set(facts.entered_on) ? to_text(facts.entered_on) : "",
                     {"启用台账之后入学的学生应按新生注册",
                      "who entered after the ledger began is registered as a new student"},
                     {"改用新生注册名册", "use the entry roster"});
    }
  });
}

}  // namespace

std::span<const Guard> school_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"calendar_sane", calendar_sane},
      {"class_set_up_sane", class_set_up_sane},
      {"external_system_expected", external_system_expected, {{"external_systems", T::list}}},
      {"officer_holds_role", officer_holds_role},
      {"opening_import_of_earlier_entry", opening_import_of_earlier_entry},
      {"plan_courses_sane", plan_courses_sane},
      {"required_courses_in_plan", required_courses_in_plan, {{"required_courses", T::list}}},
      {"school_rule_published", school_rule_published},
  };
  return guards;
}

}  // namespace xueji
