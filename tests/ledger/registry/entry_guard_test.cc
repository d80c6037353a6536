// Ways in, reviews, kept places, numbers.
#include <catch2/catch.hpp>

#include "tests/ledger/registry/given.h"

using namespace xueji;
using namespace xueji::given;
using P = PersonalField;

namespace {
template <class Change>
Rules admit(World& world, Change change) {
  auto facts = world.admission_facts();
  change(facts);
  return refusals(world.file(Form::admission, {world.of_student(1, facts, world.personal(1))}));
}

GeneralHighStudentAdmitted from_ordinary_high(const World& world, unsigned terms) {
  GeneralHighStudentAdmitted facts;
  facts.school = world.school;
  facts.cohort = 2024;
  facts.season = Season::autumn;
  facts.major_code = "610101";
  facts.major_catalogue = "2021";
  facts.terms_completed = static_cast<std::uint8_t>(terms);
  facts.route =
      terms >= 3 ? EntryRoute::ordinary_high_diversion : EntryRoute::ordinary_high_transfer;
  facts.admitted_on = make_date(2024, 9, 1);
  return facts;
}
Verdict divert(World& world, const GeneralHighStudentAdmitted& facts, bool consent = true,
               bool overridden = false) {
  const auto entry = world.of_student(1, facts, world.personal(1));
  std::vector events{entry};
  Consent agreed{true, true, true, make_date(2024, 9, 1)};
  if (consent) events.push_back(world.of_student(1, agreed));
  if (overridden) events.push_back(world.override_of(entry, "SY-1.1a"));
  return world.file(Form::ordinary_high_admission, events);
}
}  // namespace

TEST_CASE("three completed terms are a diversion, two a transfer [SY-1.1a][SY-1.1e]") {
  World world("shiyan");
  CHECK(refusals(divert(world, from_ordinary_high(world, 3))).empty());
  CHECK(refusals(divert(world, from_ordinary_high(world, 2))).empty());
  auto wrong = from_ordinary_high(world, 2);
  wrong.route = EntryRoute::ordinary_high_diversion;
  CHECK(refusals(divert(world, wrong)) == Rules{"SY-1.1e"});
  wrong = from_ordinary_high(world, 3);
  wrong.route = EntryRoute::ordinary_high_transfer;
  CHECK(refusals(divert(world, wrong)) == Rules{"SY-1.1e"});
}

TEST_CASE("diversion goes to a national key school in principle; transfers go anywhere [SY-1.1a]") {
  World world("shiyan");
  world.edit_school().tiers = {{SchoolTier::ordinary, make_date(2010, 1, 1)}};
  CHECK(refusals(divert(world, from_ordinary_high(world, 3))) == Rules{"SY-1.1a"});
  CHECK(refusals(divert(world, from_ordinary_high(world, 3), true, true)).empty());
  CHECK(refusals(divert(world, from_ordinary_high(world, 2))).empty());
}

TEST_CASE("student and guardian consent in the same submission [SY-1.1c]") {
  World world("shiyan");
  CHECK(refusals(divert(world, from_ordinary_high(world, 3), false)) == Rules{"SY-1.1c"});
}

TEST_CASE(
    "an ordinary-high student is not admitted by the school alone, nor registered unapproved [SY-1.1b][SY-1.5e]") {
  World world("shiyan");
  CHECK(admit(world, [](auto& f) { f.category = CandidateCategory::ordinary_high_student; }) ==
        Rules{"SY-1.5e"});
  auto facts = world.roster_facts();
  facts.route = EntryRoute::ordinary_high_diversion;
  facts.category = CandidateCategory::ordinary_high_student;
  const auto line = world.line(1, facts);
  auto& student = world.state.edit_student(World::student_id(1));
  student.route = facts.route;
  CHECK(refusals(world.roster({line})) == Rules{"SY-1.1b"});
  const auto effect =
      decide_effect(world.input(), world.filed(Form::entry_roster, 1), events_of({line}));
  REQUIRE(effect.lapsed.size() == 1);
  CHECK(effect.lapsed[0].rule == "SY-1.5e");
  student.city_approved = true;
  CHECK(refusals(world.roster({line})).empty());
}

