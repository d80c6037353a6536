// Internships, from the application to the summary: what may be filed, and what it does.
#include <catch2/catch.hpp>

#include "ledger/registry/evolve.h"
#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;

namespace {

const auto internship = id<InternshipId>(1, 21);

/// A school whose school year 2024 has its two terms: 2 September 2024 to 4 July 2025, 306 days.
struct Interns {
  World world;
  PersonId teacher;

  explicit Interns(const std::string& pack = "shiyan") : world(pack) {
    world.edit_school().calendar = {{2024,
                                     {{1, make_date(2024, 9, 2), make_date(2025, 1, 17), 600},
                                      {2, make_date(2025, 2, 17), make_date(2025, 7, 4), 600}}}};
    teacher = world.holder(Role::lead_teacher, world.school).first;
    for (const unsigned number : {1U, 2U})
      world.on_roll(number);
  }

  InternshipApplied application() const {
    InternshipApplied facts;
    facts.internship = internship;
    facts.cohort = 2024;
    facts.major_code = "610101";
    facts.company = "演示园艺有限公司";
    facts.company_inspected = facts.post_fits_major = true;
    facts.lead_teacher = teacher;
    facts.safety_agreement = facts.safety_education = true;
    facts.off_campus = true;
    facts.from = make_date(2024, 11, 4);  // 15 days after the world's 20 October.
    facts.until = make_date(2025, 6, 30);
    facts.plan_hours = 3000;
    facts.plan_hours_done = 2000;
    facts.students = {World::student_id(1), World::student_id(2)};
    facts.plan = id<Digest>(1, 22);
    return facts;
  }
  template <class Change>
  Verdict apply(Change change, bool overridden = false) {
    auto facts = application();
    change(facts);
    const auto event = world.of_school(facts);
    std::vector events{event};
    if (overridden) events.push_back(world.override_of(event, "SY-1.6e"));
    return world.file(Form::internship, events);
  }
  Status effect(const Facts& facts) {
    Event event;
    event.subject_kind = SubjectKind::organisation;
    event.subject = subject_of(world.school);
    event.effective_on = world.today();
    event.facts = facts;
    world.state.set_head(TreeSize{100}, world.now);
    return apply_effect(world.state, event, Position{90}, {}, Position{99});
  }
  const StudentState& student(unsigned number) const {
    return *world.state.student(World::student_id(number));
  }
  const InternshipHeld& held() const {
    return world.state.organisation(world.school)->internships.at(0);
  }
};

}  // namespace

TEST_CASE("an application of two thirds, fifteen days ahead, is filed without a warning",
          "[SY-1.6d][SY-1.6e][SY-1.6g][SY-1.6h][SY-1.6i]") {
  Interns given;
  const auto verdict = given.apply([](auto&) {});
  CHECK(refusals(verdict).empty());
  CHECK(warnings(verdict).empty());
}

TEST_CASE("two thirds of the hours exactly are enough, one hour less is not", "[SY-1.6d]") {
  Interns given;
  CHECK(refusals(given.apply([](auto& f) { f.plan_hours_done = 1999; })) == Rules{"SY-1.6d"});
  CHECK(refusals(given.apply([](auto& f) {
          f.plan_hours = 1000;
          f.plan_hours_done = 667;
        })).empty());
  CHECK(refusals(given.apply([](auto& f) {
          f.plan_hours = 1000;
          f.plan_hours_done = 666;
        })) == Rules{"SY-1.6d"});
  CHECK(refusals(given.apply([](auto& f) { f.plan_hours_done = 3001; })) == Rules{"SY-1.6d"});
}

TEST_CASE("fourteen days ahead is late: refused, or overridden by the city's section chief",
          "[SY-1.6e]") {
  Interns given;
  const auto next_day = [](auto& f) { f.from = make_date(2024, 11, 3); };
  CHECK(refusals(given.apply(next_day)) == Rules{"SY-1.6e"});
  CHECK(refusals(given.apply(next_day, true)).empty());
  // The fifteenth day counts until its midnight.
  given.world.now = end_of(make_date(2024, 10, 20));
  CHECK(refusals(given.apply([](auto&) {})).empty());
  given.world.now = start_of(make_date(2024, 10, 21));
  CHECK(refusals(given.apply([](auto&) {})) == Rules{"SY-1.6e"});
}

TEST_CASE("a returned application keeps the day of its first filing", "[SY-1.6e][D-32]") {
  Interns given;
  const auto first = id<SubmissionId>(2, 4);
  auto& before = given.world.state.edit_submission(first);
  before.id = first;
  before.form = Form::internship;
  before.organisation = given.world.school;
  before.stage = SubmissionStage::returned;
  before.first_filed_at = given.world.now;
  given.world.now = start_of(make_date(2024, 10, 30));
  auto again = given.world.submit(Form::internship, {given.world.of_school(given.application())});
  CHECK(refusals(decide_filing(given.world.input(), again).verdict) == Rules{"SY-1.6e"});
  again.header.header.supersedes = first;
  CHECK(refusals(decide_filing(given.world.input(), again).verdict).empty());
}

