// Leave, extension, resumption, withdrawal: every bound rule on both sides of its boundary.
#include <catch2/catch.hpp>

#include "tests/ledger/registry/status_world.h"

using namespace xueji;
using namespace xueji::given;
using P = PersonalField;

namespace {

LeaveGranted illness() {
  LeaveGranted facts;
  facts.ground = LeaveGround::illness;
  facts.hospital = HospitalLevel::grade_2a;
  facts.from = make_date(2025, 3, 10);
  facts.until = make_date(2026, 3, 9);
  facts.absent_hours = 201;
  facts.term_hours = 600;
  return facts;
}
LeaveGranted leave_on(LeaveGround ground) {
  auto facts = illness();
  facts.ground = ground;
  return facts;
}
Verdict granted(StatusWorld& world, const LeaveGranted& facts,
                Personal values = StatusWorld::document(), bool consented = true) {
  std::vector events{world.act(facts, values)};
  if (consented) events.push_back(world.consent());
  return world.file(Form::leave, events);
}
Rules leave(StatusWorld& world, const LeaveGranted& facts,
            Personal values = StatusWorld::document(), bool consented = true) {
  return refusals(granted(world, facts, std::move(values), consented));
}

StudyResumed resumed(const StatusWorld& world) {
  StudyResumed facts;
  facts.class_id = world.next_class;
  facts.cohort = 2025;
  facts.applied_on = make_date(2026, 3, 1);
  return facts;
}
Rules resume(StatusWorld& world, const StudyResumed& facts,
             const Personal& values = StatusWorld::document()) {
  return world.refused(Form::resumption, {world.act(facts, values)});
}

Withdrawn withdrawal(WithdrawalGround ground = WithdrawalGround::own_request) {
  Withdrawn facts;
  facts.ground = ground;
  facts.notified_on = make_date(2025, 3, 9);
  return facts;
}
Rules deem(StatusWorld& world, DeemedGround ground) {
  DeemedWithdrawn facts;
  facts.ground = ground;
  facts.notified_on = world.today();
  return world.refused(Form::deemed_withdrawal, {world.act(facts, StatusWorld::document())});
}

}  // namespace

TEST_CASE("a leave has a ground, and who asks for it has signed [FJ-12a]") {
  StatusWorld world;
  CHECK(leave(world, illness()).empty());
  CHECK(leave(world, illness(), StatusWorld::document(), false).empty());
  CHECK(leave(world, leave_on(LeaveGround::none)).contains("FJ-12a"));
  const auto absence = leave_on(LeaveGround::absence);
  CHECK(leave(world, absence).empty());
  CHECK(leave(world, absence, {}, false) == Rules{"FJ-12a"});
  CHECK(world.refused(Form::leave, {world.act(absence), world.consent_of(true, false)}) ==
        Rules{"FJ-12a"});
}

TEST_CASE("what ends before it begins is refused under every pack, a leave of one day is not") {
  for (const auto* pack : {"fujian", "shiyan"}) {
    CAPTURE(pack);
    StatusWorld world(pack);
    auto facts = illness();
    facts.until = facts.from;
    CHECK_FALSE(leave(world, facts, StatusWorld::document()).contains("FORMAT"));
    facts.until = add_days(facts.from, -1);
    CHECK(leave(world, facts, StatusWorld::document()).contains("FORMAT"));
    facts = illness();
    facts.service_from = make_date(2025, 3, 2);
    facts.service_until = make_date(2025, 3, 1);
    CHECK(leave(world, facts, StatusWorld::document()).contains("FORMAT"));
  }
}

TEST_CASE(
    "illness: a county hospital at least, its paper, more than a third of the hours [FJ-12b]") {
  StatusWorld world;
  auto facts = illness();
  facts.hospital = HospitalLevel::county;
  const auto verdict = granted(world, facts);
  CHECK(refusals(verdict).empty());
  CHECK(warnings(verdict) == Rules{"FJ-12b"});
  CHECK(warnings(granted(world, illness())).empty());
  facts.hospital = HospitalLevel::none;
  CHECK(leave(world, facts) == Rules{"FJ-12b"});
  CHECK(leave(world, illness(), {}) == Rules{"FJ-12b"});
  facts = illness();
  facts.absent_hours = 200;
  CHECK(leave(world, facts) == Rules{"FJ-12b"});
}

TEST_CASE("absence: exactly a third is not more than a third [FJ-12c]") {
  StatusWorld world;
  auto facts = leave_on(LeaveGround::absence);
  facts.absent_hours = 201;
  CHECK(leave(world, facts).empty());
  facts.absent_hours = 200;
  CHECK(leave(world, facts) == Rules{"FJ-12c"});
  // The hours of the term are those on file.
  facts.absent_hours = 201;
  facts.term_hours = 599;
  CHECK(leave(world, facts) == Rules{"FJ-12c"});
}

