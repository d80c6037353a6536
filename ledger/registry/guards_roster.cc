// The lines of a roster: required fields, study mode, programme, place of study, photo, origin
// (SY-1.2j, SY-1.2k, SY-1.3a, SY-1.6a, SY-2.1a, SY-2.2a, SY-2.2c, FJ-30a, FJ-39; D-19).
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "ledger/policy/division_history.h"
#include "ledger/registry/guards_families.h"

namespace xueji {
namespace {

/// A field of the registration form as packs list it: a personal field by its code, or a fact of
/// RosterLine by its name. The loader has checked that it is one of them.
struct FormField {
  std::string_view name;
  PersonalField personal = PersonalField::none;
};

FormField find_form_field(std::string_view name) {
  for (const auto& term : personal_field_terms()) {
    if (term.code == name) return {name, term.field};
  }
  return {name, PersonalField::none};
}

/// Whether the line holds the fact. A name that is no fact (the student number, which follows the
/// status) is nothing that a line could leave out.
bool is_stated(const RosterLine& facts, std::string_view name) {
  bool stated = true;
  for_each_field(facts, [&](const auto& field, const auto& value) {
    if (field.name == name) stated = value != std::decay_t<decltype(value)>{};
  });
  return stated;
}

constexpr std::string_view no_document_type = "A";

void check_field(const GuardContext& context, std::vector<Problem>& out, const Line& line,
                 const RosterLine& facts, const FormField& field) {
  const bool is_fact = field.personal == PersonalField::none;
  if (is_fact ? is_stated(facts, field.name) : line.personal(field.personal).has_value()) return;
  // Who has no document yet cannot state its number (D-35).
  if (field.personal == PersonalField::identity_number && line.identity_type == no_document_type) {
    return;
  }
  const std::string code(field.name);
  const auto label =
      is_fact ? Text{std::string(field.name), std::string(field.name)} : label_of(field.personal);
  context.refuse(out, &line, code, "", {"未填:" + label.zh, "not stated: " + label.en},
                 {"填写" + label.zh, "state the " + label.en});
}

void check_listed_fields(const GuardContext& context, std::vector<Problem>& out,
                         std::string_view parameter) {
  const auto names = context.list(parameter);
  std::vector<FormField> wanted;
  for (const auto& name : names)
    wanted.push_back(find_form_field(name));
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    for (const auto& field : wanted)
      check_field(context, out, line, facts, field);
  });
}

void required_fields_stated(const GuardContext& context, std::vector<Problem>& out) {
  check_listed_fields(context, out, "roster_required_fields");
}
void flagged_fields_stated(const GuardContext& context, std::vector<Problem>& out) {
  check_listed_fields(context, out, "roster_flagged_fields");
}

/// SY-1.2k, FJ-39: a mode that the pack knows.
void study_mode_stated(const GuardContext& context, std::vector<Problem>& out) {
  const auto modes = context.list("study_modes");
  each<RosterLine, OpeningStatusImported>(context, [&](const Line& line, const auto& facts) {
    if (contains(modes, code_of(facts.study_mode))) return;
    context.refuse(
        out, &line, "study_mode", std::string(code_of(facts.study_mode)),
        {"未注明学习形式,或本规则包无此形式", "the study mode is missing or unknown to this pack"},
        {joined(modes), joined(modes)});
  });
}

/// SY-1.6a: full-time programmes have the pack's lengths; another length of a flexible one is for
/// the inspector.
void programme_length(const GuardContext& context, std::vector<Problem>& out) {
  const auto years = context.list("programme_years");
  each<RosterLine, OpeningStatusImported>(context, [&](const Line& line, const auto& facts) {
    const auto stated = std::to_string(facts.programme_years);
    if (contains(years, stated)) return;
    const Text message{"学制年限与规定不符", "the programme has another length than the rule"};
    const Text expected{joined(years) + " 年", joined(years) + " years"};
    if (facts.study_mode == StudyMode::full_time) {
      context.refuse(out, &line, "programme_years", stated, message, expected);
    } else {
      context.warn(out, &line, "programme_years", stated, message, expected);
    }
  });
}

