#include "tools/simulate/duties.h"

#include <algorithm>
#include <array>
#include <set>

#include "ledger/crypto/sha256.h"
#include "tools/simulate/registration.h"
#include "tools/simulate/reports.h"
#include "tools/simulate/student_cells.h"
#include "tools/simulate/terms.h"

namespace xueji::simulate {
namespace {

DraftEvent about(const Office& office, Date today, Facts facts) {
  return {SubjectKind::organisation, subject_of(office.id), today, std::move(facts), {}};
}

// ---- Officers and rules. -----------------------------------------------------------------------

Status designate(World& world, OfficeIndex office, Role by, StaffIndex officer) {
  auto filed =
      world.desk.file(Form::officer, world.office(office).id, world.city.signer(office, by),
                      {about(world.office(office), world.desk.today(),
                             OfficerDesignated{world.city.staff(officer).person})});
  return filed ? Status{} : fail(filed.error());
}

void plan_officers(World& world) {
  const int year = world.options.first_year;
  constexpr std::string_view source = "nobody designated at the end of a month";
  const auto rule = world.is_provincial ? "FJ-08b" : "SY-1.4b";
  for (const auto school : world.city.schools()) {
    world.agenda.at(school_start(world, school), Hour::early, [&world, school, rule]() -> Status {
      if (names_officer_late(world, school)) {
        auto& finding = world.expect("NO_OFFICER", rule, school,
                                     "organisation:" + world.office(school).code, source);
        finding.lasts_from(make_date(world.options.first_year, 1, 2));
        finding.until = world.desk.today();
      }
      return designate(world, school, Role::principal, world.office(school).officer);
    });
  }
  if (world.is_provincial) return;
  for (const auto county : world.city.counties()) {
    world.agenda.at(make_date(year, 1, 4), Hour::early, [&world, county, rule]() -> Status {
      if (world.wants("NO_OFFICER") && county == world.city.counties().back()) {
        world
            .expect("NO_OFFICER", rule, county, "organisation:" + world.office(county).code, source)
            .lasts_from(world.desk.today());
        return {};
      }
      return designate(world, county, Role::director,
                       world.city.holder(county, Role::section_officer));
    });
  }
}

/// The second status officer takes over from the first, on record (row 68).
void plan_hand_over(World& world) {
  const auto school = world.school(1);
  world.agenda.at(
      make_date(world.options.first_year, 6, 12), Hour::early, [&world, school]() -> Status {
        auto& office = world.city.office(school);
        const auto outgoing = office.officer;
        const auto incoming = world.city.holder(school, Role::status_officer, 1);
        OfficerHandedOver facts{world.city.staff(outgoing).person,
                                world.city.staff(incoming).person};
        Way way{{0, 1}};
        way.signer = [&world, outgoing, incoming](const Step& step) -> std::optional<Signer> {
          return world.city.staff_signer(step.id == "outgoing" ? outgoing : incoming,
                                         Role::status_officer);
        };
        way.in_effect = [&office, incoming]() -> Status {
          office.officer = incoming;
          return {};
        };
        return file_and_follow(world, Form::officer_handover, school,
                               world.city.signer(school, Role::principal),
                               {about(office, world.desk.today(), facts)}, std::move(way));
      });
}

/// The one rule that a school owes; of several only this one.
constexpr auto owed_rule = SchoolRuleKind::status_management;

DraftEvent rule_draft(World& world, OfficeIndex school, SchoolRuleKind kind) {
  SchoolRuleFiled facts{kind, label_of(kind).zh + "(演示)", invented_document(world),
                        world.desk.today()};
  return about(world.office(school), world.desk.today(), std::move(facts));
}

Status file_rules(World& world, OfficeIndex school, std::vector<DraftEvent> drafts) {
  if (drafts.empty()) return {};
  return file_and_follow(world, Form::school_rule, school, world.city.officer(school),
                         std::move(drafts), {{1, 5}});
}

/// What is owed comes in the spring of the second year.
void plan_owed_rule(World& world, OfficeIndex school) {
  const int year = world.options.first_year + 1;
  if (!world.is_lived_in(year)) return;
  world.agenda.at(make_date(year, 3, 4), Hour::forenoon, [&world, school] {
    world.put_right("RULES_NOT_FILED", "rule:" + std::string(code_of(owed_rule)));
    return file_rules(world, school, {rule_draft(world, school, owed_rule)});
  });
}

void plan_rules(World& world) {
  const auto* wanted = world.desk.pack().parameter("school_rules_required");
  if (!wanted) return;
  for (const auto school : world.city.schools()) {
    const bool owes = world.wants("RULES_NOT_FILED") && school == world.school(1);
    world.agenda.at(add_days(school_start(world, school), 16), Hour::forenoon,
                    [&world, school, owes]() -> Status {
                      std::vector<DraftEvent> drafts;
                      for (const auto& code : world.desk.pack().texts("school_rules_required")) {
                        const auto kind =
                            from_code<SchoolRuleKind>(code).value_or(SchoolRuleKind::none);
                        if (owes && kind == owed_rule) {
                          world
                              .expect("RULES_NOT_FILED", world.is_provincial ? "FJ-45b" : "SY-3.1a",
                                      school, "rule:" + code, "not filed by the end of the year")
                              .stands_from(world.desk.today());
                          continue;
                        }
                        drafts.push_back(rule_draft(world, school, kind));
                      }
                      return file_rules(world, school, std::move(drafts));
                    });
    if (owes) plan_owed_rule(world, school);
  }
}

/// A school tries to admit somebody who has a status elsewhere, and is refused (SY-1.5a).
void plan_second_status(World& world) {
  world.agenda.at(make_date(world.options.first_year, 6, 3), Hour::forenoon, [&world]() -> Status {
    const auto school = world.school(2);
    for (const auto& student : world.roll.students) {
      if (!student.on_roll || world.roll.classes[student.class_index].school == school) continue;
      auto drafts = world.sheets.through(Form::admission, world.office(school), "second-status",
                                         SheetFormat::csv, {admission_cells(world, student)});
      if (!drafts) return fail(drafts.error());
      world.desk.expect_refusal(world.rule_of("one_status_per_person", Form::admission));
      auto refused = world.desk.file(Form::admission, world.office(school).id,
                                     world.city.officer(school), *std::move(drafts));
      return refused ? Status{} : fail(refused.error());
    }
    return {};
  });
}

// ---- Plans and calendars. ----------------------------------------------------------------------

std::vector<PlanCourse> courses() {
  return {{"语文", CourseKind::ordinary, true, 198, 11},
          {"专业基础", CourseKind::ordinary, true, 540, 30},
          {"体育与健康", CourseKind::physical_education, true, 144, 8},
          {"职业技能等级", CourseKind::skill_certificate, true, 120, 6},
          {"岗位实习", CourseKind::internship, true, 600, 30}};
}

/// Majors of a cohort that any class of the school studies.
std::set<std::string_view> majors_of(const World& world, OfficeIndex school, int cohort) {
  std::set<std::string_view> majors;
  for (const auto& one : world.roll.classes) {
    if (one.school == school && one.cohort == cohort) majors.insert(one.major);
  }
  return majors;
}

Status file_plans(World& world, OfficeIndex school, int first_cohort, int last_cohort) {
  std::vector<DraftEvent> drafts;
  for (int cohort = first_cohort; cohort <= last_cohort; ++cohort) {
    for (const auto major : majors_of(world, school, cohort)) {
      const bool owed = world.wants("PLAN_MISSING") && !world.is_provincial &&
                        school == world.school(1) && cohort == world.options.first_year - 2 &&
                        major == *majors_of(world, school, cohort).begin();
      if (owed) {
        auto& finding = world.expect("PLAN_MISSING", "SY-1.2j", school,
                                     "plan:" + std::to_string(cohort) + "/" + std::string(major),
                                     "opening import of a class whose plan was never filed");
        finding.stands_from(world.desk.today());
        finding.until = make_date(cohort + programme_years, 8, 31);  // All have graduated by then.
        continue;
      }
      TeachingPlanFiled facts{static_cast<std::uint16_t>(cohort), std::string(major),
                              std::string(major_catalogue), courses(), invented_document(world)};
      drafts.push_back(about(world.office(school), world.desk.today(), std::move(facts)));
    }
  }
  if (drafts.empty()) return {};
  return file_and_follow(world, Form::teaching_plan, school,
                         world.city.signer(school, Role::academic_office), std::move(drafts),
                         {{1, 5}});
}

Status set_calendar(World& world, OfficeIndex school, int school_year) {
  SchoolCalendarSet facts{
      static_cast<std::uint16_t>(school_year),
      {{1, make_date(school_year, 9, 1), make_date(school_year + 1, 1, 18), 600},
       {2, make_date(school_year + 1, 2, 26), make_date(school_year + 1, 7, 5), 580}}};
  return file_and_follow(
      world, Form::school_calendar, school, world.city.signer(school, Role::academic_office),
      {about(world.office(school), world.desk.today(), std::move(facts))}, {{1, 4}});
}

// ---- Windows, lists, extensions. ---------------------------------------------------------------

void plan_windows(World& world, int year) {
  const auto announce = [&world, year](Season season, Date opens, Date closes) -> Status {
    const auto root = world.city.root();
    ReportingWindowAnnounced facts{Form::entry_roster, static_cast<std::uint16_t>(year), season,
                                   opens, closes};
    auto filed = world.desk.file(Form::reporting_window, world.office(root).id,
                                 world.city.signer(root, Role::section_chief),
                                 {about(world.office(root), world.desk.today(), facts)});
    return filed ? Status{} : fail(filed.error());
  };
  world.agenda.at(make_date(year, 2, 20), Hour::forenoon, [=] {
    return announce(Season::spring, make_date(year, 3, 11), make_date(year, 4, 15));
  });
  world.agenda.at(make_date(year, 8, 26), Hour::forenoon, [=] {
    return announce(Season::autumn, make_date(year, 9, 16), make_date(year, 11, 15));
  });
}

/// The register of the skilled-worker schools, which are in no other way part of the city
/// (SY-1.5c). Whoever was found on both rolls stays on it: nobody puts that right here.
Status import_register(World& world, const std::vector<std::string>& invented) {
  auto numbers = invented;
  numbers.insert(numbers.end(), world.doubled.begin(), world.doubled.end());
  if (auto settled = world.desk.settle(); !settled) return settled;
  auto& index = world.desk.ledger().personal().vault().persons();
  const auto today = world.desk.today();
  auto imported = index.import_list(ExternalListKind::skilled_worker_register, today, numbers);
  if (!imported) return fail(imported.error());
  std::string file;
  for (const auto& number : numbers)
    file += number + "\n";
  const auto root = world.city.root();
  ExternalListImported facts{ExternalListKind::skilled_worker_register, today, imported->count,
                             sha256(bytes_of(file))};
  auto filed = world.desk.file(Form::external_list, world.office(root).id,
                               world.city.signer(root, Role::section_officer),
                               {about(world.office(root), today, facts)});
  return filed ? Status{} : fail(filed.error());
}

/// Two schools of the other system, present as their list alone.
std::vector<std::string> skilled_workers(World& world) {
  constexpr std::size_t students_listed = 60;
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < students_listed; ++i) {
    const auto cohort = world.options.first_year - 1;
    numbers.push_back(world.people
                          .draw(make_date(cohort - 16, 9, 1), make_date(cohort - 15, 8, 31),
                                world.office(world.school(0)).division)
                          .number);
  }
  return numbers;
}

void plan_lists(World& world, int year) {
  const auto invented = std::make_shared<std::vector<std::string>>(skilled_workers(world));
  for (const auto day : {make_date(year, 1, 5), make_date(year, 3, 1), make_date(year, 8, 16),
                         make_date(year, 10, 8)}) {
    world.agenda.at(day, Hour::early,
                    [&world, invented] { return import_register(world, *invented); });
  }
  if (!world.wants_in(year, "DOUBLE_SYSTEM_STATUS")) return;
  world.agenda.at(make_date(year, 12, 16), Hour::early, [&world, invented, year]() -> Status {
    const auto doubled_max = world.doubled.size() + 2;
    const auto school = world.school_in(year, 1);
    for (const auto& student : world.roll.students) {
      if (world.doubled.size() == doubled_max) break;
      if (!student.on_roll || world.roll.classes[student.class_index].school != school) continue;
      const auto& number = student.person.number;
      const auto& listed = world.doubled;
      if (std::find(listed.begin(), listed.end(), number) != listed.end()) continue;
      world.doubled.push_back(number);
      world
          .expect("DOUBLE_SYSTEM_STATUS", "SY-1.5c", school, subject_text(student.id),
                  "list of the other system imported after the registration")
          .stands_from(world.desk.today());
    }
    return import_register(world, *invented);
  });
}

void plan_extension(World& world) {
  const int year = world.options.first_year;
  world.agenda.at(make_date(year, 11, 12), Hour::forenoon, [&world, year]() -> Status {
    const auto school = world.school(2);
    DeadlineExtended facts{world.rule_of("registered_by_deadline", Form::entry_roster),
                           static_cast<std::uint16_t>(year), Season::autumn,
                           make_date(year, 11, 30), ReasonCode::natural_disaster};
    auto draft = about(world.office(school), world.desk.today(), facts);
    draft.personal = {{PersonalField::reason_text, "演示:强降雨停课"}};
    auto filed = world.desk.file(Form::deadline_extension, world.office(school).id,
                                 world.city.signer(world.city.root(), Role::deputy_director),
                                 {std::move(draft)});
    return filed ? Status{} : fail(filed.error());
  });
}

// ---- Presence. ---------------------------------------------------------------------------------

constexpr std::array months_of_presence{3U, 4U, 5U, 6U, 9U, 10U, 11U, 12U};

/// Who of a class is absent when: some for good, as planned, and others for a day.
class Absences {
 public:
  explicit Absences(World& world) : world_(world) {}