TEST_CASE("cohorts before 2009 need no application: said, and nothing else is asked", "[SY-1.6c]") {
  Interns given;
  for (const unsigned number : {1U, 2U})
    given.world.state.edit_student(World::student_id(number)).cohort = 2008;
  const auto old = [](auto& f) {
    f.cohort = 2008;
    f.plan_hours_done = 1;
    f.from = make_date(2024, 10, 25);
  };
  const auto verdict = given.apply(old);
  CHECK(refusals(verdict).empty());
  CHECK(warnings(verdict) == Rules{"SY-1.6c"});
  for (const unsigned number : {1U, 2U})
    given.world.state.edit_student(World::student_id(number)).cohort = 2009;
  const auto first = given.apply([&](auto& f) {
    old(f);
    f.cohort = 2009;
  });
  CHECK(refusals(first) == Rules{"SY-1.6d", "SY-1.6e"});
  CHECK(warnings(first).empty());
}

TEST_CASE("one school year off campus is the most, all internships of a student together",
          "[SY-1.6b]") {
  Interns given;
  const auto days = [&](int count) {
    return [count](auto& f) { f.until = add_days(f.from, count - 1); };
  };
  CHECK(refusals(given.apply(days(306))).empty());
  CHECK(refusals(given.apply(days(307))) == Rules{"SY-1.6b"});
  given.world.state.edit_student(World::student_id(2)).internship_days = 6;
  CHECK(refusals(given.apply(days(300))).empty());
  CHECK(refusals(given.apply(days(301))) == Rules{"SY-1.6b"});
  CHECK(refusals(given.apply([&](auto& f) {
          days(400)(f);
          f.off_campus = false;
        })).empty());
  // A school without a calendar has 365 days.
  given.world.edit_school().calendar.clear();
  CHECK(refusals(given.apply(days(359))).empty());
  CHECK(refusals(given.apply(days(360))) == Rules{"SY-1.6b"});
}

TEST_CASE("who goes is in school here, of the cohort, and named once", "[SY-1.6f]") {
  Interns given;
  const auto event = given.world.of_school(given.application());
  given.world.state.edit_student(World::student_id(2)).status = StudentStatus::on_leave;
  CHECK(refusals(given.apply([](auto&) {})) == Rules{"SY-1.6f"});
  // Who leaves while the paper is signed does not take the others with them.
  auto& filed = given.world.filed(Form::internship, 1);
  CHECK(decide_effect(given.world.input(), filed, events_of({event})).lapsed.empty());
  given.world.state.edit_student(World::student_id(2)).status = StudentStatus::active;
  CHECK(refusals(given.apply([](auto& f) { f.students.push_back(f.students.front()); })) ==
        Rules{"SY-1.6f"});
  CHECK(refusals(given.apply([](auto& f) { f.students.push_back(World::student_id(99)); })) ==
        Rules{"SY-1.6f"});
  CHECK(refusals(given.apply([](auto& f) { f.cohort = 2023; })) == Rules{"SY-1.6f"});
}

TEST_CASE("two applications that overlap are judged again when the second takes effect",
          "[SY-1.6b]") {
  Interns given;
  auto facts = given.application();
  facts.until = add_days(facts.from, 199);
  const auto event = given.world.of_school(facts);
  auto& filed = given.world.filed(Form::internship, 1);
  CHECK(decide_effect(given.world.input(), filed, events_of({event})).lapsed.empty());
  given.world.state.edit_student(World::student_id(1)).internship_days = 107;
  const auto late = decide_effect(given.world.input(), filed, events_of({event}));
  REQUIRE(late.lapsed.size() == 1);
  CHECK(late.lapsed.front().rule == "SY-1.6b");
}

TEST_CASE("the lead teacher holds that role in the school; other care is asked for, not forced",
          "[SY-1.6g][SY-1.6h][SY-1.6i]") {
  Interns given;
  CHECK(refusals(given.apply([](auto& f) { f.lead_teacher = id<PersonId>(77, 7); })) ==
        Rules{"SY-1.6i"});
  const auto careless = given.apply([](auto& f) {
    f.plan = {};
    f.company_inspected = false;
    f.safety_agreement = false;
  });
  CHECK(refusals(careless).empty());
  CHECK(warnings(careless) == Rules{"SY-1.6g", "SY-1.6h", "SY-1.6i"});
}

