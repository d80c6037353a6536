// What each change of an ongoing status does to its row, and what the fold refuses as corruption.
#include <catch2/catch.hpp>

#include "ledger/registry/evolve.h"
#include "ledger/registry/other_school.h"
#include "ledger/registry/school_terms.h"
#include "tests/ledger/registry/status_world.h"

using namespace xueji;
using namespace xueji::given;

namespace {

struct Effects : StatusWorld {
  template <class Facts>
  Status apply(Facts facts, Date on = make_date(2025, 3, 10)) {
    auto event = act(std::move(facts)).event;
    event.effective_on = on;
    return apply_effect(state, event, Position{70}, {}, Position{80});
  }
  template <class Facts>
  void given(Facts facts, Date on = make_date(2025, 3, 10)) {
    const auto applied = apply(std::move(facts), on);
    INFO((applied ? "" : applied.error().what.en));
    REQUIRE(applied);
  }
  template <class Facts>
  bool is_corrupt(Facts facts) {
    const auto applied = apply(std::move(facts));
    return !applied && applied.error().code == ErrorCode::corrupt;
  }
};

LeaveGranted leave(LeaveGround ground = LeaveGround::illness) {
  LeaveGranted facts;
  facts.ground = ground;
  facts.from = make_date(2025, 3, 10);
  facts.until = make_date(2026, 3, 9);
  return facts;
}

}  // namespace

TEST_CASE("on leave a student is on the roll but not in school, and counts in the class [FJ-13d]") {
  Effects world;
  const auto registered = world.state.school_class(world.class_id)->registered;
  world.given(leave());
  CHECK(world.row().status == StudentStatus::on_leave);
  CHECK(on_roll(world.row().status));
  CHECK_FALSE(in_school(world.row().status));
  CHECK(world.state.school_class(world.class_id)->registered == registered);
  REQUIRE(leave_of(world.row()) != nullptr);
  CHECK(leave_of(world.row())->until == make_date(2026, 3, 9));
  CHECK(world.is_corrupt(leave()));
}

TEST_CASE(
    "an extension moves the end of its leave; another ground is a leave of its own [FJ-13a]") {
  Effects world;
  world.given(leave());
  world.given(ResumptionNoticeServed{make_date(2026, 3, 1), ServiceMethod::in_person});
  CHECK(world.row().notice_served_on == make_date(2026, 3, 1));
  LeaveExtended more{LeaveGround::illness, make_date(2026, 3, 10), make_date(2027, 3, 9)};
  world.given(more, make_date(2026, 3, 10));
  REQUIRE(world.row().leaves.size() == 1);
  CHECK(world.row().leaves[0].until == make_date(2027, 3, 9));
  CHECK_FALSE(world.row().notice_served_on.ok());
  more = {LeaveGround::state_rule, make_date(2027, 3, 10), make_date(2029, 3, 9)};
  world.given(more, make_date(2027, 3, 10));
  REQUIRE(world.row().leaves.size() == 2);
  CHECK(world.row().leaves[0].ended);
  CHECK(world.row().leaves[0].until == make_date(2027, 3, 9));
  CHECK(is_service(world.row().leaves[1]));
}

TEST_CASE("resumption ends the leave the day before and brings class and cohort [FJ-14b][FJ-08d]") {
  Effects world;
  world.row().number = "2411010001";
  world.given(leave());
  const auto before = world.state.school_class(world.next_class)->registered;
  StudyResumed facts;
  facts.class_id = world.next_class;
  facts.cohort = 2025;
  world.given(facts, make_date(2026, 3, 2));
  CHECK(world.row().status == StudentStatus::active);
  CHECK(world.row().cohort == 2025);
  CHECK(world.row().class_id == world.next_class);
  CHECK(world.row().leaves[0].ended);
  CHECK(world.row().leaves[0].until == make_date(2026, 3, 1));
  CHECK(world.row().number == "2411010001");
  CHECK(world.state.school_class(world.next_class)->registered == before + 1);
  CHECK(world.is_corrupt(facts));
}