  /// Students that today's confirmation of this class names absent.
  std::vector<StudentId> of(ClassIndex index) {
    auto& one = world_.roll.classes[index];
    ++one.confirmations;
    std::vector<StudentId> absent;
    for (std::size_t i = 0; i < one.students.size(); ++i) {
      auto& student = world_.roll.students[one.students[i]];
      if (!student.on_roll || student.on_leave) continue;
      if (!is_gone(one, i) && !is_ill(student, one)) {
        note_presence(student);
        continue;
      }
      note_absence(student, one);
      absent.push_back(student.id);
    }
    return absent;
  }

 private:
  void note_presence(Student& student) {
    if (!student.is_ghost) return;
    student.is_ghost = false;
    world_.put_right("GHOST_STATUS", subject_text(student.id));
  }

  void note_absence(Student& student, const SchoolClass& one) {
    const auto today = world_.desk.today();
    const bool goes_on = student.absent_at == one.confirmations - 1;
    if (!goes_on) student.absent_from = today;
    student.absent_at = one.confirmations;
    ++student.times_absent;
    const auto days = static_cast<int>(world_.desk.pack().integer("presence_days").value_or(0));
    if (!student.is_ghost && to_days(today) - to_days(student.absent_from) > days) {
      student.is_ghost = true;
      world_
          .expect("GHOST_STATUS", "SY-1.5d", one.school, subject_text(student.id),
                  "named absent month after month")
          .lasts_from(add_days(student.absent_from, days + 1));
    }
    // From the second confirmation on: one alone may be an illness.
    if (one.confirmations == 2 && student.times_absent == 2) {
      world_
          .expect("STATUS_WITHOUT_PERSON", "SY-1.2d", one.school, subject_text(student.id),
                  "named absent in every confirmation since the registration")
          .stands_from(student.absent_from);
    }
  }