TEST_CASE("a pack may let key schools, and no others, divert without the city [SY-1.1b][SY-1.5e]") {
  auto files = *shipped_pack("shiyan");
  const std::string on = "key_school_diversion_needs_city_approval = { value = true";
  for (auto& [name, content] : files.files) {
    if (const auto at = content.find(on); at != std::string::npos) {
      content.replace(at, on.size(), "key_school_diversion_needs_city_approval = { value = false");
    }
  }
  const auto lenient = load_pack(files);
  REQUIRE(lenient);
  REQUIRE_FALSE(lenient->is_on("key_school_diversion_needs_city_approval"));
  World world("shiyan");
  const auto decide = [&](Form form, const SubmittedEvent& event) {
    const DecisionInput input{world.state, *lenient, world.persons, world.now};
    return refusals(decide_filing(input, world.submit(form, {event})).verdict);
  };
  auto facts = world.roster_facts();
  facts.route = EntryRoute::ordinary_high_diversion;
  facts.category = CandidateCategory::ordinary_high_student;
  auto admission = world.admission_facts();
  admission.route = facts.route;
  admission.category = facts.category;
  const auto admitted = world.of_student(60, admission, world.personal(60));
  const auto line = world.line(1, facts);
  auto& student = world.state.edit_student(World::student_id(1));
  student.route = facts.route;
  CHECK(decide(Form::admission, admitted).empty());
  CHECK(decide(Form::entry_roster, line).empty());
  // A transfer below three terms is no diversion.
  facts.route = student.route = EntryRoute::ordinary_high_transfer;
  CHECK(decide(Form::entry_roster, world.of_student(1, facts, world.personal(1))) ==
        Rules{"SY-1.1b"});
  student.route = EntryRoute::ordinary_high_diversion;
  world.edit_school().tiers = {{SchoolTier::provincial_key, make_date(2010, 1, 1)}};
  CHECK(decide(Form::admission, admitted) == Rules{"SY-1.5e"});
  CHECK(decide(Form::entry_roster, line) == Rules{"SY-1.1b"});
}

TEST_CASE("Fujian: who may enter and how [FJ-03a][FJ-03b]") {
  World world("fujian");
  CHECK(admit(world, [](auto&) {}).empty());
  CHECK(admit(world, [](auto& f) { f.prior_education = PriorEducation::none; }) == Rules{"FJ-03a"});
  CHECK(admit(world, [](auto& f) { f.route = EntryRoute::ordinary_high_diversion; }) ==
        Rules{"FJ-03b"});
  CHECK(admit(world, [](auto& f) { f.category = CandidateCategory::none; }) == Rules{"FJ-03b"});
  CHECK(admit(world, [](auto& f) { f.basis = AdmissionBasis::none; }) == Rules{"FJ-03b"});
  auto facts = world.admission_facts();
  facts.route = EntryRoute::certificate;
  auto values = world.personal(1);
  CHECK(refusals(world.file(Form::admission, {world.of_student(1, facts, values)})).empty());
  values.erase(P::previous_certificate_number);
  CHECK(refusals(world.file(Form::admission, {world.of_student(1, facts, values)})) ==
        Rules{"FJ-03b"});
}

TEST_CASE(
    "Fujian derives the season from the month of admission: May is spring, June autumn [FJ-03c]") {
  World world("fujian");
  const auto on = [&](unsigned month, unsigned day, Season season) {
    return admit(world, [&](auto& f) {
      f.admitted_on = make_date(2024, month, day);
      f.season = season;
    });
  };
  CHECK(on(5, 31, Season::spring).empty());
  CHECK(on(5, 31, Season::autumn) == Rules{"FJ-03c"});
  CHECK(on(6, 1, Season::autumn).empty());
  CHECK(on(6, 1, Season::spring) == Rules{"FJ-03c"});
}

TEST_CASE("a skilled-worker school owns no status under either pack [FJ-02][SY-1.5c]") {
  for (const auto& [name, rule] : {std::pair{"shiyan", "SY-1.5c"}, std::pair{"fujian", "FJ-02"}}) {
    World world(name);
    world.edit_school().school_type = SchoolType::skilled_worker;
    CHECK(refusals(world.roster({world.line(1)})) == Rules{rule});
    world.edit_school().school_type = SchoolType::adult_secondary;
    CHECK(refusals(world.roster({world.line(1)})).empty());
    world.edit_school().owns_status = false;
    CHECK(refusals(world.roster({world.line(1)})) == Rules{rule});
  }
}

TEST_CASE("a passed identity review agrees in all five items with a source [FJ-06a]") {
  World world("fujian");
  world.student(1);
  IdentityReviewed facts;
  facts.result = ReviewResult::passed;
  facts.against_certificate = facts.name_agrees = facts.sex_agrees = true;
  facts.birth_month_agrees = facts.identity_number_agrees = facts.household_agrees = true;
  facts.reviewed_on = world.today();
  const auto file = [&] {
    return refusals(world.file(Form::identity_review, {world.of_student(1, facts)}));
  };
  CHECK(file().empty());
  facts.household_agrees = false;
  CHECK(file() == Rules{"FJ-06a"});
  facts.result = ReviewResult::failed;
  CHECK(file().empty());
  facts.against_certificate = false;
  CHECK(file() == Rules{"FJ-06a"});
}