TEST_CASE("an illness unfit for school: diagnosis, and the parents were told [FJ-12d]") {
  StatusWorld world;
  auto facts = leave_on(LeaveGround::unfit_disease);
  facts.guardian_notified_on = world.today();
  CHECK(leave(world, facts, StatusWorld::document(), false).empty());
  CHECK(leave(world, facts, {}) == Rules{"FJ-12d"});
  facts.guardian_notified_on = add_days(world.today(), 1);
  CHECK(leave(world, facts) == Rules{"FJ-12d"});
  facts.guardian_notified_on = {};
  CHECK(leave(world, facts) == Rules{"FJ-12d"});
}

TEST_CASE("work leave: a year in school, sixteen on the day, an agreement [FJ-12e]") {
  StatusWorld world;
  world.go_to(make_date(2025, 9, 10));
  auto facts = leave_on(LeaveGround::work_study);
  facts.from = make_date(2025, 9, 1);
  facts.until = make_date(2026, 8, 31);
  facts.agreement = true;
  facts.of_age = true;
  Personal values{{P::birth_date, "2009-09-01"}};
  CHECK(leave(world, facts, values).empty());
  SECTION("the birthday itself counts, the day before does not") {
    values[P::birth_date] = "2009-09-02";
    CHECK(leave(world, facts, values) == Rules{"FJ-12e"});
  }
  SECTION("29 February is a birthday, and March comes after February") {
    world.row().arrived_on = make_date(2022, 9, 1);
    facts.from = make_date(2024, 2, 29);
    facts.until = make_date(2025, 2, 27);
    values[P::birth_date] = "2008-02-29";
    CHECK(leave(world, facts, values).empty());
    facts.from = make_date(2024, 2, 28);
    CHECK(leave(world, facts, values) == Rules{"FJ-12e"});
    facts.from = make_date(2025, 2, 28);
    facts.until = make_date(2026, 2, 27);
    values[P::birth_date] = "2009-02-28";
    CHECK(leave(world, facts, values).empty());
    values[P::birth_date] = "2009-03-01";
    CHECK(leave(world, facts, values) == Rules{"FJ-12e"});
  }
  SECTION("a birth date is stated, and the verdict with it") {
    CHECK(leave(world, facts, {}) == Rules{"FJ-12e"});
    facts.of_age = false;
    CHECK(leave(world, facts, values) == Rules{"FJ-12e"});
  }
  SECTION("a day short of a year in school") {
    world.row().arrived_on = make_date(2024, 9, 2);
    CHECK(leave(world, facts, values) == Rules{"FJ-12e"});
  }
  SECTION("without agreement") {
    facts.agreement = false;
    CHECK(leave(world, facts, values) == Rules{"FJ-12e"});
  }
  SECTION("student and guardian apply") {
    CHECK(leave(world, facts, values, false) == Rules{"FJ-12a"});
  }
}

TEST_CASE("leave by state rule has its paper; service has its own length [FJ-12f][FJ-13c]") {
  StatusWorld world;
  auto facts = leave_on(LeaveGround::state_rule);
  CHECK(leave(world, facts).empty());
  CHECK(leave(world, facts, {}) == Rules{"FJ-12f"});
  facts.service_from = make_date(2025, 3, 10);
  facts.service_until = make_date(2027, 3, 9);
  facts.until = facts.service_until;
  CHECK(leave(world, facts).empty());
  facts.until = make_date(2026, 3, 9);
  CHECK(leave(world, facts) == Rules{"FJ-13c"});
  facts.until = facts.service_until;
  facts.service_from = make_date(2025, 3, 9);
  CHECK(leave(world, facts) == Rules{"FJ-13c"});
}

TEST_CASE("a leave is a year to the day; an extension follows its last day [FJ-13a]") {
  StatusWorld world;
  auto facts = illness();
  facts.until = make_date(2026, 3, 10);
  CHECK(leave(world, facts) == Rules{"FJ-13a"});
  facts.until = make_date(2025, 3, 9);
  CHECK(leave(world, facts) == Rules{"FJ-13a"});

  world.on_leave();
  world.go_to(make_date(2026, 2, 20));
  LeaveExtended more;
  more.ground = LeaveGround::illness;
  more.from = make_date(2026, 3, 1);
  more.until = make_date(2027, 2, 28);
  const auto extend = [&] {
    return world.refused(Form::leave, {world.act(more), world.consent()});
  };
  CHECK(extend().empty());
  more.until = make_date(2027, 3, 1);
  CHECK(extend() == Rules{"FJ-13a"});
  more.from = make_date(2026, 3, 2);
  CHECK(extend() == Rules{"FJ-13a"});
}