  [[nodiscard]] bool is_gone(const SchoolClass& one, std::size_t i) const {
    if (!one.is_regular || one.season != Season::autumn) return false;
    // Students 3 and 4 of one class in its second year leave without a word after the summer; the
    // second of them is back in spring.
    const int second_year = one.cohort + 1;
    if (world_.wants_in(second_year, "GHOST_STATUS") && (i == 3 || i == 4) &&
        &one == first_class(one.cohort, world_.school_in(second_year, 1))) {
      const auto today = world_.desk.today();
      return today >= make_date(second_year, 10, 1) &&
             (i == 3 || today < make_date(second_year + 1, 3, 1));
    }
    // Student 2 of a new class was registered and never seen.
    return world_.wants_in(one.cohort, "STATUS_WITHOUT_PERSON") && i == 2 &&
           &one == first_class(one.cohort, world_.school_in(one.cohort, 0));
  }
  [[nodiscard]] const SchoolClass* first_class(int cohort, OfficeIndex school) const {
    for (const auto& one : world_.roll.classes) {
      if (one.cohort == cohort && one.school == school && one.season == Season::autumn &&
          one.is_regular) {
        return &one;
      }
    }
    return nullptr;
  }
  /// An ordinary absence: never in the first confirmation, never twice running.
  bool is_ill(const Student& student, const SchoolClass& one) {
    constexpr std::uint64_t one_in = 130;
    if (one.confirmations < 2 || student.absent_at == one.confirmations - 1) return false;
    return world_.people.random().below(one_in) == 0;
  }

