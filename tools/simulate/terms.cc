#include "tools/simulate/terms.h"

#include <algorithm>
#include <array>

#include "tools/simulate/registration.h"
#include "tools/simulate/student_cells.h"

namespace xueji::simulate {
namespace {

struct Term {
  int school_year = 0;
  int number = 0;  ///< 1 autumn, 2 spring.
};

std::string name_of(const Term& term) {
  return std::to_string(term.school_year) + "-" + std::to_string(term.number);
}

void add_term(Cells& cells, const Term& term) {
  cells["school_year"] = std::to_string(term.school_year);
  cells["term"] = std::to_string(term.number);
}

/// A class that one school forgets in a year; the last of the cohort before last.
const SchoolClass* forgotten_class(const World& world, OfficeIndex school, int year) {
  if (school != world.school_in(year, 2)) return nullptr;
  const SchoolClass* found = nullptr;
  for (const auto& one : world.roll.classes) {
    if (one.school == school && one.cohort == year - 2) found = &one;
  }
  return found;
}

// ---- Registration. -----------------------------------------------------------------------------

/// Whether the class is in school in that school year: graduates left before it began.
bool studies_in(const SchoolClass& one, const Term& term) {
  return one.cohort + programme_years > term.school_year;
}

Status register_teacher(World& world, OfficeIndex school, StaffIndex teacher, const Term& term) {
  std::vector<Cells> cells;
  for (const auto& one : world.roll.classes) {
    if (one.teacher != teacher || one.school != school || !studies_in(one, term)) continue;
    const bool forgotten = term.number == 1 &&
                           world.wants_in(term.school_year, "TERM_NOT_REGISTERED") &&
                           &one == forgotten_class(world, school, term.school_year);
    if (forgotten) {
      const auto days = world.desk.pack().integer("term_registration_days").value_or(0);
      world
          .expect("TERM_NOT_REGISTERED", "FJ-09a", school,
                  subject_text(one.id) + "/" + name_of(term),
                  "a class that nobody registered for the term")
          .happened_on(make_date(term.school_year, 9, static_cast<unsigned>(days) + 2));
      continue;
    }
    for (const auto index : one.students) {
      const auto& student = world.roll.students[index];
      if (!student.on_roll || student.on_leave) continue;
      const bool defers = world.defers_registration == index && term.number == 2 &&
                          term.school_year == world.options.first_year - 1;
      if (defers) continue;
      auto row = who_cells(student);
      add_term(row, term);
      row["action"] = "registered";
      row["registered_on"] = to_text(world.desk.today());
      cells.push_back(std::move(row));
    }
  }
  if (cells.empty()) return {};
  const auto filed = file_sheet(world, {Form::term_registration,
                                        school,
                                        world.city.staff_signer(teacher, Role::class_teacher),
                                        "term-" + name_of(term) + "-" + std::to_string(teacher),
                                        std::move(cells),
                                        {{1}}});
  return filed ? Status{} : fail(filed.error());
}

void plan_registration(World& world, Term term, Date day) {
  for (const auto school : world.city.schools()) {
    world.agenda.at(day, Hour::forenoon, [&world, school, term]() -> Status {
      for (const auto teacher : world.office(school).staff) {
        if (world.city.staff(teacher).roles.front() != Role::class_teacher) continue;
        if (auto done = register_teacher(world, school, teacher, term); !done) return done;
      }
      return {};
    });
  }
}

// ---- Results. ----------------------------------------------------------------------------------

struct Course {
  std::string_view code;
  std::string_view kind;
  std::string_view credits;
};
constexpr std::array courses_of_a_term{Course{"YW01", "ordinary", "4"},
                                       Course{"ZY01", "ordinary", "10"},
                                       Course{"TY01", "physical_education", "2"}};

/// One row for each course.
void add_results(std::vector<Cells>& cells, World& world, const Student& student,
                 const Term& term) {
  for (const auto& course : courses_of_a_term) {
    auto row = who_cells(student);
    add_term(row, term);
    row["course_code"] = course.code;
    row["kind"] = course.kind;
    row["credits_tenths"] = course.credits;
    row["passed"] = "true";
    row["score"] = std::to_string(60 + world.desk.random().below(41));
    row["moral_result"] = "passed";
    row["absent_hours"] = "0";
    row["term_hours"] = term.number == 1 ? "600" : "580";
    cells.push_back(std::move(row));
  }
}

Status file_results(World& world, OfficeIndex school, const Term& term, std::vector<Cells>& cells,
                    std::size_t& part) {
  if (cells.empty()) return {};
  const auto filed = file_sheet(world, {Form::term_results,
                                        school,
                                        world.city.signer(school, Role::academic_office),
                                        "results-" + name_of(term) + "-" + std::to_string(++part),
                                        std::move(cells),
                                        {{1}}});
  cells.clear();
  return filed ? Status{} : fail(filed.error());
}

Status record_results(World& world, OfficeIndex school, const Term& term, Date due) {
  constexpr std::size_t rows_max = 4000;  // Of one sheet.
  std::vector<Cells> cells;
  std::size_t part = 0;
  for (const auto& one : world.roll.classes) {
    if (one.school != school || on_roll_count(world, one) == 0) continue;
    // A class of the cohort that is only admitted has no results of a term before it.
    const bool entered_later = one.cohort > term.school_year + (term.number == 2 ? 1 : 0) ||
                               (one.cohort == term.school_year + 1 && one.season != Season::spring);
    if (entered_later) continue;
    const bool forgotten = term.number == 2 &&
                           world.wants_in(term.school_year + 1, "RESULTS_MISSING") &&
                           &one == forgotten_class(world, school, term.school_year + 1);
    // What came late because the opening import did is none: the term lies before the ledger.
    if (forgotten) {
      world
          .expect("RESULTS_MISSING", "FJ-18b", school, subject_text(one.id) + "/" + name_of(term),
                  "results that nobody recorded")
          .lasts_from(add_days(due, 1));
      continue;
    }
    for (const auto index : one.students) {
      const auto& student = world.roll.students[index];
      const bool studied = student.on_roll && student.way != WayIn::long_absent;
      if (studied) add_results(cells, world, student, term);
    }
    if (cells.size() < rows_max) continue;
    if (auto done = file_results(world, school, term, cells, part); !done) return done;
  }
  return file_results(world, school, term, cells, part);
}

void plan_results(World& world, Term term, Date ends, Date day) {
  const auto days = static_cast<int>(world.desk.pack().integer("results_days").value_or(0));
  for (const auto school : world.city.schools()) {
    // A school that came late into the ledger records what it has as soon as it can.
    const bool late = names_officer_late(world, school) && day < make_date(year_of(day), 2, 22);
    const auto on =
        late && year_of(day) == world.options.first_year ? make_date(year_of(day), 2, 22) : day;
    world.agenda.at(on, Hour::forenoon, [&world, school, term, due = add_days(ends, days)] {
      return record_results(world, school, term, due);
    });
  }
}

}  // namespace

void plan_terms(World& world, int year) {
  if (world.desk.pack().integer("term_registration_days")) {
    plan_registration(world, {year - 1, 2}, make_date(year, 2, 28));
    plan_registration(world, {year, 1}, make_date(year, 9, 3));
  }
  if (world.desk.pack().integer("results_days")) {
    plan_results(world, {year - 1, 1}, make_date(year, 1, 18), make_date(year, 1, 29));
    plan_results(world, {year - 1, 2}, make_date(year, 7, 5), make_date(year, 7, 8));
  }
}

}  // namespace xueji::simulate
