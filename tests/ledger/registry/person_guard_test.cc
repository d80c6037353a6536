// Who the person is, and that nobody has two statuses.
#include <catch2/catch.hpp>

#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;
using P = PersonalField;

namespace {
SubmittedEvent admission(World& world, unsigned number, const Personal& change = {}) {
  auto values = world.personal(number);
  for (const auto& [field, value] : change)
    values[field] = value;
  return world.of_student(number, world.admission_facts(), values);
}
Rules admit(World& world, const Personal& change) {
  return refusals(world.file(Form::admission, {admission(world, 1, change)}));
}
}  // namespace

TEST_CASE("a citizen id has its check character and agrees with birth and sex [SY-3.2d][FJ-39]") {
  World world("shiyan");
  CHECK(admit(world, {}).empty());
  auto number = citizen_id(1);
  number.back() = number.back() == '0' ? '1' : '0';
  CHECK(admit(world, {{P::identity_number, number}}) == Rules{"SY-3.2d"});
  CHECK(admit(world, {{P::birth_date, "2008-01-02"}}) == Rules{"SY-3.2d"});
  CHECK(admit(world, {{P::sex, "2"}}) == Rules{"SY-3.2d"});
  World fujian("fujian");
  CHECK(admit(fujian, {{P::identity_number, number}}) == Rules{"FJ-39"});
}

TEST_CASE("an id ending in X and a code of a renamed county hold [SY-3.2d]") {
  World world("shiyan");
  CHECK(admit(world, {{P::identity_number, "11010519491231002X"},
                      {P::birth_date, "1949-12-31"},
                      {P::sex, "2"}})
            .empty());
  // 420321 was 郧县 until it became 郧阳区 420304.
  CHECK(admit(world, {{P::identity_number, citizen_id(1, "420321")}}).empty());
  CHECK(admit(world, {{P::identity_number, citizen_id(1, "429999")}}) == Rules{"SY-3.2d"});
}

TEST_CASE("other documents need a number, none yet has none [SY-3.2d]") {
  World world("shiyan");
  CHECK(admit(world, {{P::identity_type, "6"}, {P::identity_number, "E1234567"}}).empty());
  CHECK(admit(world, {{P::identity_type, "6"}, {P::identity_number, ""}}) == Rules{"SY-3.2d"});
  CHECK(admit(world, {{P::identity_type, "A"}, {P::identity_number, ""}}).empty());
  CHECK(admit(world, {{P::identity_type, "A"}, {P::identity_number, "1"}}) == Rules{"SY-3.2d"});
}

TEST_CASE("names with a middle dot and characters outside the basic plane hold; controls do not") {
  World world("shiyan");
  CHECK(admit(world, {{P::name, "买买提·阿不都热依木"}}).empty());
  CHECK(admit(world, {{P::name, "张\xF0\xA0\xAE\xB7"}}).empty());
  CHECK(admit(world, {{P::name, "张\t三"}}) == Rules{"FORMAT"});
  CHECK(admit(world, {{P::name, "\xC0\xAF"}}) == Rules{"FORMAT"});
}

TEST_CASE("the number is masked in a refusal [SY-3.2d]") {
  World world("shiyan");
  auto number = citizen_id(1);
  number.back() = number.back() == '0' ? '1' : '0';
  const auto verdict =
      world.file(Form::admission, {admission(world, 1, {{P::identity_number, number}})});
  for (const auto& problem : verdict.problems) {
    CHECK(problem.seen.find(number) == std::string::npos);
    CHECK(problem.message.en.find(number) == std::string::npos);
  }
}

TEST_CASE("one person stands once in a file [SY-1.5a][FJ-38]") {
  for (const auto& [name, rule] : {std::pair{"shiyan", "SY-1.5a"}, std::pair{"fujian", "FJ-38"}}) {
    World world(name);
    auto again = admission(world, 2, {{P::identity_number, citizen_id(1)}, {P::sex, "1"}});
    const auto verdict = world.file(Form::admission, {admission(world, 1), again});
    REQUIRE(refusals(verdict) == Rules{rule});
    CHECK(verdict.problems.back().line == 1U);
  }
}

TEST_CASE("a document number in small letters is the same number [SY-1.5a]") {
  World world("shiyan");
  const Personal small{{P::identity_type, "6"}, {P::identity_number, "e1234567"}};
  const Personal large{{P::identity_type, "6"}, {P::identity_number, "E1234567"}};
  CHECK(refusals(world.file(Form::admission, {admission(world, 1, small),
                                              admission(world, 2, large)})) == Rules{"SY-1.5a"});
}

TEST_CASE(
    "a person on the roll elsewhere gets no second status, whatever the pack there [SY-1.5a]") {
  World world("shiyan");
  world.organisation(world.other_school, OrganisationKind::school, "350102", world.county);
  auto line = world.line(1);
  auto& other = world.state.edit_student(World::student_id(77));
  other.status = StudentStatus::on_leave;
  other.school = world.other_school;
  auto& person = world.state.edit_person(World::person_id(1));
  person.statuses.push_back(World::student_id(77));
  CHECK(refusals(world.roster({line})) == Rules{"SY-1.5a"});
  const auto effect =
      decide_effect(world.input(), world.filed(Form::entry_roster, 1), events_of({line}));
  REQUIRE(effect.lapsed.size() == 1);
  CHECK(effect.lapsed[0].rule == "SY-1.5a");
  other.status = StudentStatus::graduated;
  CHECK(refusals(world.roster({line})).empty());
}