  World& world_;
};

Status confirm_presence(World& world, Absences& absences, OfficeIndex school, StaffIndex teacher,
                        int year, unsigned month) {
  std::vector<DraftEvent> drafts;
  bool strangers_seen = false;
  for (ClassIndex index = 0; index < world.roll.classes.size(); ++index) {
    const auto& one = world.roll.classes[index];
    if (one.teacher != teacher || one.school != school || on_roll_count(world, one) == 0) continue;
    const auto expected =
        std::count_if(one.students.begin(), one.students.end(), [&](StudentIndex student) {
          const auto& s = world.roll.students[student];
          return s.on_roll && !s.on_leave;
        });
    PresenceConfirmed facts{static_cast<std::uint16_t>(year), static_cast<std::uint8_t>(month), 0,
                            absences.of(index), 0};
    facts.present =
        static_cast<std::uint16_t>(expected - static_cast<std::ptrdiff_t>(facts.absentees.size()));
    const bool stranger = world.wants_in(year, "PERSON_WITHOUT_STATUS") && month == 10 &&
                          school == world.school_in(year, 2) && one.cohort == year - 1 &&
                          !strangers_seen &&
                          teacher == world.city.holder(school, Role::class_teacher);
    if (stranger) {
      strangers_seen = true;
      facts.unregistered_present = 2;
      world.expect("PERSON_WITHOUT_STATUS", "SY-1.2d", school,
                   subject_text(one.id) + "/" + std::to_string(year) + "-10",
                   "people in class who have no status");
    }
    drafts.push_back(
        {SubjectKind::school_class, subject_of(one.id), world.desk.today(), std::move(facts), {}});
  }
  if (drafts.empty()) return {};
  return file_and_follow(world, Form::presence, school,
                         world.city.staff_signer(teacher, Role::class_teacher), std::move(drafts),
                         {{1}});
}

void plan_presence(World& world, int year) {
  auto absences = std::make_shared<Absences>(world);
  for (const auto month : months_of_presence) {
    const auto day = make_date(year, month, 24);
    world.agenda.at(day, Hour::forenoon, [&world, absences, year, month]() -> Status {
      for (const auto school : world.city.schools()) {
        for (const auto teacher : world.office(school).staff) {
          if (world.city.staff(teacher).roles.front() != Role::class_teacher) continue;
          auto done = confirm_presence(world, *absences, school, teacher, year, month);
          if (!done) return done;
        }
      }
      return {};
    });
  }
}

// ---- December. ---------------------------------------------------------------------------------

/// The first or last class of a school's autumn intake of a year that is on the roll.
const SchoolClass* registered_class(const World& world, OfficeIndex school, int year, bool last) {
  const SchoolClass* found = nullptr;
  for (const auto& one : world.roll.classes) {
    if (one.school != school || one.cohort != year || !one.is_regular ||
        one.season != Season::autumn || on_roll_count(world, one) < 2) {
      continue;
    }
    if (!found || last) found = &one;
  }
  return found;
}

Status verify_again(World& world, const SchoolClass& one, std::size_t missing, bool off_campus) {
  const auto today = world.desk.today();
  const auto counted = on_roll_count(world, one) - missing;
  const OnSiteVerified facts{static_cast<std::uint16_t>(counted), today, off_campus};
  auto filed =
      world.desk.file(Form::on_site_verification, world.office(one.school).id,
                      world.city.signer(world.office(one.school).supervisor, Role::section_officer),
                      {{SubjectKind::school_class, subject_of(one.id), today, facts, {}}});
  return filed ? Status{} : fail(filed.error());
}

/// A class is counted again, and somebody is missing; in spring all are there.
void plan_second_count(World& world, int year) {
  const auto school = world.school_in(year, 2);
  world.agenda.at(make_date(year, 12, 10), Hour::forenoon, [&world, school, year]() -> Status {
    const auto* one = registered_class(world, school, year, false);
    if (!one) return {};
    world
        .expect("COUNT_MISMATCH", "SY-1.2e", school, subject_text(one->id),
                "later on-site count differs from the registered number")
        .lasts_from(world.desk.today());
    return verify_again(world, *one, 1, false);
  });
  if (!world.is_lived_in(year + 1)) return;
  world.agenda.at(make_date(year + 1, 4, 10), Hour::forenoon, [&world, school, year]() -> Status {
    const auto* one = registered_class(world, school, year, false);
    if (!one) return {};
    world.put_right("COUNT_MISMATCH", subject_text(one->id));
    return verify_again(world, *one, 0, false);
  });
}

/// Another class is found off the main campus.
void plan_search(World& world, int year) {
  const auto school = world.school_in(year, 0);
  world.agenda.at(make_date(year, 12, 11), Hour::forenoon, [&world, school, year]() -> Status {
    const auto* one = registered_class(world, school, year, true);
    // The last verification of a class is what counts: nothing is hidden behind a later one.
    const bool counted_already =
        school == world.school_in(year, 2) && one == registered_class(world, school, year, false);
    if (!one || counted_already) return {};
    world
        .expect("OFF_CAMPUS_UNDECLARED", "SY-2.2c", school, subject_text(one->id),
                "later on-site verification found the class elsewhere")
        .stands_from(world.desk.today());
    return verify_again(world, *one, 0, true);
  });
}

}  // namespace

