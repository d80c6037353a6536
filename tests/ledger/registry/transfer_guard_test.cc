// Transfer, custody, change of major, repetition: both sides of every bound rule.
#include <catch2/catch.hpp>

#include "ledger/signoff/signoff.h"
#include "tests/ledger/registry/status_world.h"

using namespace xueji;
using namespace xueji::given;

namespace {

/// A student of the other school comes to the one that files.
struct Transfer : StatusWorld {
  TransferRequested request;
  TransferCompleted completion;

  Transfer() {
    row().school = other_school;
    row().class_id = other_class;
    request = transfer_request();
    completion = transfer_completion();
  }
  /// The other school sits in another province.
  void move_away() {
    organisation(other_province, OrganisationKind::province, "360000", {});
    organisation(other_city, OrganisationKind::city, "360100", other_province);
    organisation(other_county, OrganisationKind::county, "360102", other_city);
    state.edit_organisation(other_school).supervisor = other_county;
    request.scope = TransferScope::into_province;
  }
  std::vector<SubmittedEvent> events() const {
    return {act(request, document()), consent(), act(completion)};
  }
  Rules result(Form form = Form::transfer) { return refused(form, events()); }
};

}  // namespace

TEST_CASE(
    "a transfer is one submission of the receiving school: all its parts or nothing [FJ-11b]") {
  Transfer world;
  CHECK(world.result().empty());
  CHECK(world.refused(Form::transfer, {world.act(world.request), world.consent()}) ==
        Rules{"STATE"});
  CHECK(world.refused(Form::transfer, {world.act(world.completion), world.consent()}) ==
        Rules{"STATE"});
  SECTION("the student is of the school named") {
    world.request.from_school = world.county;
    CHECK(world.result().contains("STATE"));
  }
  SECTION("the receiving school files") {
    world.request.to_school = world.other_school;
    CHECK(world.result().contains("STATE"));
  }
  SECTION("all lines name the same other school") {
    const auto third = id<OrganisationId>(9);
    world.organisation(third, OrganisationKind::school, world.county_code, world.county).calendar =
        StatusWorld::calendar();
    world.on_roll(2).school = third;
    auto second = world.request;
    second.from_school = third;
    auto events = world.events();
    events.push_back(world.act(second, StatusWorld::document(), 2));
    events.push_back(world.consent(2));
    events.push_back(world.act(world.completion, {}, 2));
    CHECK(world.refused(Form::transfer, events) == Rules{"STATE"});
    world.row(2).school = world.other_school;
    second.from_school = world.other_school;
    events[3] = world.act(second, StatusWorld::document(), 2);
    CHECK(world.refused(Form::transfer, events).empty());
  }
  SECTION("nobody transfers while on leave") {
    world.row().status = StudentStatus::on_leave;
    CHECK(world.result() == Rules{"STATE"});
  }
}

TEST_CASE("student and guardian apply within a month of the start of term [FJ-11a]") {
  Transfer world;
  const auto applied = [&](Date day) {
    world.request.applied_on = day;
    return world.result();
  };
  world.go_to(make_date(2025, 4, 1));
  CHECK(applied(make_date(2025, 2, 17)).empty());
  CHECK(applied(make_date(2025, 3, 17)).empty());
  CHECK(applied(make_date(2025, 3, 18)) == Rules{"FJ-11a"});
  SECTION("a term that starts on the 31st has the last day of the next month") {
    for (const auto& of : {world.school, world.other_school})
      world.state.edit_organisation(of).calendar[0].terms[1].starts = make_date(2025, 1, 31);
    CHECK(applied(make_date(2025, 2, 28)).empty());
    CHECK(applied(make_date(2025, 3, 1)) == Rules{"FJ-11a"});
  }
  SECTION("both sign") {
    world.request.applied_on = make_date(2025, 3, 10);
    auto events = world.events();
    events[1] = world.consent_of(true, false);
    CHECK(world.refused(Form::transfer, events) == Rules{"FJ-11a"});
  }
}

TEST_CASE("no transfer in the term of entry [FJ-10b]") {
  Transfer world;
  CHECK(world.result().empty());
  world.row().arrived_on = make_date(2025, 2, 17);
  CHECK(world.result() == Rules{"FJ-10b"});
  world.row().arrived_on = make_date(2025, 1, 18);
  CHECK(world.result().empty());
}

TEST_CASE("no transfer in the graduating grade without an override [FJ-10c]") {
  Transfer world;
  world.row().programme_years = 2;
  CHECK(world.result().empty());
  world.row().cohort = world.row().entry_year = 2023;
  world.state.edit_class(world.class_id).cohort = 2023;
  world.completion.cohort = 2023;
  CHECK(world.result() == Rules{"FJ-10c"});
  auto events = world.events();
  events.push_back(world.override_of(events[0], "FJ-10c"));
  CHECK(world.refused(Form::transfer, events).empty());
}

