// Mergers and closings (rules.md §10 row 67): who answers for a school, who may act for its
// students and sign its papers, on the day before, on the day itself and along a chain.
#include <catch2/catch.hpp>

#include "ledger/registry/evolve.h"
#include "ledger/registry/succession.h"
#include "ledger/signoff/signoff.h"
#include "tests/ledger/registry/status_world.h"

using namespace xueji;
using namespace xueji::given;

namespace {

const auto day_of_merger = make_date(2025, 4, 1);
const auto day_before = make_date(2025, 3, 31);

/// The other school, which holds the student, merges into the school that files.
struct Merger : StatusWorld {
  explicit Merger(const std::string& pack_id = "shiyan") : StatusWorld(pack_id) {
    row().school = other_school;
    row().class_id = other_class;
    merge(other_school, school, day_of_merger);
    go_to(day_of_merger);
  }
  void merge(const OrganisationId& of, const OrganisationId& into, Date on) {
    auto& ended = state.edit_organisation(of);
    ended.ended_on = on;
    ended.merged_into = into;
  }
  SubmittedEvent withdrawal() const {
    Withdrawn facts;
    facts.ground = WithdrawalGround::own_request;
    facts.notified_on = today();
    return act(facts, document());
  }
  Rules withdraw() { return refused(Form::withdrawal, {withdrawal(), consent()}); }
  /// The same paper of an organisation, by the status officer of another.
  Rules withdraw_under(const OrganisationId& organisation, const OrganisationId& by) {
    auto submission = submit(Form::withdrawal, {withdrawal(), consent()});
    auto& header = submission.header.header;
    header.organisation = organisation;
    const auto [person, key] = holder(Role::status_officer, by);
    header.capacity = {person, Role::status_officer, by, {}};
    header.key = key;
    return refusals(decide_filing(input(), submission).verdict);
  }
};

}  // namespace

TEST_CASE("from the day of a merger on, and not before, another school answers", "[D-26]") {
  Merger world;
  CHECK(answers_for(world.state, world.other_school, day_before) == world.other_school);
  CHECK(answers_for(world.state, world.other_school, day_of_merger) == world.school);
  CHECK(answers_for(world.state, world.school, day_of_merger) == world.school);
  CHECK_FALSE(has_ended(*world.state.organisation(world.other_school), day_before));
  CHECK(has_ended(*world.state.organisation(world.other_school), day_of_merger));
  CHECK_FALSE(answer_as_one(world.state, world.school, world.other_school, day_before));
  CHECK(answer_as_one(world.state, world.school, world.other_school, day_of_merger));
}

TEST_CASE("a chain of mergers is followed, each from its own day", "[D-26]") {
  Merger world;
  const auto third = id<OrganisationId>(20);
  world.organisation(third, OrganisationKind::school, world.county_code, world.county);
  world.merge(world.school, third, make_date(2025, 9, 1));
  CHECK(answers_for(world.state, world.other_school, make_date(2025, 8, 31)) == world.school);
  CHECK(answers_for(world.state, world.other_school, make_date(2025, 9, 1)) == third);
  CHECK(answering_in_turn(world.state, world.other_school) ==
        std::vector{world.other_school, world.school, third});
}

TEST_CASE("mergers form no cycle: who has ended takes nobody over", "[D-26]") {
  Merger world;
  const auto back = world.of_school(OrganisationMerged{world.other_school, day_of_merger});
  CHECK(world.refused(Form::organisation_end, {back}).contains("D-26"));
  CHECK_FALSE(apply_effect(world.state, back.event, Position{700}, {}, Position{701}));
}

TEST_CASE("the officers of the successor act for the students from the day on", "[D-26]") {
  Merger world;
  CHECK(world.withdraw().empty());
  world.go_to(day_before);
  CHECK(world.withdraw() == Rules{"STATE"});
  // A school that did not take over never may.
  world.go_to(day_of_merger);
  world.row().school = world.county;
  CHECK(world.withdraw() == Rules{"STATE"});
}

TEST_CASE("the merged school's own officers act until the day before", "[D-26]") {
  Merger world;
  world.go_to(day_before);
  CHECK(world.withdraw_under(world.other_school, world.other_school).empty());
  CHECK_FALSE(world.withdraw_under(world.other_school, world.school).empty());
  world.go_to(day_of_merger);
  CHECK_FALSE(world.withdraw_under(world.other_school, world.other_school).empty());
  CHECK(world.withdraw_under(world.other_school, world.school).empty());
}