TEST_CASE("four years of leave in all, service not counted; more needs an override [FJ-13b]") {
  StatusWorld world;
  auto& student = world.row();
  const auto year = [](int of, LeaveGround ground) {
    return LeavePeriod{ground, make_date(of, 3, 1), add_days(make_date(of + 1, 3, 1), -1), true};
  };
  student.leaves = {year(2019, LeaveGround::illness), year(2020, LeaveGround::illness),
                    year(2021, LeaveGround::absence)};
  CHECK(leave(world, illness()).empty());
  student.leaves.push_back(
      {LeaveGround::illness, make_date(2022, 3, 1), make_date(2022, 3, 1), true});
  CHECK(leave(world, illness()) == Rules{"FJ-13b"});
  auto line = world.act(illness(), StatusWorld::document());
  CHECK(world.refused(Form::leave, {line, world.override_of(line, "FJ-13b")}).empty());
  student.leaves.back() = year(2022, LeaveGround::state_rule);
  CHECK(leave(world, illness()).empty());
}

TEST_CASE("resumption is applied for before the term begins, with its paper [FJ-14a]") {
  StatusWorld world;
  world.on_leave();
  world.go_to(make_date(2026, 3, 2));
  CHECK(resume(world, resumed(world)).empty());
  auto late = resumed(world);
  late.applied_on = make_date(2026, 3, 2);
  CHECK(resume(world, late) == Rules{"FJ-14a"});
  const auto line = world.act(late, StatusWorld::document());
  CHECK(world.refused(Form::resumption, {line, world.override_of(line, "FJ-14a")}).empty());
  CHECK(resume(world, resumed(world), {}) == Rules{"FJ-14a"});
}

TEST_CASE("who resumes joins the next cohort, in a near major [FJ-14b]") {
  StatusWorld world;
  world.on_leave();
  world.go_to(make_date(2026, 3, 2));
  const auto two_on = id<ClassId>(4, 2);
  world.add_class(two_on, world.school, 2026, "610101");
  auto facts = resumed(world);
  facts.class_id = two_on;
  facts.cohort = 2026;
  CHECK(resume(world, facts) == Rules{"FJ-14b"});
  SECTION("after two years it is the cohort after next") {
    world.row().leaves[0].from = make_date(2024, 3, 1);
    CHECK(resume(world, facts).empty());
  }
  SECTION("a major of the same class is near, another is not") {
    world.state.edit_class(world.next_class).major_code = "610102";
    CHECK(resume(world, resumed(world)).empty());
    world.state.edit_class(world.next_class).major_code = "710201";
    CHECK(resume(world, resumed(world)) == Rules{"FJ-14b"});
    const auto line = world.act(resumed(world), StatusWorld::document());
    CHECK(world.refused(Form::resumption, {line, world.override_of(line, "FJ-14b")}).empty());
  }
}

TEST_CASE("the original cohort takes proof and recognition, both [FJ-14c]") {
  StatusWorld world;
  world.on_leave();
  world.go_to(make_date(2026, 3, 2));
  auto facts = resumed(world);
  facts.class_id = world.class_id;
  facts.cohort = 2024;
  facts.progress_proven = facts.progress_recognised = true;
  CHECK(resume(world, facts).empty());
  facts.progress_recognised = false;
  CHECK(resume(world, facts) == Rules{"FJ-14c"});
  facts.progress_proven = false;
  facts.progress_recognised = true;
  CHECK(resume(world, facts) == Rules{"FJ-14c"});
}

TEST_CASE("withdrawal is asked for by student and guardian, never imposed [FJ-15a]") {
  StatusWorld world;
  const auto line = world.act(withdrawal());
  CHECK(world.refused(Form::withdrawal, {line, world.consent()}).empty());
  CHECK(world.refused(Form::withdrawal, {line}) == Rules{"FJ-15a"});
  CHECK(world.refused(Form::withdrawal, {line, world.consent_of(false, true)}) == Rules{"FJ-15a"});
}

TEST_CASE("a withdrawal for illness has its diagnosis [FJ-15d]") {
  StatusWorld world;
  auto facts = withdrawal(WithdrawalGround::serious_illness);
  facts.hospital = HospitalLevel::county;
  const auto file = [&](const Personal& values) {
    return world.refused(Form::withdrawal, {world.act(facts, values), world.consent()});
  };
  CHECK(file(StatusWorld::document()).empty());
  CHECK(file({}) == Rules{"FJ-15d"});
  facts.hospital = HospitalLevel::none;
  CHECK(file(StatusWorld::document()) == Rules{"FJ-15d"});
}