TEST_CASE("the approval counts each student's days and keeps the day of its recording",
          "[SY-1.6f][SY-1.6b]") {
  Interns given;
  const auto version = given.student(1).version;
  REQUIRE(given.effect(given.application()));
  CHECK(given.held().approved_on == given.world.today());
  CHECK(given.held().approved_at == Position{99});
  CHECK(given.student(1).internship_days == 239);  // 4 November to 30 June, both inclusive.
  CHECK(given.student(1).version == version + 1);
  CHECK_FALSE(given.effect(given.application()));  // The id is taken.
}

TEST_CASE("nobody starts without the approval, nor before its day", "[SY-1.6f]") {
  Interns given;
  const auto start = [&](Date day) {
    return refusals(given.world.file(Form::internship_start,
                                     {given.world.of_school(InternshipStarted{internship, day})}));
  };
  CHECK(start(make_date(2024, 10, 20)) == Rules{"SY-1.6f"});
  auto facts = given.application();
  facts.from = make_date(2024, 10, 1);
  REQUIRE(given.effect(facts));
  // Approved on 20 October, whatever the day that was applied for.
  CHECK(start(make_date(2024, 10, 19)) == Rules{"SY-1.6f"});
  CHECK(start(make_date(2024, 10, 20)).empty());
}

TEST_CASE("the summary judges everybody who went and is in school, once", "[SY-1.6j]") {
  Interns given;
  auto applied = given.application();
  applied.from = make_date(2024, 10, 1);
  REQUIRE(given.effect(applied));
  InternshipClosed facts{internship, make_date(2024, 10, 20), id<Digest>(3, 3), {}, {}};
  const auto file = [&](const InternshipClosed& closed) {
    return refusals(given.world.file(Form::internship_summary, {given.world.of_school(closed)}));
  };
  facts.passed = {World::student_id(1), World::student_id(2)};
  CHECK(file(facts) == Rules{"SY-1.6j"});  // It has not started.
  REQUIRE(given.effect(InternshipStarted{internship, make_date(2024, 10, 11)}));
  CHECK(file(facts).empty());
  facts.passed = {World::student_id(1)};
  CHECK(file(facts) == Rules{"SY-1.6j"});
  given.world.state.edit_student(World::student_id(2)).status = StudentStatus::withdrawn;
  CHECK(file(facts).empty());
  given.world.state.edit_student(World::student_id(2)).status = StudentStatus::active;
  facts.failed = {World::student_id(2)};
  CHECK(file(facts).empty());
  facts.ended_on = make_date(2024, 10, 10);
  CHECK(file(facts) == Rules{"SY-1.6j"});
}

TEST_CASE("the summary sets results, and the days become those that were spent",
          "[SY-1.6j][SY-1.6k]") {
  Interns given;
  REQUIRE(given.effect(given.application()));
  REQUIRE(given.effect(InternshipStarted{internship, make_date(2024, 11, 10)}));
  InternshipClosed facts{internship,
                         make_date(2024, 11, 19),
                         id<Digest>(3, 3),
                         {World::student_id(1)},
                         {World::student_id(2)}};
  CHECK_FALSE(given.student(1).internship_summary);
  REQUIRE(given.effect(facts));
  CHECK(given.held().ended_on == make_date(2024, 11, 19));
  CHECK(given.student(1).internship_days == 10);
  CHECK(given.student(1).internship_summary);
  CHECK(given.student(1).internship_result == ReviewResult::passed);
  CHECK(given.student(2).internship_result == ReviewResult::failed);
  CHECK_FALSE(given.effect(facts));  // Closed already.
}

TEST_CASE("a summary of others, of the same student twice, or of nothing is corruption") {
  Interns given;
  InternshipClosed facts{internship, make_date(2024, 11, 19), id<Digest>(3, 3), {}, {}};
  CHECK_FALSE(given.effect(facts));
  REQUIRE(given.effect(given.application()));
  facts.passed = {World::student_id(3)};
  CHECK_FALSE(given.effect(facts));
  facts.passed = facts.failed = {World::student_id(1)};
  CHECK_FALSE(given.effect(facts));
  CHECK_FALSE(given.effect(InternshipStarted{id<InternshipId>(9, 9), make_date(2024, 11, 4)}));
}

TEST_CASE("the other province asks for no lead time, but starts only what was approved",
          "[FJ-20b]") {
  Interns given("fujian");
  const auto verdict = given.apply([](auto& f) {
    f.plan_hours_done = 1;
    f.from = make_date(2024, 10, 21);
  });
  CHECK(refusals(verdict).empty());
  CHECK(refusals(given.apply([](auto& f) { f.students = {World::student_id(99)}; })) ==
        Rules{"FJ-20b"});
  CHECK(refusals(given.world.file(Form::internship_start,
                                  {given.world.of_school(InternshipStarted{
                                      internship, make_date(2024, 10, 20)})})) == Rules{"FJ-20b"});
}