TEST_CASE("a waiting paper of the merged school is signed by the successor", "[D-26]") {
  Merger world;
  auto& paper = world.filed(Form::withdrawal, 1);
  paper.organisation = paper.author_organisation = world.other_school;
  const auto& step = world.pack.chain(Form::withdrawal)->steps.front();
  const auto signs = [&](Date day) {
    const auto moved = answered(world.state, paper, day);
    return organisation_of_step(world.state, step, moved ? *moved : paper);
  };
  CHECK(signs(day_before) == world.other_school);
  CHECK(signs(day_of_merger) == world.school);

  const auto sign = [&](const OrganisationId& by) {
    const auto [person, key] = world.holder(step.actor.role, by);
    SignOffRequest request;
    auto& sign_off = request.signed_off.sign_off;
    sign_off.submission = paper.id;
    sign_off.step = step.id;
    sign_off.decision = Decision::approve;
    sign_off.capacity = {person, step.actor.role, by, {}};
    sign_off.key = key;
    sign_off.authored_at = world.now;
    const auto events = events_of({world.withdrawal()});
    return refusals(decide_sign_off_request(world.input(), paper, events, request));
  };
  CHECK(sign(world.school).empty());
  CHECK_FALSE(sign(world.other_school).empty());
  world.go_to(day_before);
  CHECK_FALSE(sign(world.school).empty());
  CHECK(sign(world.other_school).empty());
}

TEST_CASE("a class of the merged school is one of the successor", "[D-26]") {
  Merger world;
  const auto opened = [&] {
    return world.refused(Form::school_class,
                         {world.event(SubjectKind::school_class, subject_of(world.other_class),
                                      ClassTeacherAssigned{world.person_id(1)})});
  };
  CHECK_FALSE(opened().contains("STATE"));
  world.go_to(day_before);
  CHECK(opened().contains("STATE"));
}

TEST_CASE("nobody new comes to a school that merged or closed", "[D-26]") {
  World world("shiyan");
  const auto admit = [&] { return refusals(world.roster({world.line(7)})); };
  CHECK_FALSE(admit().contains("STATE"));
  auto& school = world.edit_school();
  school.ended_on = world.today();  // The last day of a closing is still a day of the school.
  CHECK_FALSE(admit().contains("STATE"));
  school.ended_on = add_days(world.today(), -1);
  CHECK(admit().contains("STATE"));
  school.ended_on = world.today();
  school.merged_into = world.other_school;
  CHECK(admit().contains("STATE"));
}

TEST_CASE("who took a school over lets its students transfer to a third", "[FJ-11b][D-26]") {
  Merger world("fujian");
  // Now the school that files receives a student whose school merged into a third one.
  const auto third = id<OrganisationId>(20);
  world.organisation(third, OrganisationKind::school, world.county_code, world.county).calendar =
      StatusWorld::calendar();
  world.merge(world.other_school, third, make_date(2025, 3, 1));
  world.go_to(make_date(2025, 3, 10));
  auto request = world.transfer_request();
  const auto completion = world.transfer_completion();
  const auto transfer = [&](const OrganisationId& from) {
    request.from_school = from;
    return world.refused(Form::transfer, {world.act(request, world.document()), world.consent(),
                                          world.act(completion)});
  };
  CHECK(transfer(third).empty());
  CHECK(transfer(world.other_school).empty());
  CHECK(transfer(world.county).contains("STATE"));
  // The fold takes it too, and the status is then wholly of the school that received it.
  request.from_school = third;
  auto moved = world.act(completion);
  REQUIRE(apply_effect(world.state, moved.event, Position{700}, {}, Position{701}));
  CHECK(world.row().school == world.school);
  CHECK(world.row().former_schools == std::vector{world.other_school});
}

TEST_CASE("nobody transfers into the school that already answers for the student", "[D-26]") {
  Merger world("fujian");
  const auto request = world.transfer_request();
  const auto completion = world.transfer_completion();
  const auto rules = world.refused(Form::transfer, {world.act(request, world.document()),
                                                    world.consent(), world.act(completion)});
  CHECK(rules.contains("STATE"));
}

TEST_CASE("the pack of the successor applies from the day on", "[D-27]") {
  Merger world;
  auto& own = world.state.edit_organisation(world.other_school).packs;
  own = {{id<Digest>(8, 3), "other", "1", make_date(2020, 1, 1)}};
  CHECK(pack_in_force(world.state, world.other_school, day_before)->id == "other");
  CHECK(pack_in_force(world.state, world.other_school, day_of_merger)->id == "shiyan");
}
