// Whatever is accepted can be folded: lines that could not take effect together, or any more, are
// refused at filing and lapse at the effect. Each case is one that evolve calls corruption.
#include <catch2/catch.hpp>

#include "ledger/registry/evolve.h"
#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;

namespace {

/// Applies what did not lapse, as the ledger does.
bool folds(World& world, const std::vector<SubmittedEvent>& lines, const EffectVerdict& effect,
           const std::vector<MarkedLine>& struck = {}) {
  for (std::uint32_t i = 0; i < lines.size(); ++i) {
    const auto names = [&](const auto& mark) { return mark.line == i; };
    if (std::any_of(effect.lapsed.begin(), effect.lapsed.end(), names)) continue;
    if (std::any_of(struck.begin(), struck.end(), names)) continue;
    if (!apply_effect(world.state, lines[i].event, Position{9}, World::person_id(i), Position{9})) {
      return false;
    }
  }
  return true;
}

std::vector<std::uint32_t> lapsed_lines(const EffectVerdict& effect) {
  std::vector<std::uint32_t> out;
  for (const auto& line : effect.lapsed)
    out.push_back(line.line);
  return out;
}

SubmittedEvent opened(const World& world, const ClassId& room) {
  ClassOpened facts;
  facts.school = world.school;
  facts.name = "24园艺2班";
  facts.cohort = 2024;
  facts.season = Season::autumn;
  facts.major_code = "610101";
  facts.major_catalogue = "2021";
  return world.event(SubjectKind::school_class, subject_of(room), facts);
}

std::vector<SubmittedEvent> diversion(const World& world, unsigned number) {
  GeneralHighStudentAdmitted facts;
  facts.school = world.school;
  facts.cohort = 2024;
  facts.season = Season::autumn;
  facts.major_code = "610101";
  facts.major_catalogue = "2021";
  facts.terms_completed = 3;
  facts.route = EntryRoute::ordinary_high_diversion;
  facts.admitted_on = make_date(2024, 9, 1);
  return {world.of_student(number, facts, world.personal(number)),
          world.of_student(number, Consent{true, true, true, make_date(2024, 9, 1)})};
}

}  // namespace

TEST_CASE("a consent goes with the admission that was struck [SY-1.1c]") {
  World world("shiyan");
  auto lines = diversion(world, 50);
  const auto more = diversion(world, 51);
  lines.insert(lines.end(), more.begin(), more.end());
  REQUIRE(refusals(world.file(Form::ordinary_high_admission, lines)).empty());
  auto& filed = world.filed(Form::ordinary_high_admission, lines.size());
  filed.persons = {World::person_id(50), {}, World::person_id(51), {}};
  filed.struck = {{0, ReasonCode::documents_missing}};
  const auto effect = decide_effect(world.input(), filed, events_of(lines));
  CHECK(lapsed_lines(effect) == std::vector<std::uint32_t>{1});
  CHECK(effect.lapsed.front().rule == "STATE");
  CHECK(folds(world, lines, effect, filed.struck));
}

TEST_CASE("a consent goes with the admission that lapsed [SY-1.5a][SY-1.1c]") {
  World world("shiyan");
  const auto lines = diversion(world, 50);
  auto& filed = world.filed(Form::ordinary_high_admission, lines.size());
  filed.persons = {World::person_id(50), {}};
  world.on_roll(77).person = World::person_id(50);
  world.state.edit_person(World::person_id(50)).statuses = {World::student_id(77)};
  const auto effect = decide_effect(world.input(), filed, events_of(lines));
  CHECK(lapsed_lines(effect) == std::vector<std::uint32_t>{0, 1});
  CHECK(effect.lapsed.front().rule == "SY-1.5a");
  CHECK(folds(world, lines, effect));
}

TEST_CASE("a consent before its admission is refused, behind it taken [SY-1.1c]") {
  World world("shiyan");
  auto lines = diversion(world, 50);
  CHECK(refusals(world.file(Form::ordinary_high_admission, lines)).empty());
  std::swap(lines[0], lines[1]);
  CHECK(refusals(world.file(Form::ordinary_high_admission, lines)) == Rules{"STATE"});
}

TEST_CASE("a teacher is not assigned to a class whose opening was struck") {
  World world("shiyan");
  const auto room = id<ClassId>(40, 2);
  const auto teacher = world.holder(Role::class_teacher, world.school).first;
  const std::vector lines{
      opened(world, room),
      world.event(SubjectKind::school_class, subject_of(room), ClassTeacherAssigned{teacher})};
  REQUIRE(refusals(world.file(Form::school_class, lines)).empty());
  auto& filed = world.filed(Form::school_class, 2);
  CHECK(decide_effect(world.input(), filed, events_of(lines)).lapsed.empty());
  filed.struck = {{0, ReasonCode::data_wrong}};
  const auto effect = decide_effect(world.input(), filed, events_of(lines));
  CHECK(lapsed_lines(effect) == std::vector<std::uint32_t>{1});
  CHECK(folds(world, lines, effect, filed.struck));
}

TEST_CASE("a class that another paper opened meanwhile is not opened again") {
  World world("shiyan");
  const auto room = id<ClassId>(40, 2);
  const std::vector lines{opened(world, room)};
  REQUIRE(refusals(world.file(Form::school_class, lines)).empty());
  world.state.edit_class(room).school = world.school;
  const auto effect =
      decide_effect(world.input(), world.filed(Form::school_class, 1), events_of(lines));
  CHECK(lapsed_lines(effect) == std::vector<std::uint32_t>{0});
  CHECK(folds(world, lines, effect));
}

