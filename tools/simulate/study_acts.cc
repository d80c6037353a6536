#include "tools/simulate/study_acts.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tools/simulate/casting.h"
#include "tools/simulate/papers.h"

namespace xueji::simulate {
namespace {

// ---- Repetition (Shiyan is silent on it; Fujian knows it as an exception, FJ-24). --------------

Status repeat(World& world, const Cast& who, ClassIndex target) {
  auto row = paper_cells(world, student_of(world, who), "演示:申请留级");
  row["class_id"] = world.roll.classes[target].name;
  row["reason"] = "study_difficulty";
  add_consent(world, row);
  StatusChange change{Form::repetition,
                      EventType::grade_repeated,
                      "repetition",
                      {std::move(row)},
                      {{1}},
                      [&world, who, target]() -> Status {
                        auto& student = student_of(world, who);
                        student.repeated_from = world.roll.classes[student.class_index].cohort;
                        move_to_class(world, who.student, target);
                        return {};
                      }};
  return change_status(world, who.school, who.student, std::move(change));
}

void plan_repetition(World& world, int year) {
  const auto who = cast(world, world.school(1), year, repeats);
  const auto next = stage(world, world.school(1), year - 1);
  if (!who || next.empty() || world.is_provincial) return;
  world.agenda.at(make_date(year, 9, 10), Hour::late, [&world, who = *who, target = next.front()] {
    return repeat(world, who, target);
  });
}

// ---- Examinations and credits. -----------------------------------------------------------------

constexpr std::string_view examined_course = "ZY01";  // Its result of the term follows in July.

Cells course_cells(World& world, const Cast& who) {
  auto row = paper_cells(world, student_of(world, who), "演示:期末考试");
  row["school_year"] = std::to_string(year_of(world.desk.today()) - 1);
  row["term"] = "2";
  row["course_code"] = examined_course;
  return row;
}

Status record_cheating(World& world, const Cast& who) {
  auto row = course_cells(world, who);
  row["kind"] = "cheating";
  row["outcome"] = "zero";
  row["happened_on"] = to_text(add_days(world.desk.today(), -1));
  return file_paper(world, Form::exam_irregularity, who.school,
                    world.city.signer(who.school, Role::academic_office), "exam-irregularity",
                    who.student, {std::move(row)});
}

Status approve_makeup(World& world, const Cast& who) {
  auto row = course_cells(world, who);
  row["approved_on"] = to_text(world.desk.today());
  return file_paper(world, Form::makeup_exam, who.school,
                    world.city.signer(who.school, Role::academic_office), "makeup-exam",
                    who.student, {std::move(row)});
}

/// Where no results of the term follow by themselves, that of the make-up is recorded (FJ-21b).
Status record_makeup(World& world, const Cast& who) {
  auto row = course_cells(world, who);
  row["kind"] = "ordinary";
  row["credits_tenths"] = "10";
  row["passed"] = "true";
  row["makeup"] = "true";
  row["score"] = "60";
  row["moral_result"] = "passed";
  return file_paper(world, Form::term_results, who.school,
                    world.city.signer(who.school, Role::academic_office), "makeup-result",
                    who.student, {std::move(row)});
}

Status recognise_credits(World& world, const Cast& who) {
  auto row = paper_cells(world, student_of(world, who), "演示:校际互认");
  row["source"] = "other_school";
  row["course_code"] = "XX01";
  row["kind"] = "ordinary";
  row["credits_tenths"] = "3";
  row["recognised_on"] = to_text(world.desk.today());
  add_consent(world, row);
  return file_paper(world, Form::credit_recognition, who.school,
                    world.city.signer(who.school, Role::academic_office), "credit-recognition",
                    who.student, {std::move(row)});
}

void plan_examinations(World& world, int year) {
  if (const auto who = cast(world, world.school(1), year, cheats)) {
    world.agenda.at(make_date(year, 6, 13), Hour::late,
                    [&world, who = *who] { return record_cheating(world, who); });
    world.agenda.at(make_date(year, 6, 25), Hour::late,
                    [&world, who = *who] { return approve_makeup(world, who); });
    if (!world.desk.pack().integer("results_days")) {
      world.agenda.at(make_date(year, 7, 2), Hour::late,
                      [&world, who = *who] { return record_makeup(world, who); });
    }
  }
  if (const auto who = cast(world, world.school(1), year, earns_credits_elsewhere)) {
    world.agenda.at(make_date(year, 10, 8), Hour::late,
                    [&world, who = *who] { return recognise_credits(world, who); });
  }
}

// ---- A deferred registration (FJ-09b). ---------------------------------------------------------

Status register_term(World& world, const Cast& who, bool deferred) {
  auto row = who_cells(student_of(world, who));
  row["school_year"] = std::to_string(year_of(world.desk.today()) - 1);
  row["term"] = "2";
  row["action"] = deferred ? "deferred" : "registered";
  if (deferred) {
    row["until"] = to_text(make_date(year_of(world.desk.today()), 3, 29));
    row["reason"] = "illness";
    row["document_digest"] = paper_digest(world);
    row["reason_text"] = "演示:住院";
  } else {
    row["registered_on"] = to_text(world.desk.today());
  }
  const auto teacher = world.roll.classes[student_of(world, who).class_index].teacher;
  return file_paper(world, Form::term_registration, who.school,
                    world.city.staff_signer(teacher, Role::class_teacher),
                    deferred ? "term-deferral" : "term-registration", who.student,
                    {std::move(row)});
}

void plan_deferral(World& world, int year) {
  if (!world.desk.pack().integer("term_registration_days")) return;
  const auto who = cast(world, world.school(1), year, registers_later);
  if (!who) return;
  world.defers_registration = who->student;
  world.agenda.at(make_date(year, 3, 1), Hour::late,
                  [&world, who = *who] { return register_term(world, who, true); });
  world.agenda.at(make_date(year, 3, 21), Hour::late,
                  [&world, who = *who] { return register_term(world, who, false); });
}

// ---- Custody (FJ-04b, FJ-04c). -----------------------------------------------------------------

/// From grade two on the key school answers for a student of a three-stage programme.
Status switch_custody(World& world, const Cast& who, OfficeIndex to, ClassIndex target) {
  auto row = who_cells(student_of(world, who));
  row["class_id"] = world.roll.classes[target].name;
  row["programme"] = "three_stage";
  row["grade"] = "2";
  Way way{{1, 2, 10}};
  way.signer = [&world, who](const Step& step) -> std::optional<Signer> {
    if (step.actor.relation != Relation::other_school) return std::nullopt;
    return world.city.signer(who.school, Role::principal);
  };
  StatusChange change{Form::custody_transfer,
                      EventType::custody_transferred,
                      "custody-transfer",
                      {std::move(row)},
                      std::move(way),
                      [&world, who, target]() -> Status {
                        move_to_class(world, who.student, target);
                        return {};
                      }};
  change.left = who.school;
  return change_status(world, to, who.student, std::move(change));
}

void plan_custody(World& world, int year) {
  const auto to = world.school(2);
  const auto classes = stage(world, to, year);
  if (!world.is_provincial || world.options.years < 2 || classes.empty()) return;
  for (StudentIndex i = 0; i < world.roll.students.size(); ++i) {
    const auto& student = world.roll.students[i];
    const auto from = world.roll.classes[student.class_index].school;
    if (student.way != WayIn::joint || from == to) continue;
    // The switch leaves the major as it is.
    const auto& major = world.roll.classes[student.class_index].major;
    const auto target = std::find_if(classes.begin(), classes.end(), [&](ClassIndex index) {
      return world.roll.classes[index].major == major;
    });
    if (target == classes.end()) continue;
    const Cast who{from, i};
    world.agenda.at(make_date(year + 1, 9, 11), Hour::late, [&world, who, to, target = *target] {
      return switch_custody(world, who, to, target);
    });
  }
}

// ---- The direction of who was registered by a category (FJ-05a). -------------------------------

Status confirm_direction(World& world, const Cast& who) {
  const auto& student = student_of(world, who);
  auto row = who_cells(student);
  const auto& major = world.roll.classes[student.class_index].major;
  row["major_name"] = major_name(major);
  row["major_code"] = major;
  row["major_catalogue"] = major_catalogue;
  row["confirmed_on"] = to_text(world.desk.today());
  add_consent(world, row);
  return file_paper(world, Form::major_direction, who.school,
                    world.city.signer(who.school, Role::academic_office), "major-direction",
                    who.student, {std::move(row)});
}

void plan_directions(World& world, int year) {
  if (world.options.years < 2) return;
  for (StudentIndex i = 0; i < world.roll.students.size(); ++i) {
    const auto& student = world.roll.students[i];
    if (student.way != WayIn::by_category) continue;
    const Cast who{world.roll.classes[student.class_index].school, i};
    world.agenda.at(make_date(year + 1, 3, 14), Hour::late, [&world, who]() -> Status {
      if (!student_of(world, who).on_roll) return {};
      return confirm_direction(world, who);
    });
  }
}

}  // namespace

void plan_study_acts(World& world) {
  const int year = world.options.first_year;
  plan_repetition(world, year);
  plan_examinations(world, year);
  plan_deferral(world, year);
  plan_custody(world, year);
  plan_directions(world, year);
}

}  // namespace xueji::simulate