TEST_CASE(
    "who was admitted is not admitted again, here or elsewhere, until the place is cancelled "
    "[SY-1.5a][FJ-38]") {
  for (const auto& [name, rule] : {std::pair{"shiyan", "SY-1.5a"}, std::pair{"fujian", "FJ-38"}}) {
    World world(name);
    world.organisation(world.other_school, OrganisationKind::school, "350102", world.county);
    auto& first = world.student(1);
    const auto again = world.of_student(2, world.admission_facts(), world.personal(1));
    for (const auto& school : {world.school, world.other_school}) {
      first.school = school;
      for (const auto status :
           {StudentStatus::admitted, StudentStatus::entry_place_retained, StudentStatus::pending}) {
        first.status = status;
        CHECK(refusals(world.file(Form::admission, {again})) == Rules{rule});
      }
      first.status = StudentStatus::place_cancelled;
      CHECK(refusals(world.file(Form::admission, {again})).empty());
    }
  }
}

TEST_CASE("a pending roster of another school holds the person, and is named [SY-1.5a]") {
  World world("shiyan");
  auto line = world.line(1);
  const auto holder = id<SubmissionId>(9, 4);
  world.state.edit_submission(holder).form = Form::entry_roster;
  world.state.edit_student(World::student_id(77)).status = StudentStatus::pending;
  world.state.edit_person(World::person_id(1)).statuses.push_back(World::student_id(77));
  world.state.edit_reservation(ReservationKind::student, World::student_id(77).view()).holder =
      holder;
  const auto verdict = world.roster({line});
  REQUIRE(refusals(verdict) == Rules{"SY-1.5a"});
  CHECK(std::any_of(verdict.problems.begin(), verdict.problems.end(), [&](const auto& problem) {
    return problem.message.en.find(to_text(holder)) != std::string::npos;
  }));
}

TEST_CASE("the roster is about the person who was admitted [SY-1.5a]") {
  World world("shiyan");
  world.student(1);
  CHECK(refusals(world.roster({world.of_student(1, world.roster_facts(), world.personal(1))}))
            .empty());
  auto values = world.personal(3);
  // Nobody was admitted with this number: taken as it is, it would stay free for a second status.
  CHECK(refusals(world.roster({world.of_student(1, world.roster_facts(), values)})) ==
        Rules{"SY-1.5a"});
  world.persons.known[citizen_id(3)] = World::person_id(3);
  CHECK(refusals(world.roster({world.of_student(1, world.roster_facts(), values)})) ==
        Rules{"SY-1.5a"});
}

TEST_CASE("the register of skilled-worker schools refuses, a stale one warns [SY-1.5c]") {
  World world("shiyan");
  auto line = world.line(1);
  CHECK(warnings(world.roster({line})).contains("SY-1.5c"));
  world.state.edit_organisation(world.city).lists = {
      {ExternalListKind::skilled_worker_register, add_days(world.today(), -90), 10, Position{2}}};
  CHECK_FALSE(warnings(world.roster({line})).contains("SY-1.5c"));
  world.state.edit_organisation(world.city).lists[0].as_of = add_days(world.today(), -91);
  CHECK(warnings(world.roster({line})).contains("SY-1.5c"));
  world.persons.lists.insert({ExternalListKind::skilled_worker_register, citizen_id(1)});
  CHECK(refusals(world.roster({line})) == Rules{"SY-1.5c"});
}

TEST_CASE("five-year students stand on the city's list and inside the plan [FJ-06f]") {
  World world("fujian");
  auto facts = world.roster_facts();
  facts.joint = JointProgramme::five_year;
  std::vector lines{world.line(1, facts), world.line(2, facts)};
  for (unsigned i : {1U, 2U})
    world.state.edit_student(World::student_id(i)).joint = facts.joint;
  world.persons.lists.insert({ExternalListKind::city_admission_list, citizen_id(1)});
  CHECK(refusals(world.roster(lines)) == Rules{"FJ-06f"});  // Another form.
  const auto verdict = world.file(Form::five_year_roster, lines);
  REQUIRE(refusals(verdict) == Rules{"FJ-06f"});
  CHECK(verdict.problems.front().line == 1U);
  CHECK(verdict.problems.front().severity == Severity::needs_override);
  lines.push_back(world.override_of(lines[1], "FJ-06f"));
  CHECK(refusals(world.file(Form::five_year_roster, lines)).empty());
  lines.pop_back();
  world.persons.lists.insert({ExternalListKind::city_admission_list, citizen_id(2)});
  const auto province = [&] {
    SignOffRequest request;
    request.signed_off.sign_off.step = "province";
    request.signed_off.sign_off.decision = xueji::Decision::approve;
    const auto all = decide_sign_off_request(world.input(), world.filed(Form::five_year_roster, 2),
                                             events_of(lines), request);
    return std::count_if(all.problems.begin(), all.problems.end(),
                         [](const auto& p) { return p.field == "plan"; });
  };
  CHECK(province() == 2);
  world.edit_school().lists = {{ExternalListKind::five_year_plan, world.today(), 2, Position{2}}};
  CHECK(province() == 0);
  world.edit_school().intakes.push_back({2024, Season::autumn, 0, {}, Position{1}, 0, 1});
  CHECK(province() == 1);
}