TEST_CASE("a withdrawal that names no day of telling the parents is flagged [FJ-16a]") {
  StatusWorld world;
  auto facts = withdrawal();
  CHECK(warnings(world.file(Form::withdrawal, {world.act(facts), world.consent()})).empty());
  facts.notified_on = {};
  const auto verdict = world.file(Form::withdrawal, {world.act(facts), world.consent()});
  CHECK(refusals(verdict).empty());
  CHECK(warnings(verdict) == Rules{"FJ-16a"});
}

TEST_CASE("who withdrew does not resume [FJ-16c]") {
  StatusWorld world;
  world.row().status = StudentStatus::withdrawn;
  world.go_to(make_date(2026, 3, 2));
  CHECK(resume(world, resumed(world)) == Rules{"FJ-16c", "STATE"});
}

TEST_CASE(
    "a notice is proven, and fourteen days pass before anybody is deemed withdrawn [FJ-15b]") {
  StatusWorld world;
  auto& student = world.on_leave();
  world.go_to(make_date(2026, 3, 5));
  const ResumptionNoticeServed notice{make_date(2026, 3, 5), ServiceMethod::registered_mail};
  CHECK(
      world.refused(Form::resumption_notice, {world.act(notice, StatusWorld::document())}).empty());
  CHECK(world.refused(Form::resumption_notice, {world.act(notice)}) == Rules{"FJ-15b"});

  CHECK(deem(world, DeemedGround::leave_overdue) == Rules{"FJ-15b"});
  student.notice_served_on = make_date(2026, 3, 5);
  world.go_to(make_date(2026, 3, 19));
  CHECK(deem(world, DeemedGround::leave_overdue) == Rules{"FJ-15b"});
  world.go_to(make_date(2026, 3, 20));
  CHECK(deem(world, DeemedGround::leave_overdue).empty());
  student.leaves[0].until = make_date(2026, 3, 20);
  CHECK(deem(world, DeemedGround::leave_overdue) == Rules{"FJ-15b"});
}

TEST_CASE("the maximum study time: base and four years, the last day included [FJ-15c]") {
  StatusWorld world;
  world.row().arrived_on = make_date(2024, 9, 1);
  world.go_to(make_date(2031, 8, 31));
  CHECK(deem(world, DeemedGround::study_time_exceeded) == Rules{"FJ-15c"});
  world.go_to(make_date(2031, 9, 1));
  CHECK(deem(world, DeemedGround::study_time_exceeded).empty());
  SECTION("a base of one year ends after five") {
    world.row().programme_years = 1;
    world.go_to(make_date(2029, 8, 31));
    CHECK(deem(world, DeemedGround::study_time_exceeded) == Rules{"FJ-15c"});
    world.go_to(make_date(2029, 9, 1));
    CHECK(deem(world, DeemedGround::study_time_exceeded).empty());
  }
  SECTION("nobody is deemed withdrawn while serving") {
    world.on_leave().leaves = {
        {LeaveGround::state_rule, make_date(2030, 9, 1), make_date(2031, 9, 1), false}};
    CHECK(deem(world, DeemedGround::study_time_exceeded) == Rules{"FJ-15c"});
    world.go_to(make_date(2031, 9, 2));
    CHECK(deem(world, DeemedGround::study_time_exceeded).empty());
  }
}

TEST_CASE("an empty status is cancelled on thirty-one days of absence, not thirty [SY-1.5d]") {
  StatusWorld world("shiyan");
  StatusCancelled facts;
  facts.ground = CancellationGround::empty_status;
  const auto cancel = [&](int days) {
    facts.absent_since = add_days(world.today(), -days);
    return world.refused(Form::cancellation, {world.act(facts)});
  };
  CHECK(cancel(31).empty());
  CHECK(cancel(30) == Rules{"SY-1.5d"});
}

TEST_CASE("Shiyan has no rule on leave or resumption: let through with a warning [D-18]") {
  StatusWorld world("shiyan");
  const auto leave = world.file(Form::leave, {world.act(leave_on(LeaveGround::absence))});
  CHECK(refusals(leave).empty());
  CHECK(warnings(leave) == Rules{"D-18"});
  world.on_leave();
  world.go_to(make_date(2026, 3, 2));
  const auto back = world.file(Form::resumption, {world.act(resumed(world))});
  CHECK(refusals(back).empty());
  CHECK(warnings(back) == Rules{"D-18"});
}