/// FJ-30a: three years from junior high, one from senior high.
void programme_length_by_education(const GuardContext& context, std::vector<Problem>& out) {
  const auto junior = context.number("programme_years_junior");
  const auto senior = context.number("programme_years_senior");
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    if (!line.student || facts.study_mode != StudyMode::full_time) return;
    if (facts.joint == JointProgramme::five_year) return;
    const auto education = line.student->prior_education;
    const bool from_senior =
        education == PriorEducation::senior_high || education == PriorEducation::higher;
    const auto expected = from_senior ? senior : junior;
    // Senior-high graduates may also take the full programme.
    if (facts.programme_years == expected || (from_senior && facts.programme_years == junior))
      return;
    context.refuse(out, &line, "programme_years", std::to_string(facts.programme_years),
                   {"学制与入学起点不符", "the length does not follow from the prior education"},
                   {std::to_string(expected) + " 年", std::to_string(expected) + " year(s)"});
  });
}

/// SY-1.2j: a plan of each major and cohort in the roster; named once.
void teaching_plan_of_each_major(const GuardContext& context, std::vector<Problem>& out) {
  using Key = std::pair<std::uint16_t, std::string_view>;
  std::set<Key> known;
  for (const auto& plan : context.organisation().plans)
    known.emplace(plan.cohort, plan.major_code);
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    if (!known.emplace(facts.cohort, facts.major_code).second) return;
    const auto what = std::to_string(facts.cohort) + " " + facts.major_code;
    context.refuse(
        out, &line, "major_code", facts.major_code,
        {"缺少该专业的实施性教学计划:" + what, "no teaching plan of this major: " + what},
        {"先填报教学计划(表单 teaching-plan)", "file the plan first (form teaching-plan)"});
  });
}

/// SY-1.3a.
void photo_taken_online(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine&) {
    if (line.student && line.student->photo && line.student->photo_online) return;
    const bool other = line.student && line.student->photo;
    context.refuse(out, &line, code_of(PersonalField::photo_digest), "",
                   other ? Text{"照片不是在线采集的", "the photo was not taken online"}
                         : Text{"没有登记照片", "there is no photo"},
                   {"先上传在线采集的照片(表单 entry-photo)",
                    "upload a photo taken online first (form entry-photo)"});
  });
}

bool has_site(const OrganisationState& school, const SiteId& site) {
  return std::any_of(school.sites.begin(), school.sites.end(),
                     [&](const TeachingPoint& point) { return point.site == site; });
}

/// SY-2.2a: who studies off the main campus studies at a teaching point of the school.
void study_place_stated(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    if (facts.off_main_campus && facts.site.is_none()) {
      context.refuse(out, &line, "site", "", {"未填学习地点", "the place of study is missing"},
                     {"填写教学点", "state the teaching point"});
    } else if (!facts.site.is_none() && !has_site(context.organisation(), facts.site)) {
      context.refuse(out, &line, "site", "",
                     {"教学点未登记", "the teaching point is not registered"},
                     {"先登记教学点", "register it first"});
    }
  });
}

/// SY-2.2c: a place other than the main campus is marked, and the class is where the line says.
void off_campus_declared(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    if (!facts.site.is_none() && !facts.off_main_campus) {
      context.refuse(out, &line, "off_main_campus", "false",
                     {"不在校本部学习的须注明", "study off the main campus must be marked"},
                     {"标注“不在校本部学习”", "mark it"});
    }
    const auto* row = context.state().school_class(facts.class_id);
    if (!row) return;
    if (row->site != facts.site) {
      context.refuse(
          out, &line, "site", "",
          {"学习地点与班级所在教学点不符", "the place of study is not that of the class"},
          {"与班级一致", "the teaching point of the class"});
    } else if (row->found_off_campus && !facts.off_main_campus) {
      context.refuse(
          out, &line, "off_main_campus", "false",
          {"到校核查发现该班不在校本部学习", "the class was found studying off the main campus"},
          {"标注“不在校本部学习”并填写教学点", "mark it and state the teaching point"});
    }
  });
}

/// D-19: household county ≠ county of the school, or city ≠ city.
void out_of_area_derived(const GuardContext& context, std::vector<Problem>& out) {
  const bool by_city = context.text("out_of_area_level") == "city";
  const auto& home = context.organisation().division_code;
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    const auto household = line.personal(PersonalField::household_county);
    if (!household) return;
    // A household book keeps the code of its day: an old code stands for what it has become.
    const bool outside = lies_elsewhere(context.pack().divisions(), *household, home, by_city);
    if (outside == facts.out_of_area) return;
    context.refuse(out, &line, "out_of_area", facts.out_of_area ? "true" : "false",
                   {"“区域外”标注与户籍所在区县不符",
                    "the out-of-area mark does not follow from the household county"},
                   outside ? Text{"区域外", "out of area"} : Text{"区域内", "in the area"});
  });
}

