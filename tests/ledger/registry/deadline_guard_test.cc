// Days: met until 24:00 of the day named, judged on the first filing.
#include <catch2/catch.hpp>

#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;

TEST_CASE("the deadline day counts until 24:00; the next millisecond is late [SY-1.2l]") {
  World world("shiyan");
  auto line = world.line(1);
  world.now = end_of(make_date(2024, 11, 15));
  CHECK(refusals(world.roster({line})).empty());
  world.now.ms += 1;
  CHECK(refusals(world.roster({line})) == Rules{"SY-1.2l"});
  line.event.facts = [&] {
    auto facts = world.roster_facts();
    facts.season = Season::spring;
    return facts;
  }();
  world.state.edit_student(World::student_id(1)).season = Season::spring;
  world.now = end_of(make_date(2024, 4, 15));
  line.event.effective_on = make_date(2024, 3, 1);
  CHECK_FALSE(refusals(world.roster({line})).contains("SY-1.2l"));
  world.now.ms += 1;
  CHECK(refusals(world.roster({line})).contains("SY-1.2l"));
}

TEST_CASE("an override lets a late line through, and the deputy director grants it [SY-1.2l]") {
  World world("shiyan");
  const auto line = world.line(1);
  const auto other = world.line(2);
  world.now = start_of(make_date(2024, 11, 20));
  CHECK(refusals(world.roster({line, other, world.override_of(line, "SY-1.2l")})) ==
        Rules{"SY-1.2l"});
  const auto both = world.roster(
      {line, other, world.override_of(line, "SY-1.2l"), world.override_of(other, "SY-1.2l")});
  CHECK(refusals(both).empty());
  CHECK(warnings(both).contains("SY-1.2l"));
  // One on the school excuses every line.
  RuleOverridden facts{"SY-1.2l", ReasonCode::late, id<Digest>(9, 9)};
  CHECK(refusals(world.roster({line, other, world.of_school(facts)})).empty());
}

TEST_CASE("an extension of the school or of an authority above it moves the day [SY-1.2l]") {
  World world("shiyan");
  const auto line = world.line(1);
  world.now = start_of(make_date(2024, 11, 20));
  world.state.edit_organisation(world.city).extensions = {
      {"SY-1.2l", 2024, Season::autumn, make_date(2024, 11, 20)}};
  CHECK(refusals(world.roster({line})).empty());
  world.now = start_of(make_date(2024, 11, 21));
  CHECK(refusals(world.roster({line})) == Rules{"SY-1.2l"});
  world.edit_school().extensions = {{"SY-1.2l", 2023, Season::autumn, make_date(2024, 11, 30)}};
  CHECK(refusals(world.roster({line})) == Rules{"SY-1.2l"});
}

TEST_CASE("a resubmission keeps the day of its first filing for lines that it held [SY-1.2l]") {
  World world("shiyan");
  const auto line = world.line(1);
  const auto added = world.line(2);
  const auto before = id<SubmissionId>(8, 4);
  auto& row = world.state.edit_submission(before);
  row.id = before;
  row.form = Form::entry_roster;
  row.organisation = world.school;
  row.stage = SubmissionStage::returned;
  row.first_filed_at = start_of(make_date(2024, 11, 14));
  auto& held =
      world.state.edit_reservation(ReservationKind::student, World::student_id(1).view());
  held.holder = before;
  held.first_filed_at = row.first_filed_at;
  world.now = start_of(make_date(2024, 11, 25));
  auto again = world.submit(Form::entry_roster, {line});
  again.header.header.supersedes = before;
  CHECK(refusals(decide_filing(world.input(), again).verdict).empty());
  again = world.submit(Form::entry_roster, {line, added});
  again.header.header.supersedes = before;
  const auto verdict = decide_filing(world.input(), again).verdict;
  REQUIRE(refusals(verdict) == Rules{"SY-1.2l"});
  for (const auto& problem : verdict.problems) {
    if (problem.rule == "SY-1.2l") CHECK(problem.line == 1U);
  }
}

TEST_CASE("a line that a late correction added stays late, however often it is returned [SY-1.2l]") {
  World world("shiyan");
  const auto added = world.line(1);
  const auto before = id<SubmissionId>(8, 4);
  auto& row = world.state.edit_submission(before);
  row.id = before;
  row.form = Form::entry_roster;
  row.organisation = world.school;
  row.stage = SubmissionStage::returned;
  row.first_filed_at = start_of(make_date(2024, 11, 14));
  row.filed_at = start_of(make_date(2024, 11, 20));
  auto& held =
      world.state.edit_reservation(ReservationKind::student, World::student_id(1).view());
  held.holder = before;
  held.first_filed_at = row.filed_at;
  world.now = start_of(make_date(2024, 11, 25));
  auto again = world.submit(Form::entry_roster, {added});
  again.header.header.supersedes = before;
  CHECK(refusals(decide_filing(world.input(), again).verdict) == Rules{"SY-1.2l"});
}

TEST_CASE("a cohort is registered in its own year, with no override [SY-1.3e][SY-1.3f]") {
  World world("shiyan");
  const auto line = world.line(1);
  world.now = start_of(make_date(2025, 1, 1));
  const auto verdict = world.roster({line, world.override_of(line, "SY-1.2l")});
  CHECK(refusals(verdict) == Rules{"SY-1.3e", "SY-1.3f"});
  CHECK(refusals(world.roster({line, world.override_of(line, "SY-1.2l"),
                               world.override_of(line, "SY-1.3f")}))
            .contains("FORMAT"));
}

TEST_CASE("transfers in are not new registrations [SY-1.3f]") {
  World world("shiyan");
  auto facts = world.roster_facts();
  facts.route = EntryRoute::other_province_transfer;
  const auto line = world.line(1, facts);
  world.state.edit_student(World::student_id(1)).route = facts.route;
  world.now = start_of(make_date(2025, 3, 1));
  CHECK(refusals(world.roster({line})).empty());
}

TEST_CASE("Fujian flags a late roster and lets it through [FJ-06c]") {
  World world("fujian");
  const auto line = world.line(1);
  world.now = end_of(make_date(2024, 12, 31));
  CHECK_FALSE(warnings(world.roster({line})).contains("FJ-06c"));
  world.now.ms += 1;
  const auto late = world.roster({line});
  CHECK(refusals(late).empty());
  CHECK(warnings(late).contains("FJ-06c"));
}

TEST_CASE(
    "the identity review is due on 15 December, on the 31st for admissions from the 6th on [FJ-06a]") {
  World world("fujian");
  auto& student = world.student(1);
  IdentityReviewed facts;
  facts.result = ReviewResult::passed;
  facts.against_city_roster = facts.name_agrees = facts.sex_agrees = true;
  facts.birth_month_agrees = facts.identity_number_agrees = facts.household_agrees = true;
  facts.reviewed_on = make_date(2024, 10, 10);
  const auto flagged = [&] {
    return warnings(world.file(Form::identity_review, {world.of_student(1, facts)}))
        .contains("FJ-06a");
  };
  world.now = end_of(make_date(2024, 12, 15));
  CHECK_FALSE(flagged());
  world.now.ms += 1;
  CHECK(flagged());
  student.admitted_on = make_date(2024, 12, 5);
  CHECK(flagged());
  student.admitted_on = make_date(2024, 12, 6);
  CHECK_FALSE(flagged());
}
