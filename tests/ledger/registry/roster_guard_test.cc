// Rosters: what a line must state and what must have happened before.
#include <catch2/catch.hpp>

#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;

TEST_CASE("both packs can be enforced by this program") {
  for (const auto* name : {"shiyan", "fujian"}) {
    const auto pack = shipped(name);
    const auto checked = check_guards(pack);
    INFO((checked ? "" : checked.error().what.en));
    CHECK(checked.has_value());
    CHECK(pack.guards().size() > 40);
  }
}

TEST_CASE("a complete roster line is accepted under both packs") {
  for (const auto* name : {"shiyan", "fujian"}) {
    World world(name);
    const auto verdict = world.roster({world.line(1), world.line(2)});
    for (const auto& problem : verdict.problems)
      UNSCOPED_INFO(problem.rule + " " + problem.message.en + " " + problem.field);
    CHECK(refusals(verdict).empty());
  }
}

TEST_CASE("a line without a study mode, or with another pack's, is refused [SY-1.2k][FJ-39]") {
  World world("shiyan");
  auto facts = world.roster_facts();
  facts.study_mode = StudyMode::none;
  CHECK(refusals(world.roster({world.line(1, facts)})).contains("SY-1.2k"));
  facts.study_mode = StudyMode::adult_class;
  CHECK(refusals(world.roster({world.line(1, facts)})).contains("SY-1.2k"));
  facts.study_mode = StudyMode::flexible;
  CHECK(refusals(world.roster({world.line(1, facts)})).empty());
  World fujian("fujian");
  CHECK(refusals(fujian.roster({fujian.line(1, facts)})) == Rules{"FJ-39"});
}

TEST_CASE("a class without a headcount keeps its roster out, named once [SY-1.2a]") {
  World world("shiyan");
  world.edit_class().headcount_at = no_position;
  const auto verdict = world.roster({world.line(1), world.line(2)});
  CHECK(refusals(verdict) == Rules{"SY-1.2a"});
  CHECK(std::count_if(verdict.problems.begin(), verdict.problems.end(),
                      [](const auto& p) { return p.rule == "SY-1.2a"; }) == 1);
  World fujian("fujian");
  fujian.edit_class().headcount_at = no_position;
  CHECK(refusals(fujian.roster({fujian.line(1)})).empty());
}

TEST_CASE(
    "a headcount before the student attended is out of order; the same day is in order [SY-1.2b]") {
  World world("shiyan");
  auto line = world.line(1);
  world.edit_class().headcount_on = make_date(2024, 9, 1);
  CHECK(refusals(world.roster({line})) == Rules{"SY-1.2b"});
  world.edit_class().headcount_on = make_date(2024, 9, 2);
  CHECK(refusals(world.roster({line})).empty());
}

TEST_CASE("arrival states fee and attendance in order [SY-1.2b]") {
  World world("shiyan");
  world.student(1).status = StudentStatus::admitted;
  ArrivalConfirmed facts;
  facts.class_id = world.class_id;
  facts.arrived_on = make_date(2024, 9, 2);
  facts.fee = FeeStatus::exempt;
  facts.attending_from = make_date(2024, 9, 2);
  CHECK(refusals(world.file(Form::arrival, {world.of_student(1, facts)})).empty());
  facts.attending_from = make_date(2024, 9, 1);
  CHECK(refusals(world.file(Form::arrival, {world.of_student(1, facts)})) == Rules{"SY-1.2b"});
  facts.attending_from = make_date(2024, 9, 3);
  facts.fee = FeeStatus::none;
  CHECK(refusals(world.file(Form::arrival, {world.of_student(1, facts)})) == Rules{"SY-1.2b"});
}

TEST_CASE("a class is counted after somebody arrived; a difference only warns [SY-1.2a][SY-1.2b]") {
  World world("shiyan");
  ClassHeadcountVerified facts;
  facts.counted = 40;
  facts.counted_on = world.today();
  CHECK(world.file(Form::class_headcount, {world.of_class(facts)}).problems.empty());
  facts.counted = 39;
  const auto differs = world.file(Form::class_headcount, {world.of_class(facts)});
  CHECK(refusals(differs).empty());
  CHECK(warnings(differs) == Rules{"SY-1.2a"});
  world.edit_class().arrived = 0;
  CHECK(refusals(world.file(Form::class_headcount, {world.of_class(facts)})) == Rules{"SY-1.2b"});
}

TEST_CASE("each major of the roster has its teaching plan [SY-1.2j]") {
  World world("shiyan");
  world.edit_school().plans.clear();
  CHECK(refusals(world.roster({world.line(1), world.line(2)})) == Rules{"SY-1.2j"});
  world.edit_school().plans = {{2023, "610101", Position{1}}};
  CHECK(refusals(world.roster({world.line(1)})) == Rules{"SY-1.2j"});
}