TEST_CASE("a hand-over by someone who is no longer the officer lapses [SY-1.4b]") {
  World world("shiyan");
  const auto from = world.holder(Role::status_officer, world.school).first;
  const auto to = World::person_id(200);
  auto& successor = world.state.edit_person(to);
  successor.employer = world.school;
  successor.roles.push_back(
      {Role::status_officer, world.school, make_date(2020, 1, 1), {}, Position{1}});
  world.edit_school().officer = from;
  const std::vector lines{world.of_school(OfficerHandedOver{from, to})};
  REQUIRE(refusals(world.file(Form::officer_handover, lines)).empty());
  world.edit_school().officer = World::person_id(201);
  const auto effect =
      decide_effect(world.input(), world.filed(Form::officer_handover, 1), events_of(lines));
  CHECK(lapsed_lines(effect) == std::vector<std::uint32_t>{0});
  CHECK(folds(world, lines, effect));
}

TEST_CASE("one student's place is not cancelled and kept in one paper [FJ-07b][FJ-07e]") {
  World world("fujian");
  world.student(1);
  const Personal paper{{PersonalField::document_digest, "ab"}};
  const auto cancelled = world.of_student(1, EntryPlaceCancelled{ReasonCode::not_present});
  const auto retained = world.of_student(
      1, EntryPlaceRetained{HospitalLevel::grade_2a, make_date(2024, 9, 1), make_date(2025, 9, 1)},
      paper);
  CHECK(refusals(world.file(Form::entry_place, {retained})).empty());
  CHECK(refusals(world.file(Form::entry_place, {cancelled, retained})) == Rules{"STATE"});
}

TEST_CASE("a student number is given once, also where the pack has no numbers of its own") {
  World world("shiyan");
  world.on_roll(1);
  world.on_roll(2);
  const auto number = [&](unsigned student, const std::string& text) {
    return world.of_student(student, StudentNumberAssigned{2024, text});
  };
  CHECK(refusals(world.file(Form::student_number, {number(1, "A1"), number(2, "A2")})).empty());
  CHECK(refusals(world.file(Form::student_number, {number(1, "A1"), number(2, "A1")})) ==
        Rules{"STATE"});
  const std::vector lines{number(1, "A1"), number(2, "A2")};
  world.state.edit_identifier(IdentifierKind::student_number, "A1").holder =
      subject_of(World::student_id(1));
  CHECK(refusals(world.file(Form::student_number, lines)) == Rules{"STATE"});
  const auto effect =
      decide_effect(world.input(), world.filed(Form::student_number, 2), events_of(lines));
  CHECK(lapsed_lines(effect) == std::vector<std::uint32_t>{0});
  CHECK(folds(world, lines, effect));
}

TEST_CASE("a delegation is recorded once, and ended once [SY-3.2b]") {
  World world("shiyan");
  const auto [principal, key] = world.holder(Role::principal, world.school);
  const auto deputy = world.holder(Role::academic_office, world.school).first;
  DelegationGranted facts;
  facts.delegation = id<DelegationId>(1);
  facts.from_person = principal;
  facts.role = Role::principal;
  facts.organisation = world.school;
  facts.from = make_date(2024, 10, 1);
  facts.until = make_date(2024, 12, 31);
  const auto given = world.event(SubjectKind::person, subject_of(deputy), facts);
  CHECK(refusals(world.file(Form::delegation, {given})).empty());
  CHECK(refusals(world.file(Form::delegation, {given, given})) == Rules{"STATE"});
  REQUIRE(apply_effect(world.state, given.event, Position{9}, {}, Position{9}));
  CHECK(refusals(world.file(Form::delegation, {given})) == Rules{"STATE"});
  const auto ended =
      world.event(SubjectKind::person, subject_of(deputy), DelegationEnded{facts.delegation});
  CHECK(refusals(world.file(Form::delegation, {ended})).empty());
  CHECK(refusals(world.file(Form::delegation, {ended, ended})) == Rules{"STATE"});
}

TEST_CASE("an override is not struck while its line stays [D-04][SY-1.2l]") {
  World world("shiyan");
  const std::vector lines{world.line(1), world.line(2)};
  auto with = lines;
  with.push_back(world.override_of(lines[1], "SY-1.2l"));
  const auto strike = [&](std::vector<MarkedLine> marks) {
    SignOffRequest request;
    request.signed_off.sign_off.step = "deputy_director";
    request.signed_off.sign_off.decision = xueji::Decision::approve;
    request.signed_off.sign_off.lines = std::move(marks);
    const auto verdict = decide_sign_off_request(world.input(), world.filed(Form::entry_roster, 3),
                                                 events_of(with), request);
    return refusals(verdict).contains("D-04");
  };
  const MarkedLine line{1, ReasonCode::data_wrong};
  const MarkedLine excuse{2, ReasonCode::data_wrong};
  CHECK(strike({excuse}));
  CHECK_FALSE(strike({line}));
  CHECK_FALSE(strike({line, excuse}));
  with.back() = world.of_school(get<RuleOverridden>(with.back().event.facts));
  CHECK(strike({line, excuse}));
}