TEST_CASE(
    "a place is kept one year on a grade-2A diagnosis; from 29 February to 28 February [FJ-07b]") {
  World world("fujian");
  world.student(1);
  EntryPlaceRetained facts{HospitalLevel::grade_2a, make_date(2024, 2, 29), make_date(2025, 2, 28)};
  const Personal paper{{P::document_digest, "ab"}};
  const auto file = [&] {
    return refusals(world.file(Form::entry_place, {world.of_student(1, facts, paper)}));
  };
  CHECK(file().empty());
  facts.until = make_date(2025, 3, 1);
  CHECK(file() == Rules{"FJ-07b"});
  facts.until = make_date(2025, 2, 28);
  facts.hospital = HospitalLevel::county;
  CHECK(file() == Rules{"FJ-07b"});
  facts.hospital = HospitalLevel::grade_3;
  CHECK(file().empty());
}

TEST_CASE(
    "a place is restored until its last day and cancelled as late only after it [FJ-07d][FJ-07e]") {
  World world("fujian");
  auto& student = world.student(1);
  student.status = StudentStatus::entry_place_retained;
  student.retained_until = make_date(2024, 10, 19);
  const Personal paper{{P::document_digest, "ab"}};
  EntryPlaceRestored restored{HospitalLevel::grade_2a, make_date(2024, 10, 19),
                              ReviewResult::passed};
  const auto restore = [&] {
    return refusals(world.file(Form::entry_place, {world.of_student(1, restored, paper)}));
  };
  CHECK(restore().empty());
  restored.applied_on = make_date(2024, 10, 20);
  CHECK(restore() == Rules{"FJ-07d"});
  restored = {HospitalLevel::grade_2a, make_date(2024, 10, 19), ReviewResult::failed};
  CHECK(restore() == Rules{"FJ-07d"});
  const auto cancel = [&] {
    return refusals(world.file(Form::entry_place,
                               {world.of_student(1, EntryPlaceCancelled{ReasonCode::late})}));
  };
  CHECK(cancel().empty());
  student.retained_until = make_date(2024, 10, 20);
  CHECK(cancel() == Rules{"FJ-07e"});
}

TEST_CASE("a kept place has no status, no number and no second retention [FJ-07c]") {
  World world("fujian");
  auto line = world.line(1);
  world.state.edit_student(World::student_id(1)).status = StudentStatus::entry_place_retained;
  CHECK(refusals(world.roster({line})) == Rules{"STATE"});
  CHECK(refusals(world.file(Form::student_number,
                            {world.of_student(1, StudentNumberAssigned{2024, "2411010001"})})) ==
        Rules{"STATE", "FJ-07c"});
}

TEST_CASE(
    "a student number is YYCCSSNNNN of the school, the next serial, given once [FJ-08c][FJ-08d][FJ-A2]") {
  World world("fujian");
  auto& student = world.on_roll(1);
  const auto assign = [&](const std::string& number, unsigned year = 2024) {
    return refusals(world.file(
        Form::student_number,
        {world.of_student(1, StudentNumberAssigned{static_cast<std::uint16_t>(year), number})}));
  };
  CHECK(assign("2411010001").empty());
  for (const auto* wrong : {"241101001", "24110100001", "24110100a1", "2311010001", "2412010001",
                            "2411020001", "2411010000"}) {
    INFO(wrong);
    CHECK(assign(wrong) == Rules{"FJ-08c"});
  }
  CHECK(assign("2311010001", 2023) == Rules{"FJ-08c"});
  world.state.edit_serial("241101").last = 7;
  CHECK(assign("2411010007") == Rules{"FJ-08c"});
  CHECK(assign("2411010008").empty());
  world.state.edit_serial("241101").last = 9999;
  CHECK(assign("2411010008") == Rules{"FJ-08c"});
  world.state.edit_serial("241101").last = 0;
  world.state.edit_identifier(IdentifierKind::student_number, "2411010001").holder =
      subject_of(World::student_id(9));
  CHECK(assign("2411010001") == Rules{"FJ-08c"});
  CHECK(assign("2411010002").empty());
  student.number = "2411010005";
  CHECK(assign("2411010006") == Rules{"FJ-08d"});
  student.number.clear();
  world.edit_school().number_county_code = "00";
  CHECK(assign("2400010002") == Rules{"FJ-A2"});
}

