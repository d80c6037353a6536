// The decider as a whole: pack, reservations, resubmission, overrides, format, lapses, speed.
#include <catch2/catch.hpp>
#include <chrono>

#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;

TEST_CASE("all lines are checked and every problem is listed, in both languages") {
  World world("shiyan");
  auto facts = world.roster_facts();
  facts.study_mode = StudyMode::none;
  facts.major_code = "000000";
  const auto verdict = world.roster({world.line(1, facts), world.line(2), world.line(3, facts)});
  Rules of_first, of_third;
  for (const auto& problem : verdict.problems) {
    CHECK_FALSE(problem.message.zh.empty());
    CHECK_FALSE(problem.message.en.empty());
    CHECK_FALSE(problem.expected.zh.empty());
    if (problem.line == 0U) of_first.insert(problem.rule);
    CHECK(problem.line != 1U);
    if (problem.line == 2U) of_third.insert(problem.rule);
  }
  CHECK(of_first.contains("SY-1.2k"));
  CHECK(of_third.contains("SY-1.2k"));
  CHECK(std::is_sorted(verdict.rules_checked.begin(), verdict.rules_checked.end()));
  CHECK(std::count(verdict.rules_checked.begin(), verdict.rules_checked.end(), "SY-1.3f") == 1);
}

TEST_CASE("no rule of one pack appears under the other") {
  for (const auto& [name, foreign] : {std::pair{"shiyan", "FJ-"}, std::pair{"fujian", "SY-"}}) {
    World world(name);
    for (const auto& rule : world.roster({world.line(1)}).rules_checked) {
      CHECK_FALSE(rule.starts_with(foreign));
    }
  }
}

TEST_CASE("the pack pinned is the one in force for the school, nearest first") {
  World world("shiyan");
  const auto submission = world.submit(Form::entry_roster, {world.line(1)});
  CHECK(refusals(decide_filing(world.input(), submission).verdict).empty());
  const auto newer = id<Digest>(2, 3);
  world.state.edit_organisation(world.city).packs = {
      {newer, "shiyan", world.pack.metadata().version, add_days(world.today(), 1)}};
  CHECK(pack_in_force(world.state, world.school, world.today())->pack == world.pack_digest);
  CHECK(pack_in_force(world.state, world.school, add_days(world.today(), 1))->pack == newer);
  world.state.edit_organisation(world.city).packs[0].from = world.today();
  CHECK(refusals(decide_filing(world.input(), submission).verdict) == Rules{"CHAIN"});
  world.state.edit_organisation(world.city).packs.clear();
  world.state.edit_organisation(world.province).packs.clear();
  CHECK_FALSE(pack_in_force(world.state, world.school, world.today()).has_value());
  CHECK(refusals(decide_filing(world.input(), submission).verdict) == Rules{"CHAIN"});
}

TEST_CASE("what another submission holds is refused, naming the holder") {
  World world("shiyan");
  const auto line = world.line(1);
  const auto holder = id<SubmissionId>(9, 4);
  world.state.edit_reservation(ReservationKind::student, World::student_id(1).view()).holder =
      holder;
  const auto verdict = world.roster({line});
  REQUIRE(refusals(verdict) == Rules{"STATE"});
  CHECK(std::any_of(verdict.problems.begin(), verdict.problems.end(),
                    [&](const auto& p) { return p.seen == to_text(holder); }));
}

TEST_CASE("a resubmission names a returned submission of the same school and form") {
  World world("shiyan");
  auto submission = world.submit(Form::entry_roster, {world.line(1)});
  const auto before = id<SubmissionId>(8, 4);
  submission.header.header.supersedes = before;
  const auto decided = [&] { return refusals(decide_filing(world.input(), submission).verdict); };
  CHECK(decided() == Rules{"CHAIN"});
  auto& row = world.state.edit_submission(before);
  row = {};
  row.id = before;
  row.form = Form::entry_roster;
  row.organisation = world.school;
  row.stage = SubmissionStage::returned;
  row.first_filed_at = world.now;
  CHECK(decided().empty());
  row.stage = SubmissionStage::open;
  CHECK(decided() == Rules{"CHAIN"});
  row.stage = SubmissionStage::returned;
  row.form = Form::opening_import;
  CHECK(decided() == Rules{"CHAIN"});
  row.form = Form::entry_roster;
  row.organisation = world.other_school;
  CHECK(decided() == Rules{"CHAIN"});
}

TEST_CASE("an override that nothing needs, or that no rule allows, is refused") {
  World world("shiyan");
  const auto line = world.line(1);
  CHECK(refusals(world.roster({line, world.override_of(line, "SY-1.2l")})) == Rules{"FORMAT"});
  CHECK(refusals(world.roster({line, world.override_of(line, "SY-1.5a")})) == Rules{"FORMAT"});
  World fujian("fujian");
  const auto other = fujian.line(1);
  CHECK(refusals(fujian.roster({other, fujian.override_of(other, "SY-1.2l")})) == Rules{"FORMAT"});
}