/// SY-2.1a: more than the limit (D-10: strictly) needs a review of that many, passed.
void out_of_area_reviewed(const GuardContext& context, std::vector<Problem>& out) {
  struct Intake {
    std::int64_t count = 0;
    const Line* first = nullptr;
  };
  std::map<std::pair<std::uint16_t, Season>, Intake> intakes;
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    if (!facts.out_of_area) return;
    auto& intake = intakes[{facts.cohort, facts.season}];
    if (!intake.first) intake.first = &line;
    ++intake.count;
  });
  const auto limit = context.number("out_of_area_limit");
  for (auto& [key, intake] : intakes) {
    const IntakeReview* review = nullptr;
    for (const auto& row : context.organisation().intakes) {
      if (row.cohort == key.first && row.season == key.second) review = &row;
    }
    if (review) intake.count += review->out_of_area_registered;
    if (intake.count <= limit) continue;
    const bool covers = review && review->out_of_area_result == ReviewResult::passed &&
                        review->out_of_area_counted >= intake.count;
    if (covers) continue;
    const auto count = std::to_string(intake.count);
    context.refuse(out, intake.first, "out_of_area", count,
                   {"区域外招生 " + count + " 人,未经来源和数量审核",
                    count + " recruits from outside the area, not reviewed"},
                   {"先填报区域外生源审核(表单 out-of-area-review),人数不少于 " + count,
                    "file the review first (form out-of-area-review), of at least " + count});
  }
}

/// FJ-06f: no more five-year students than the guidance plan has places for the school.
void within_five_year_plan(const GuardContext& context, std::vector<Problem>& out) {
  const auto lines = context.submission.of(EventType::roster_line);
  if (lines.empty()) return;
  const auto& school = context.organisation();
  const ImportedList* plan = nullptr;
  for (const auto& list : school.lists) {
    if (list.kind == ExternalListKind::five_year_plan && (!plan || list.as_of > plan->as_of)) {
      plan = &list;
    }
  }
  const std::size_t places = plan ? plan->count : 0;
  const auto& first = get<RosterLine>(lines.front()->event->facts);
  std::size_t taken = 0;
  for (const auto& intake : school.intakes) {
    if (intake.cohort == first.cohort && intake.season == first.season) {
      taken = intake.five_year_registered;
    }
  }
  // Beyond the plan stand the last lines of the roster: each needs its own override.
  for (std::size_t i = places > taken ? places - taken : 0; i < lines.size(); ++i) {
    context.refuse(out, lines[i], "plan", std::to_string(i + 1),
                   plan ? Text{"超出五年制指导性招生计划", "beyond the guidance plan"}
                        : Text{"没有五年制指导性招生计划", "there is no guidance plan"},
                   {"计划 " + std::to_string(places) + " 人", std::to_string(places) + " places"});
  }
}

/// Student category is a code of the national list.
void student_category_known(const GuardContext& context, std::vector<Problem>& out) {
  each<RosterLine>(context, [&](const Line& line, const RosterLine& facts) {
    if (facts.student_category.empty()) return;
    if (context.knows_code("student_categories", facts.student_category).value_or(true)) return;
    context.refuse(out, &line, "student_category", facts.student_category,
                   {"学生类别不在代码表内", "the student category is not in its table"},
                   {"代码表中的代码", "a code of the table"});
  });
}

}  // namespace

std::span<const Guard> roster_guards() {
  using T = NeededType;
  static const std::vector<Guard> guards = {
      {"flagged_fields_stated", flagged_fields_stated, {{"roster_flagged_fields", T::list}}},
      {"off_campus_declared", off_campus_declared},
      {"out_of_area_derived", out_of_area_derived, {{"out_of_area_level", T::text}}},
      {"out_of_area_reviewed", out_of_area_reviewed, {{"out_of_area_limit", T::number}}},
      {"photo_taken_online", photo_taken_online},
      {"programme_length", programme_length, {{"programme_years", T::list}}},
      {"programme_length_by_education",
       programme_length_by_education,
       {{"programme_years_junior", T::number}, {"programme_years_senior", T::number}}},
      {"required_fields_stated", required_fields_stated, {{"roster_required_fields", T::list}}},
      {"student_category_known", student_category_known},
      {"study_mode_stated", study_mode_stated, {{"study_modes", T::list}}},
      {"study_place_stated", study_place_stated},
      {"teaching_plan_of_each_major", teaching_plan_of_each_major},
      {"within_five_year_plan", within_five_year_plan},
  };
  return guards;
}

}  // namespace xueji