void plan_beginning(World& world) {
  const int year = world.options.first_year;
  plan_officers(world);
  plan_rules(world);
  plan_hand_over(world);
  plan_second_status(world);
  for (const auto school : world.city.schools()) {
    world.agenda.at(make_date(year, 1, 9), Hour::forenoon,
                    [&world, school, year] { return set_calendar(world, school, year - 1); });
    world.agenda.at(make_date(year, 1, 11), Hour::forenoon, [&world, school, year] {
      return file_plans(world, school, year - programme_years, year - 1);
    });
  }
  // Of a single school one batch is late, and an extension would make it punctual.
  if (!world.is_provincial && world.city.schools().size() > 1) plan_extension(world);
}

void plan_year(World& world, int year) {
  for (const auto school : world.city.schools()) {
    world.agenda.at(make_date(year, 3, 5), Hour::forenoon,
                    [&world, school, year] { return file_plans(world, school, year, year); });
    world.agenda.at(make_date(year, 7, 3), Hour::forenoon,
                    [&world, school, year] { return set_calendar(world, school, year); });
  }
  plan_windows(world, year);
  plan_terms(world, year);
  if (world.is_provincial) return;
  plan_lists(world, year);
  plan_presence(world, year);
  plan_reports(world, year);
}

void plan_contradictions(World& world, int year) {
  if (world.is_provincial) return;
  if (world.wants_in(year, "COUNT_MISMATCH")) plan_second_count(world, year);
  if (world.wants_in(year, "OFF_CAMPUS_UNDECLARED")) plan_search(world, year);
}

}  // namespace xueji::simulate