TEST_CASE("a photo taken online is needed in Shiyan, none in Fujian [SY-1.3a]") {
  World world("shiyan");
  auto line = world.line(1);
  world.state.edit_student(World::student_id(1)).photo_online = false;
  CHECK(refusals(world.roster({line})) == Rules{"SY-1.3a"});
  World fujian("fujian");
  auto other = fujian.line(1);
  fujian.state.edit_student(World::student_id(1)).photo = false;
  CHECK(refusals(fujian.roster({other})).empty());
}

TEST_CASE("nobody unadmitted, nobody who has not arrived, paid and attended [SY-1.3b][SY-1.3c]") {
  World world("shiyan");
  auto line = world.line(1);
  auto& student = world.state.edit_student(World::student_id(1));
  student.admitted_on = {};
  CHECK(refusals(world.roster({line})) == Rules{"SY-1.3b"});
  student.admitted_on = make_date(2024, 8, 20);
  student.fee = FeeStatus::none;
  CHECK(refusals(world.roster({line})) == Rules{"SY-1.3c"});
  student.fee = FeeStatus::paid;
  CHECK(refusals(world.roster({line})).empty());
}

TEST_CASE(
    "identity and health reviews come before a status, at filing and at effect [FJ-06b][FJ-07a]") {
  World world("fujian");
  const std::vector lines{world.line(1), world.line(2)};
  auto& student = world.state.edit_student(World::student_id(1));
  student.identity_review = ReviewResult::failed;
  CHECK(refusals(world.roster(lines)) == Rules{"FJ-06b"});
  student.identity_review = ReviewResult::passed;
  student.health_review = ReviewResult::none;
  CHECK(refusals(world.roster(lines)) == Rules{"FJ-07a"});
  const auto effect =
      decide_effect(world.input(), world.filed(Form::entry_roster, 2), events_of(lines));
  REQUIRE(effect.lapsed.size() == 1);
  CHECK(effect.lapsed[0].line == 0);
  CHECK(effect.lapsed[0].rule == "FJ-07a");
}

TEST_CASE("a joint programme needs a national key school in Shiyan [SY-1.5f]") {
  World world("shiyan");
  auto facts = world.roster_facts();
  facts.joint = JointProgramme::three_stage;
  facts.joint_partner_code = "4203000001";
  auto line = world.line(1, facts);
  world.state.edit_student(World::student_id(1)).joint = JointProgramme::three_stage;
  CHECK(refusals(world.roster({line})).empty());
  world.edit_school().tiers = {{SchoolTier::provincial_key, make_date(2010, 1, 1)}};
  CHECK(refusals(world.roster({line})) == Rules{"SY-1.5f"});
  world.edit_school().tiers.push_back({SchoolTier::national_key, make_date(2025, 1, 1)});
  CHECK(refusals(world.roster({line})) == Rules{"SY-1.5f"});
  World fujian("fujian");
  fujian.edit_school().tiers.clear();
  line = fujian.line(1, facts);
  fujian.state.edit_student(World::student_id(1)).joint = JointProgramme::three_stage;
  CHECK(refusals(fujian.roster({line})).empty());
}

TEST_CASE("a joint programme and the code of its partner go together [SY-3.2d][FJ-39]") {
  for (const auto& [name, rule] : {std::pair{"shiyan", "SY-3.2d"}, std::pair{"fujian", "FJ-39"}}) {
    World world(name);
    auto facts = world.roster_facts();
    const auto file = [&] {
      const auto line = world.line(1, facts);
      world.state.edit_student(World::student_id(1)).joint = facts.joint;
      return refusals(world.roster({line}));
    };
    facts.joint_partner_code = "3642000123";
    CHECK(file() == Rules{rule});
    facts.joint = JointProgramme::western;
    CHECK(file().empty());
    facts.joint_partner_code.clear();
    CHECK(file() == Rules{rule});
  }
}

TEST_CASE("the student category is a code of the national list [SY-3.2d][FJ-39]") {
  for (const auto& [name, rule] : {std::pair{"shiyan", "SY-3.2d"}, std::pair{"fujian", "FJ-39"}}) {
    World world(name);
    auto facts = world.roster_facts();
    facts.student_category = "no such";
    CHECK(refusals(world.roster({world.line(1, facts)})) == Rules{rule});
    facts.student_category.clear();
    CHECK(refusals(world.roster({world.line(1, facts)})).empty());
  }
}