TEST_CASE("a form takes its own events only, one for each student") {
  World world("shiyan");
  const auto line = world.line(1);
  CHECK(refusals(world.file(Form::admission, {line})).contains("FORMAT"));
  CHECK(refusals(world.roster({line, line})).contains("FORMAT"));
}

TEST_CASE("facts are real days, known codes and complete") {
  World world("shiyan");
  auto facts = world.roster_facts();
  facts.entered_on = make_date(2024, 2, 30);
  CHECK(refusals(world.roster({world.line(1, facts)})) == Rules{"FORMAT"});
  facts = world.roster_facts();
  facts.entered_on = add_days(world.today(), 1);
  CHECK(refusals(world.roster({world.line(1, facts)})) == Rules{"FORMAT"});
  facts = world.roster_facts();
  facts.joint = static_cast<JointProgramme>(99);
  auto line = world.line(1, facts);
  CHECK(refusals(world.roster({line})).contains("FORMAT"));
  line = world.line(1);
  line.disclosure.reset();
  CHECK(refusals(world.roster({line})).contains("FORMAT"));
  line = world.line(1);
  line.event.subject_kind = SubjectKind::person;
  CHECK(refusals(world.roster({line})).contains("FORMAT"));
  line = world.line(1);
  line.event.effective_on = add_days(world.today(), 1);
  CHECK(refusals(world.roster({line})) == Rules{"FORMAT"});
}

TEST_CASE("the status must allow the act, and student, class and school belong together") {
  World world("shiyan");
  const auto line = world.line(1);
  for (const auto status : {StudentStatus::admitted, StudentStatus::active,
                            StudentStatus::graduated, StudentStatus::place_cancelled}) {
    world.state.edit_student(World::student_id(1)).status = status;
    CHECK(refusals(world.roster({line})).contains("STATE"));
  }
  CHECK(refusals(world.roster({world.of_student(99, world.roster_facts(), world.personal(99))}))
            .contains("STATE"));
  auto facts = world.roster_facts();
  facts.school = world.other_school;
  CHECK(refusals(world.roster({world.line(2, facts)})) == Rules{"STATE"});
  facts = world.roster_facts();
  facts.class_id = id<ClassId>(7, 2);
  CHECK(refusals(world.roster({world.line(2, facts)})).contains("STATE"));
  world.line(3);
  world.state.edit_student(World::student_id(3)).school = world.other_school;
  CHECK(refusals(world.roster({world.of_student(3, world.roster_facts(), world.personal(3))})) ==
        Rules{"STATE"});
}

TEST_CASE("at effect a failing line lapses with its rule, a struck one is left alone") {
  World world("shiyan");
  const std::vector lines{world.line(1), world.line(2), world.line(3)};
  auto& filed = world.filed(Form::entry_roster, 3);
  CHECK(decide_effect(world.input(), filed, events_of(lines)).lapsed.empty());
  world.state.edit_student(World::student_id(1)).status = StudentStatus::place_cancelled;
  world.state.edit_student(World::student_id(2)).status = StudentStatus::place_cancelled;
  filed.struck = {{0, ReasonCode::not_present}};
  const auto effect = decide_effect(world.input(), filed, events_of(lines));
  REQUIRE(effect.lapsed.size() == 1);
  CHECK(effect.lapsed[0].line == 1);
  CHECK(effect.lapsed[0].rule == "STATE");
  CHECK(std::find(effect.rules_checked.begin(), effect.rules_checked.end(), "SY-1.5a") !=
        effect.rules_checked.end());
}

TEST_CASE("a pack that is silent on an act lets it through and says so [D-18]") {
  World world("shiyan");
  world.student(1);
  IdentityReviewed facts;
  facts.result = ReviewResult::passed;
  facts.reviewed_on = world.today();
  const auto verdict = world.file(Form::identity_review, {world.of_student(1, facts)});
  CHECK(refusals(verdict).empty());
  CHECK(warnings(verdict) == Rules{"D-18"});
}

TEST_CASE("persons already known are reported for each line") {
  World world("shiyan");
  const auto one = world.of_student(60, world.admission_facts(), world.personal(60));
  world.persons.known[citizen_id(61)] = World::person_id(61);
  const auto two = world.of_student(61, world.admission_facts(), world.personal(61));
  const auto decided = decide_filing(world.input(), world.submit(Form::admission, {one, two}));
  REQUIRE(decided.persons.size() == 2);
  CHECK_FALSE(decided.persons[0].has_value());
  CHECK(decided.persons[1] == World::person_id(61));
}

TEST_CASE("a roster of thousands of lines is decided at once", "[.speed]") {
  World world("shiyan");
  std::vector<SubmittedEvent> lines;
  for (unsigned i = 0; i < 5000; ++i)
    lines.push_back(world.line(i));
  const auto submission = world.submit(Form::entry_roster, lines);
  const auto begin = std::chrono::steady_clock::now();
  const auto decided = decide_filing(world.input(), submission);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  CHECK(refusals(decided.verdict).empty());
  WARN("5,000 lines: " << took.count() << " ms");
  CHECK(took.count() < 150);
}