TEST_CASE("whoever leaves the roll leaves the counts; the row keeps where he was [FJ-16c]") {
  const auto ends = [](auto facts, StudentStatus status) {
    Effects world;
    const auto registered = world.state.school_class(world.class_id)->registered;
    world.given(facts);
    CHECK(world.row().status == status);
    CHECK(world.row().left_on == make_date(2025, 3, 10));
    CHECK(world.row().previous_status == StudentStatus::active);
    CHECK(world.state.school_class(world.class_id)->registered == registered - 1);
    CHECK(world.is_corrupt(StudyResumed{}));
  };
  ends(Withdrawn{}, StudentStatus::withdrawn);
  ends(DeemedWithdrawn{}, StudentStatus::withdrawn);
  ends(StatusCancelled{}, StudentStatus::status_cancelled);
  ends(StudentDied{}, StudentStatus::deceased);
  ends(TransferredOut{}, StudentStatus::transferred_out);
}

TEST_CASE("a transfer moves the status as a whole and keeps its number [FJ-11b][FJ-08d]") {
  Effects world;
  world.row().number = "2411010001";
  const auto left = world.state.school_class(world.class_id)->registered;
  const auto joined = world.state.school_class(world.other_class)->registered;
  TransferCompleted facts;
  facts.to_school = world.other_school;
  facts.class_id = world.other_class;
  facts.cohort = 2024;
  facts.major_code = "610102";
  facts.major_catalogue = "2021";
  world.given(TransferRequested{});
  world.given(facts);
  CHECK(world.row().status == StudentStatus::active);
  CHECK(world.row().school == world.other_school);
  CHECK(world.row().major_code == "610102");
  CHECK(world.row().number == "2411010001");
  CHECK(world.row().former_schools == std::vector{world.school});
  CHECK(world.state.school_class(world.class_id)->registered == left - 1);
  CHECK(world.state.school_class(world.other_class)->registered == joined + 1);
  CHECK(world.is_corrupt(facts));  // Already there.
  world.row().status = StudentStatus::on_leave;
  facts.to_school = world.school;
  facts.class_id = world.class_id;
  CHECK(world.is_corrupt(facts));
}

TEST_CASE("custody moves from the school that holds it, and from no other [FJ-04c]") {
  Effects world;
  CustodyTransferred facts;
  facts.from = world.other_school;
  facts.to = world.other_school;
  facts.class_id = world.other_class;
  CHECK(world.is_corrupt(facts));
  facts.from = world.school;
  world.given(facts);
  CHECK(world.row().school == world.other_school);
}

TEST_CASE("terms, direction, major, cohort and information are noted on the row [FJ-09a][FJ-05a]") {
  Effects world;
  world.given(TermRegistered{2025, 1, make_date(2025, 9, 1)});
  world.given(TermRegistrationDeferred{2024, 2, make_date(2025, 4, 1), ReasonCode::illness});
  world.given(TermRegistered{2024, 2, make_date(2025, 3, 30)});
  REQUIRE(world.row().terms.size() == 2);
  CHECK(world.row().terms[0].school_year == 2024);
  CHECK(world.row().terms[0].deferred_until == make_date(2025, 4, 1));
  CHECK(world.row().terms[0].registered_on == make_date(2025, 3, 30));
  CHECK(world.row().terms[1].registered_on == make_date(2025, 9, 1));

  world.given(MajorDirectionConfirmed{"610102", "2021", make_date(2025, 3, 1)});
  CHECK(world.row().direction_confirmed);
  CHECK(world.row().major_code == "610102");
  MajorChanged change;
  change.class_id = world.class_id;
  change.major_code = "610101";
  change.major_catalogue = "2021";
  world.given(change);
  CHECK_FALSE(world.row().direction_confirmed);
  CHECK(world.row().major_code == "610101");
  GradeRepeated repeated;
  repeated.class_id = world.next_class;
  repeated.cohort = 2025;
  world.given(repeated);
  CHECK(world.row().cohort == 2025);
  const auto version = world.row().version;
  world.given(StudentInfoChanged{"name", ReasonCode::data_wrong});
  CHECK(world.row().version == version + 1);
}

TEST_CASE("the other school of a submission is the one that its lines name [FJ-11b]") {
  StatusWorld world;
  TransferRequested request;
  request.from_school = world.other_school;
  const std::vector events{world.consent().event, world.act(request).event};
  CHECK(other_school_of(events) == world.other_school);
  CHECK(other_school_of(std::span(events).first(1)).is_none());
  CHECK(takes_over(Form::custody_transfer));
  CHECK_FALSE(takes_over(Form::transfer_out));
}
