// What study means for the stamping list: internship, city tests, credits of adult entrants.
#include <catch2/catch.hpp>

#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;

namespace {

/// One student of cohort 2024 who has everything that these rules ask for.
struct Graduate {
  World world;
  StampingLine line;

  explicit Graduate(const std::string& pack = "shiyan") : world(pack) {
    world.now = Instant{start_of(make_date(2027, 6, 20)).ms};
    auto& row = world.on_roll(1);
    row.enrolled_from = make_date(2024, 9, 1);
    row.programme_years = 3;
    row.internship_summary = true;
    row.internship_result = ReviewResult::passed;
    row.spot_exam = row.skills_contest = ReviewResult::passed;
    row.courses = {{"SX01", CourseKind::ordinary, 900, true, false},
                   {"YW01", CourseKind::ordinary, 800, true, true}};
    line.school = world.school;
    line.cohort = 2024;
    line.graduation_year = 2027;
    line.kind = CertificateKind::graduation;
    line.credits_tenths = 1700;
    line.issue_on = make_date(2027, 6, 30);
  }
  StudentState& student() { return world.state.edit_student(World::student_id(1)); }
  Rules file(bool overridden = false) {
    const auto event = world.of_student(1, line, world.personal(1));
    std::vector events{event};
    if (overridden) events.push_back(world.override_of(event, "SY-1.6k"));
    return refusals(world.file(Form::stamping, events));
  }
};

}  // namespace

TEST_CASE("no diploma before the summary of the student's internship, unless the city lets it",
          "[SY-1.6k]") {
  Graduate given;
  CHECK_FALSE(given.file().contains("SY-1.6k"));
  given.student().internship_summary = false;
  CHECK(given.file().contains("SY-1.6k"));
  CHECK_FALSE(given.file(true).contains("SY-1.6k"));
  given.line.kind = CertificateKind::completion;
  CHECK_FALSE(given.file().contains("SY-1.6k"));
}

TEST_CASE("school and internship both pass", "[SY-1.6l]") {
  const auto problems_of = [](auto change) {
    Graduate given;
    change(given.student());
    const auto verdict = given.world.file(
        Form::stamping, {given.world.of_student(1, given.line, given.world.personal(1))});
    std::set<std::string> fields;
    for (const auto& problem : verdict.problems) {
      if (problem.rule == "SY-1.6l") fields.insert(problem.field);
    }
    return fields;
  };
  const auto none = problems_of([](StudentState&) {});
  CHECK_FALSE(none.contains("internship_result"));
  CHECK_FALSE(none.contains("courses"));
  CHECK(problems_of([](StudentState& s) {
          s.internship_result = ReviewResult::failed;
        }).contains("internship_result"));
  CHECK(
      problems_of([](StudentState& s) { s.internship_result = {}; }).contains("internship_result"));
  CHECK(problems_of([](StudentState& s) { s.courses[0].passed = false; }).contains("courses"));
  CHECK(problems_of([](StudentState& s) { s.courses.clear(); }).contains("courses"));
}

TEST_CASE("cohorts from 2010 on need both city tests", "[SY-1.7c]") {
  Graduate given;
  CHECK_FALSE(given.file().contains("SY-1.7c"));
  given.student().skills_contest = ReviewResult::failed;
  CHECK(given.file().contains("SY-1.7c"));
  given.student().skills_contest = ReviewResult::passed;
  given.student().spot_exam = ReviewResult::none;
  CHECK(given.file().contains("SY-1.7c"));
  given.student().cohort = 2010;
  CHECK(given.file().contains("SY-1.7c"));
  given.student().cohort = 2009;
  CHECK_FALSE(given.file().contains("SY-1.7c"));
}

TEST_CASE("an adult entrant's diploma stands on credits within the longest study time",
          "[FJ-23c]") {
  Graduate given("fujian");
  CHECK_FALSE(given.file().contains("FJ-23c"));
  given.student().category = CandidateCategory::employee;
  CHECK_FALSE(given.file().contains("FJ-23c"));
  given.student().courses[0].credits_tenths = 899;
  CHECK(given.file().contains("FJ-23c"));
  given.student().category = CandidateCategory::junior_graduate;
  CHECK_FALSE(given.file().contains("FJ-23c"));
  given.student().category = CandidateCategory::employee;
  given.student().courses[0].credits_tenths = 900;
  // Base three years and four more from the arrival on 1 September 2024.
  given.line.issue_on = make_date(2031, 8, 31);
  CHECK_FALSE(given.file().contains("FJ-23c"));
  given.line.issue_on = make_date(2031, 9, 1);
  CHECK(given.file().contains("FJ-23c"));
}