TEST_CASE("the programme is three years in Shiyan; another flexible length only warns [SY-1.6a]") {
  World world("shiyan");
  auto facts = world.roster_facts();
  facts.programme_years = 4;
  CHECK(refusals(world.roster({world.line(1, facts)})) == Rules{"SY-1.6a"});
  facts.study_mode = StudyMode::flexible;
  const auto flexible = world.roster({world.line(1, facts)});
  CHECK(refusals(flexible).empty());
  CHECK(warnings(flexible).contains("SY-1.6a"));
}

TEST_CASE("Fujian derives the length from the prior education [FJ-30a]") {
  World world("fujian");
  auto facts = world.roster_facts();
  facts.programme_years = 1;
  auto line = world.line(1, facts);
  CHECK(refusals(world.roster({line})) == Rules{"FJ-30a"});
  world.state.edit_student(World::student_id(1)).prior_education = PriorEducation::senior_high;
  CHECK(refusals(world.roster({line})).empty());
}

TEST_CASE("the place of study is registered, marked, and that of the class [SY-2.2a][SY-2.2c]") {
  World world("shiyan");
  auto facts = world.roster_facts();
  facts.off_main_campus = true;
  CHECK(refusals(world.roster({world.line(1, facts)})) == Rules{"SY-2.2a"});
  facts.site = id<SiteId>(1);
  world.edit_class().site = facts.site;
  CHECK(refusals(world.roster({world.line(1, facts)})) == Rules{"SY-2.2a"});
  world.edit_school().sites = {{facts.site, "一号教学点", "420304"}};
  CHECK(refusals(world.roster({world.line(1, facts)})).empty());
  facts.off_main_campus = false;
  CHECK(refusals(world.roster({world.line(1, facts)})) == Rules{"SY-2.2c"});
  CHECK(refusals(world.roster({world.line(1)})) == Rules{"SY-2.2c"});
}

TEST_CASE("the out-of-area fact is what the household county gives [SY-2.1a]") {
  World world("shiyan");
  auto facts = world.roster_facts();
  facts.out_of_area = true;
  CHECK(refusals(world.roster({world.line(1, facts)})) == Rules{"SY-2.1a"});
  auto values = world.personal(2);
  values[PersonalField::household_county] = "420322";
  world.student(2);
  CHECK(refusals(world.roster({world.of_student(2, facts, values)})).empty());
  facts.out_of_area = false;
  CHECK(refusals(world.roster({world.of_student(2, facts, values)})) == Rules{"SY-2.1a"});
}

namespace {
/// The county section's approval of a filed roster, as guards of its step see it.
Rules at_county(World& world, const std::vector<SubmittedEvent>& lines,
                std::vector<MarkedLine> struck = {}) {
  auto submission = world.filed(Form::entry_roster, lines.size());
  SignOffRequest request;
  request.signed_off.sign_off.step = "county";
  request.signed_off.sign_off.decision = xueji::Decision::approve;
  request.signed_off.sign_off.lines = std::move(struck);
  // The signer's own entitlement is the business of authority/ and signoff/: only what the guards
  // say about lines is looked at.
  auto problems =
      decide_sign_off_request(world.input(), submission, events_of(lines), request).problems;
  std::erase_if(problems, [](const Problem& problem) { return !problem.line; });
  return refusals(problems);
}
std::vector<SubmittedEvent> outsiders(World& world, unsigned count) {
  auto facts = world.roster_facts();
  facts.out_of_area = true;
  std::vector<SubmittedEvent> lines;
  for (unsigned i = 0; i < count; ++i)
    lines.push_back(world.line(i, facts));
  world.edit_class().on_site_at = Position{9};
  world.edit_class().on_site_count = static_cast<std::uint16_t>(count);
  return lines;
}
}  // namespace

TEST_CASE(
    "exactly 100 out-of-area recruits need no review, 101 do; a struck line counts no more [SY-2.1a]") {
  World world("shiyan");
  CHECK(at_county(world, outsiders(world, 100)).empty());
  const auto lines = outsiders(world, 101);
  CHECK(at_county(world, lines) == Rules{"SY-2.1a"});
  world.edit_class().on_site_count = 100;
  CHECK(at_county(world, lines, {{7, ReasonCode::not_present}}).empty());
}

TEST_CASE("a review covers what it counted, and a split roster adds up [SY-2.1a]") {
  World world("shiyan");
  const auto lines = outsiders(world, 101);
  auto& intakes = world.edit_school().intakes;
  intakes.push_back({2024, Season::autumn, 101, ReviewResult::passed, Position{3}});
  CHECK(at_county(world, lines).empty());
  intakes[0].out_of_area_counted = 100;
  CHECK(at_county(world, lines) == Rules{"SY-2.1a"});
  intakes[0].out_of_area_counted = 101;
  intakes[0].out_of_area_result = ReviewResult::failed;
  CHECK(at_county(world, lines) == Rules{"SY-2.1a"});
  const auto few = outsiders(world, 60);
  intakes[0] = {2024, Season::autumn, 0, ReviewResult::none, Position{3}};
  intakes[0].out_of_area_registered = 60;
  CHECK(at_county(world, few) == Rules{"SY-2.1a"});
}

