// What a school owes for students whose status goes on: terms, leaves, the end of the study time.
#include <catch2/catch.hpp>

#include "projections/obligations_status.h"
#include "tests/ledger/registry/status_world.h"

using namespace xueji;
using namespace xueji::given;

namespace {

CalendarOfSchool calendar() {
  CalendarOfSchool out;
  for (const auto& year : StatusWorld::calendar())
    out[year.school_year] = year.terms;
  return out;
}

StatusDuties duties(const StatusWorld& world, const StudentState& student, Date day) {
  StatusDuties found(world.pack, calendar(), day);
  found.take(student);
  return found;
}

}  // namespace

TEST_CASE("the running term is owed until the student registers or defers it", "[FJ-09a][FJ-09b]") {
  StatusWorld world;
  auto student = world.row();
  const auto day = make_date(2025, 2, 20);
  const auto owed = duties(world, student, day).terms;
  REQUIRE(owed.size() == 1);
  CHECK(owed.at(world.class_id).owed == 1);
  CHECK(owed.at(world.class_id).due == make_date(2025, 3, 3));
  student.terms = {{2024, 2, make_date(2025, 2, 18), {}, false, 0, 0}};
  CHECK(duties(world, student, day).terms.at(world.class_id).owed == 0);
  CHECK(duties(world, student, day).terms.at(world.class_id).done == 1);
  student.terms = {{2024, 2, {}, make_date(2025, 4, 1), false, 0, 0}};
  CHECK(duties(world, student, day).terms.at(world.class_id).done == 1);
  // Holidays, the term of entry, and students on leave owe none.
  CHECK(duties(world, student, make_date(2025, 7, 6)).terms.empty());
  student.arrived_on = make_date(2025, 2, 1);
  CHECK(duties(world, student, day).terms.empty());
  CHECK(duties(world, world.on_leave(), make_date(2025, 3, 10)).terms.empty());
}

TEST_CASE("a leave is due on its last day, the resumption before the next term",
          "[FJ-13a][FJ-14a]") {
  StatusWorld world;
  const auto& student = world.on_leave();
  const auto found = duties(world, student, make_date(2025, 6, 1)).students;
  REQUIRE(found.size() == 2);
  CHECK(found[0].kind == StudentDuty::Kind::leave_end);
  CHECK(found[0].due == make_date(2026, 2, 28));
  CHECK(found[1].kind == StudentDuty::Kind::resumption);
  CHECK(found[1].due == make_date(2026, 3, 1));
  auto back = student;
  back.status = StudentStatus::active;
  back.leaves[0].ended = true;
  CHECK(duties(world, back, make_date(2025, 6, 1)).students.empty());
}

TEST_CASE("the maximum study time is shown six months ahead", "[FJ-15c]") {
  StatusWorld world;
  auto student = world.row();
  student.arrived_on = make_date(2024, 9, 1);
  CHECK(duties(world, student, make_date(2031, 2, 27)).students.empty());
  const auto found = duties(world, student, make_date(2031, 2, 28)).students;
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == StudentDuty::Kind::study_time);
  CHECK(found[0].due == make_date(2031, 8, 31));
}

TEST_CASE("a pack without such rules owes nothing of the kind", "[FJ-09a][FJ-15c]") {
  StatusWorld world("shiyan");
  auto student = world.on_leave();
  student.arrived_on = make_date(2020, 9, 1);
  const auto found = duties(world, student, make_date(2031, 2, 28));
  CHECK(found.terms.empty());
  CHECK(found.students.empty());
}