TEST_CASE("across provinces has its own form and both authorities [FJ-11b][FJ-11c]") {
  Transfer world;
  CHECK(world.result(Form::transfer_across) == Rules{"FJ-11c"});
  world.move_away();
  CHECK(world.result(Form::transfer_across).empty());
  CHECK(world.result(Form::transfer) == Rules{"FJ-11b"});
  const auto* chain = world.pack.chain(Form::transfer_across);
  REQUIRE(chain != nullptr);
  auto& filed = world.filed(Form::transfer_across, 3);
  filed.other_school = world.other_school;
  const auto place = [&](std::size_t step) {
    return organisation_of_step(world.state, chain->steps[step], filed);
  };
  CHECK(place(0) == world.other_school);
  CHECK(place(1) == world.other_county);
  CHECK(place(2) == world.county);
  CHECK(place(3) == world.school);
  CHECK(chain->steps[3].effect);
  CHECK(chain->steps[4].is_filing);
}

TEST_CASE("a transfer to a school outside the ledger names the other side's paper [FJ-11c]") {
  StatusWorld world;
  TransferRequested request;
  request.scope = TransferScope::out_of_province;
  request.applied_on = world.today();
  request.reason = ReasonCode::household_moved;
  TransferredOut out;
  out.scope = TransferScope::out_of_province;
  out.left_on = world.today();
  out.reference = id<Digest>(7, 7);
  const auto file = [&] {
    return world.refused(Form::transfer_out, {world.act(request, StatusWorld::document()),
                                              world.consent(), world.act(out)});
  };
  CHECK(file().empty());
  out.reference = {};
  CHECK(file() == Rules{"FJ-11c"});
}

TEST_CASE(
    "who came from another province is numbered anew once, others keep theirs [FJ-08d][FJ-08e]") {
  Transfer world;
  auto& student = world.row();
  student.school = world.school;
  student.class_id = world.class_id;
  student.number = "2436010001";
  student.former_schools = {world.other_school};
  StudentNumberAssigned facts;
  facts.entry_year = 2024;
  facts.number = "2411010001";
  const auto number = [&] { return world.refused(Form::student_number, {world.act(facts)}); };
  CHECK(number() == Rules{"FJ-08d"});
  world.move_away();
  CHECK(number().empty());
  student.number = "2411010001";
  facts.number = "2411010002";
  CHECK(number() == Rules{"FJ-08d"});
}

TEST_CASE("who came from an ordinary high school is numbered by the year of the transfer",
          "[FJ-08e]") {
  StatusWorld world("fujian");
  auto& student = world.row();
  StudentNumberAssigned facts;
  facts.entry_year = 2025;
  facts.number = "2511010001";
  const auto number = [&](EntryRoute route) {
    student.route = route;
    return world.refused(Form::student_number, {world.act(facts)});
  };
  CHECK(number(EntryRoute::ordinary_high_transfer).empty());
  CHECK(number(EntryRoute::other_province_transfer).empty());
  CHECK(number(EntryRoute::exam) == Rules{"FJ-08c"});  // New here: the year of the cohort.
  student.number = facts.number;
  facts.number = "2511010002";
  CHECK(number(EntryRoute::ordinary_high_transfer) == Rules{"FJ-08d"});  // Anew, and then no more.
}

TEST_CASE("a number given before a merger stays after it", "[FJ-08d][FJ-08e][D-26]") {
  Transfer world;
  auto& student = world.row();
  const auto third = id<OrganisationId>(20);
  auto& merged =
      world.organisation(third, OrganisationKind::school, world.county_code, world.county);
  merged.number_county_code = "11";
  merged.number_school_code = "09";
  merged.ended_on = world.today();
  merged.merged_into = world.school;
  world.move_away();
  student.school = third;
  student.class_id = world.class_id;
  student.former_schools = {world.other_school};
  StudentNumberAssigned facts;
  facts.entry_year = 2024;
  facts.number = "2411010001";
  const auto number = [&](const std::string& before) {
    student.number = before;
    return world.refused(Form::student_number, {world.act(facts)});
  };
  CHECK(number("2411090001") == Rules{"FJ-08d"});  // The merged school had numbered anew.
  CHECK(number("2436010001").empty());             // It had not come to that.
}

