#include "tools/simulate/ways_in.h"

#include <utility>

#include "tools/simulate/papers.h"

namespace xueji::simulate {
namespace {

OfficeIndex school_of(const World& world, StudentIndex student) {
  return world.roll.classes[world.roll.students[student].class_index].school;
}

/// In Fujian the admissions office files for the schools of its city (FJ-03b).
Status admit(World& world, StudentIndex student) {
  auto& one = world.roll.students[student];
  const auto school = school_of(world, student);
  auto author = world.city.officer(school);
  if (world.is_provincial && world.office(school).supervisor != world.city.root()) {
    author = world.city.signer(world.city.related(school, Relation::admissions_office),
                               Role::admissions_officer);
  }
  const auto filed = file_sheet(world, {Form::admission,
                                        school,
                                        author,
                                        paper_name("admission", world, student),
                                        {admission_cells(world, one)},
                                        {{1}}});
  if (!filed) return fail(filed.error());
  one.id = as<StudentId>(filed->events.front().subject);
  return {};
}

Status file_place(World& world, StudentIndex student, Cells row) {
  const auto school = school_of(world, student);
  return file_paper(world, Form::entry_place, school, world.city.officer(school),
                    "entry-place-" + row["action"], student, {std::move(row)});
}

Status keep_place(World& world, StudentIndex student) {
  const auto& one = world.roll.students[student];
  const auto today = world.desk.today();
  auto row = paper_cells(world, one, "演示:住院治疗");
  row["action"] = "retained";
  row["hospital"] = "grade_2a";
  row["from"] = to_text(today);
  row["until"] = to_text(add_years(today, 1));
  add_consent(world, row);
  if (one.way == WayIn::place_expires) {
    world
        .expect("PLACE_EXPIRED", "FJ-07e", school_of(world, student), subject_text(one.id),
                "a place kept for a year, and nothing done when it was over")
        .lasts_from(add_days(add_years(today, 1), 1));
  }
  return file_place(world, student, std::move(row));
}

Status restore_place(World& world, StudentIndex student) {
  auto row = paper_cells(world, world.roll.students[student], "演示:康复入学");
  row["action"] = "restored";
  row["hospital"] = "grade_2a";
  row["applied_on"] = to_text(world.desk.today());
  row["school_review"] = "passed";
  add_consent(world, row);
  return file_place(world, student, std::move(row));
}

Status give_place_up(World& world, StudentIndex student) {
  auto row = paper_cells(world, world.roll.students[student], "演示:放弃入学");
  row["action"] = "cancelled";
  row["reason"] = "personal_request";
  add_consent(world, row);
  return file_place(world, student, std::move(row));
}

Status admit_in_vain(World& world, StudentIndex student) {
  const auto& one = world.roll.classes[world.roll.students[student].class_index];
  world
      .expect("ADMISSION_UNSETTLED", "SY-1.3g", one.school,
              "intake:" + std::to_string(one.cohort) + "-" + std::string(code_of(one.season)),
              "admitted, and neither registered nor cancelled")
      .lasts_from(add_days(world.desk.pack().registration_deadline(one.cohort, one.season), 1));
  return admit(world, student);
}

void plan_place(World& world, StudentIndex student, WayIn way) {
  const int year = world.options.first_year;
  const auto at = [&](Date day, Status (*act)(World&, StudentIndex)) {
    world.agenda.at(day, Hour::late, [&world, student, act] { return act(world, student); });
  };
  at(make_date(year, 1, 10), admit);
  at(make_date(year, 1, 17), keep_place);
  if (way == WayIn::place_restored) at(make_date(year, 2, 20), restore_place);
  if (way == WayIn::place_cancelled) at(make_date(year, 3, 20), give_place_up);
}

}  // namespace

void plan_ways_in(World& world) {
  for (StudentIndex i = 0; i < world.roll.students.size(); ++i) {
    const auto way = world.roll.students[i].way;
    switch (way) {
      case WayIn::place_expires:
      case WayIn::place_restored:
      case WayIn::place_cancelled:
        plan_place(world, i, way);
        break;
      case WayIn::never_arrives:
        world.agenda.at(make_date(world.options.first_year, 8, 21), Hour::late,
                        [&world, i] { return admit_in_vain(world, i); });
        break;
      default:
        break;
    }
  }
}

}  // namespace xueji::simulate