TEST_CASE("a student's file is opened on paper and electronically [FJ-08a]") {
  World world("fujian");
  world.on_roll(1);
  FileOpened facts{true, true, world.holder(Role::file_keeper, world.school).first};
  const auto open = [&] {
    return refusals(world.file(Form::student_number, {world.of_student(1, facts)}));
  };
  CHECK(open().empty());
  facts.electronic = false;
  CHECK(open() == Rules{"FJ-08a"});
  facts = {false, true, facts.keeper};
  CHECK(open() == Rules{"FJ-08a"});
}

TEST_CASE("an imported number has the form of a student number, of whatever school [FJ-08c]") {
  World world("fujian");
  auto facts = world.import_facts(make_date(2023, 9, 1));
  const auto import = [&](const std::string& number) {
    facts.number = number;
    return refusals(
        world.file(Form::opening_import, {world.of_student(50, facts, world.personal(50))}));
  };
  CHECK(import("").empty());
  CHECK(import("2399990001").empty());
  CHECK(import("239999000") == Rules{"FJ-08c"});
  CHECK(import("23999900011") == Rules{"FJ-08c"});
  CHECK(import("23999900A1") == Rules{"FJ-08c"});
}

TEST_CASE("no citizen id stands in a clear field, alone or inside a longer text [SY-3.2d]") {
  World world("shiyan");
  world.on_roll(1);
  const auto assign = [&](const std::string& number) {
    return refusals(world.file(Form::student_number,
                               {world.of_student(1, StudentNumberAssigned{2024, number})}));
  };
  CHECK(assign(citizen_id(7)) == Rules{"FORMAT"});
  CHECK(assign("G" + citizen_id(7)) == Rules{"FORMAT"});
  auto other = citizen_id(7);
  other.back() = other.back() == '0' ? '1' : '0';
  CHECK(assign(other).empty());
  const auto verdict = world.file(
      Form::student_number, {world.of_student(1, StudentNumberAssigned{2024, citizen_id(7)})});
  for (const auto& problem : verdict.problems)
    CHECK(problem.seen.find(citizen_id(7)) == std::string::npos);
}

TEST_CASE("Fujian registers who has arrived [FJ-06a]") {
  for (const auto form : {Form::entry_roster, Form::five_year_roster}) {
    World world("fujian");
    auto facts = world.roster_facts();
    if (form == Form::five_year_roster) facts.joint = JointProgramme::five_year;
    const auto line = world.line(1, facts);
    world.state.edit_student(World::student_id(1)).joint = facts.joint;
    world.persons.lists.insert({ExternalListKind::city_admission_list, citizen_id(1)});
    CHECK(refusals(world.file(form, {line})).empty());
    world.state.edit_student(World::student_id(1)).arrived_on = {};
    CHECK(refusals(world.file(form, {line})) == Rules{"FJ-06a"});
  }
}

TEST_CASE("a student number stands once in a file [FJ-08c]") {
  World world("fujian");
  world.on_roll(1);
  world.on_roll(2);
  const auto verdict = world.file(Form::student_number,
                                  {world.of_student(1, StudentNumberAssigned{2024, "2411010001"}),
                                   world.of_student(2, StudentNumberAssigned{2024, "2411010001"})});
  REQUIRE(refusals(verdict) == Rules{"FJ-08c"});
  CHECK(verdict.problems.front().line == 1U);
}

TEST_CASE("receipts come from the system of the pack [SY-1.3d][FJ-06d]") {
  World world("shiyan");
  world.on_roll(1);
  ExternalRegistrationConfirmed facts{ExternalSystem::national_status_system, world.today(), true};
  CHECK(refusals(world.file(Form::external_confirmation, {world.of_student(1, facts)})).empty());
  facts.system = ExternalSystem::provincial;
  CHECK(refusals(world.file(Form::external_confirmation, {world.of_student(1, facts)})) ==
        Rules{"SY-1.3d"});
  World fujian("fujian");
  fujian.on_roll(1);
  CHECK(refusals(fujian.file(Form::external_confirmation, {fujian.of_student(1, facts)})).empty());
}

TEST_CASE("the opening import takes only those who entered before the ledger began") {
  World world("shiyan");
  auto facts = world.import_facts(make_date(2023, 9, 1));
  const auto file = [&] {
    return refusals(
        world.file(Form::opening_import, {world.of_student(50, facts, world.personal(50))}));
  };
  CHECK(file().empty());
  facts.entered_on = make_date(2024, 9, 1);
  CHECK(file() == Rules{"SY-3.2d"});
  facts.entered_on = make_date(2023, 9, 1);
  facts.paper_register = {};
  CHECK(file() == Rules{"FORMAT"});
  facts.paper_register = id<Digest>(4, 4);
  facts.status = StudentStatus::graduated;
  CHECK_FALSE(file().empty());
}