TEST_CASE(
    "custody: the receiving school switches, by programme and grade [FJ-04a][FJ-04b][FJ-04c]") {
  Transfer world;
  world.go_to(make_date(2025, 9, 5));
  world.row().joint = JointProgramme::three_stage;
  CustodyTransferred facts;
  facts.from = world.other_school;
  facts.to = world.school;
  facts.class_id = world.class_id;
  facts.programme = JointProgramme::three_stage;
  facts.grade = 2;
  const auto switched = [&] { return world.refused(Form::custody_transfer, {world.act(facts)}); };
  CHECK(switched().empty());
  SECTION("grade 1 stays with the first school") {
    world.go_to(make_date(2025, 8, 31));
    facts.grade = 1;
    CHECK(switched() == Rules{"FJ-04b"});
  }
  SECTION("only a key school takes grades 2 and 3") {
    world.edit_school().tiers = {{SchoolTier::ordinary, make_date(2010, 1, 1)}};
    CHECK(switched() == Rules{"FJ-04b"});
  }
  SECTION("the programme is the student's") {
    world.row().joint = JointProgramme::none;
    CHECK(switched() == Rules{"FJ-04b"});
  }
  SECTION("another school cannot do it") {
    facts.to = world.other_school;
    CHECK(switched() == Rules{"FJ-04c", "STATE"});
  }
  SECTION("western students come from another province") {
    world.row().joint = facts.programme = JointProgramme::western;
    CHECK(switched() == Rules{"FJ-04a"});
    world.move_away();
    CHECK(switched().empty());
  }
}

TEST_CASE("a direction follows the category, once, and is no change of major [FJ-05a][FJ-05b]") {
  StatusWorld world;
  world.row().major_code = "61";
  MajorDirectionConfirmed facts{"610101", "2021", world.today()};
  const auto confirm = [&] { return world.refused(Form::major_direction, {world.act(facts)}); };
  CHECK(confirm().empty());
  facts.major_code = "710201";
  CHECK(confirm() == Rules{"FJ-05a"});
  facts.major_code = "619999";
  CHECK(confirm() == Rules{"FJ-05b"});
  facts.major_code = "610101";
  world.row().direction_confirmed = true;
  CHECK(confirm() == Rules{"FJ-05a"});
  world.row().direction_confirmed = false;
  world.row().major_code = "610102";
  CHECK(confirm() == Rules{"FJ-05a"});
}

TEST_CASE("the major changes in grade 1, on the student's own request [FJ-10a]") {
  StatusWorld world;
  const auto new_class = id<ClassId>(5, 2);
  world.add_class(new_class, world.school, 2024, "710201");
  MajorChanged facts;
  facts.class_id = new_class;
  facts.major_code = "710201";
  facts.major_catalogue = "2021";
  facts.grade = 1;
  facts.reason = ReasonCode::aptitude;
  const auto change = [&](bool by_student) {
    return world.refused(Form::change_of_major, {world.act(facts, StatusWorld::document()),
                                                 world.consent_of(by_student, true)});
  };
  CHECK(change(true).empty());
  CHECK(change(false) == Rules{"FJ-10a"});
  world.go_to(make_date(2025, 8, 31));
  CHECK(change(true).empty());
  world.go_to(make_date(2025, 9, 1));
  CHECK(change(true) == Rules{"FJ-10a"});
  facts.grade = 2;
  CHECK(change(true) == Rules{"FJ-10a"});
}

TEST_CASE("a repetition is always an exception, and goes to the next cohort [FJ-24]") {
  StatusWorld world;
  GradeRepeated facts;
  facts.class_id = world.next_class;
  facts.cohort = 2025;
  facts.reason = ReasonCode::study_difficulty;
  auto line = world.act(facts, StatusWorld::document());
  CHECK(world.refused(Form::repetition, {line, world.consent()}) == Rules{"FJ-24"});
  CHECK(world.refused(Form::repetition, {line, world.consent(), world.override_of(line, "FJ-24")})
            .empty());
  world.add_class(world.next_class, world.school, 2026, "610101");
  facts.cohort = 2026;
  line = world.act(facts, StatusWorld::document());
  CHECK(world.refused(Form::repetition,
                      {line, world.consent(), world.override_of(line, "FJ-24")}) == Rules{"FJ-24"});
}

TEST_CASE("the receiving school's pack judges a transfer: Shiyan has no rule on it [D-27][D-18]") {
  Transfer world;
  StatusWorld shiyan("shiyan");
  shiyan.row().school = shiyan.other_school;
  auto request = world.request;
  request.applied_on = make_date(2025, 1, 10);  // Outside Fujian's window.
  const auto verdict =
      shiyan.file(Form::transfer, {shiyan.act(request, StatusWorld::document()), shiyan.consent(),
                                   shiyan.act(world.completion)});
  CHECK(refusals(verdict).empty());
  CHECK(warnings(verdict) == Rules{"D-18"});
}