TEST_CASE("a household under the county's old code is in the area", "[SY-2.1a][D-19]") {
  World world("shiyan");  // The school is in 420304, which was 420321 until 2014.
  const auto marked = [&](const std::string& household, bool out_of_area) {
    auto facts = world.roster_facts();
    facts.out_of_area = out_of_area;
    world.student(1);
    auto values = world.personal(1);
    values[PersonalField::household_county] = household;
    return refusals(world.roster({world.of_student(1, facts, values)})).contains("SY-2.1a");
  };
  CHECK_FALSE(marked("420304", false));
  CHECK_FALSE(marked("420321", false));
  CHECK(marked("420321", true));
  CHECK_FALSE(marked("420322", true));
  CHECK(marked("420322", false));
}

TEST_CASE("two rosters that passed the county side by side add up at the last signer [SY-2.1a]") {
  World world("shiyan");
  auto facts = world.roster_facts();
  facts.out_of_area = true;
  std::vector<SubmittedEvent> lines;
  for (unsigned i = 1; i <= 60; ++i)
    lines.push_back(world.line(i, facts));
  const auto at = [&](const std::string& step) {
    SignOffRequest request;
    request.signed_off.sign_off.step = step;
    request.signed_off.sign_off.decision = xueji::Decision::approve;
    const auto verdict = decide_sign_off_request(
        world.input(), world.filed(Form::entry_roster, lines.size()), events_of(lines), request);
    return refusals(verdict).contains("SY-2.1a");
  };
  CHECK_FALSE(at("county"));
  CHECK_FALSE(at("deputy_director"));
  // The other roster of 41 took effect meanwhile.
  world.edit_school().intakes = {{2024, Season::autumn, 0, {}, Position{1}, 41, 0}};
  CHECK(at("deputy_director"));
  world.edit_school().intakes = {{2024, Season::autumn, 0, {}, Position{1}, 40, 0}};
  CHECK_FALSE(at("deputy_director"));
}

TEST_CASE("the county signs what it counted on site [SY-1.2e][SY-1.2g]") {
  World world("shiyan");
  const std::vector lines{world.line(1), world.line(2)};
  CHECK(at_county(world, lines) == Rules{"SY-1.2e"});
  world.edit_class().on_site_at = Position{9};
  world.edit_class().on_site_count = 1;
  CHECK(at_county(world, lines) == Rules{"SY-1.2g"});
  CHECK(at_county(world, lines, {{1, ReasonCode::not_present}}).empty());
  world.edit_class().on_site_count = 2;
  CHECK(at_county(world, lines).empty());
}

TEST_CASE("groups 1 to 3 refuse, group 4 warns [FJ-39]") {
  World world("fujian");
  auto line = world.line(1);
  auto values = world.personal(1);
  values.erase(PersonalField::origin_place);
  CHECK(refusals(world.roster({world.of_student(1, world.roster_facts(), values)})) ==
        Rules{"FJ-39"});
  values = world.personal(1);
  values.erase(PersonalField::family_economy);
  const auto verdict = world.roster({world.of_student(1, world.roster_facts(), values)});
  CHECK(refusals(verdict).empty());
  CHECK(warnings(verdict).contains("FJ-39"));
}

TEST_CASE("every personal field that a pack lists as required is required [FJ-39][SY-3.2d]") {
  for (const auto* pack : {"shiyan", "fujian"}) {
    World world(pack);
    std::size_t checked = 0;
    for (const auto& term : personal_field_terms()) {
      const auto required = world.pack.texts("roster_required_fields");
      if (std::find(required.begin(), required.end(), term.code) == required.end()) continue;
      auto values = world.personal(1);
      values.erase(term.field);
      INFO(pack << " " << term.code);
      CHECK_FALSE(
          refusals(world.roster({world.of_student(1, world.roster_facts(), values)})).empty());
      ++checked;
    }
    CHECK(checked >= 6);
  }
}

TEST_CASE("majors: the catalogue in both packs, broad categories in Fujian only [FJ-05a][FJ-05b]") {
  World world("shiyan");
  auto facts = world.roster_facts();
  facts.major_code = "6101";
  CHECK(refusals(world.roster({world.line(1, facts)})).contains("SY-3.2d"));
  World fujian("fujian");
  fujian.edit_class().major_code = "6101";
  CHECK(refusals(fujian.roster({fujian.line(1, facts)})).empty());
  facts.major_code = "999999";
  CHECK(refusals(fujian.roster({fujian.line(1, facts)})).contains("FJ-05a"));
}
