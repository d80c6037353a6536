// Findings about ongoing changes: each found and not found, on both sides of its day. The acts are
// applied to a school world and told to the dossier as the fold tells them.
#include <catch2/catch.hpp>

#include "ledger/registry/evolve.h"
#include "replay/inspection/detect.h"
#include "tests/ledger/commit/office.h"
#include "tests/ledger/registry/status_world.h"

namespace xueji::inspection {
namespace {

using given::StatusWorld;

/// Packs come from a ledger of the pack: nothing else is taken from it.
struct StatusYear : StatusWorld {
  test::Office office;
  Dossier dossier;
  unsigned acts = 0;

  explicit StatusYear(const std::string& pack_id = "fujian")
      : StatusWorld(pack_id), office(1, pack_id), dossier(office.view->packs()) {
    pack_digest = office.view->state().genesis().packs.front().digest;
    state.edit_organisation(province).packs.front().pack = pack_digest;
  }

  template <class Facts>
  SubmissionState& happens(Form form, Facts facts, Date on) {
    go_to(on);
    const auto event = act(std::move(facts)).event;
    const Position header_at{100 + 10ULL * ++acts};
    auto& row = state.edit_submission(given::id<SubmissionId>(acts, 4));
    row.id = given::id<SubmissionId>(acts, 4);
    row.form = form;
    row.organisation = school;
    row.packs = {pack_digest};
    row.header_at = header_at;
    row.count = 1;
    row.filed_at = row.first_filed_at = now;
    row.stage = SubmissionStage::in_effect;
    row.in_effect_at = Position{header_at.value + 5};
    row.steps = {{"principal", person_id(7), Decision::approve, now, row.in_effect_at, {}}};
    const Position event_at{header_at.value + 1};
    REQUIRE(apply_effect(state, event, event_at, {}, row.in_effect_at));
    dossier.in_effect(state, {row, 0, event, event_at, row.in_effect_at, now});
    return row;
  }
  static void file(SubmissionState& row, Date on) {
    row.steps.push_back(
        {"filing", person_id(8), Decision::approve, start_of(on), Position{900}, {}});
  }

  std::vector<Finding> found(std::string_view code, Date cut_off) {
    const Case c{dossier, state, office.view->packs(), make_date(year_of(cut_off), 1, 1),
                 cut_off, {}};
    const auto* definition = find_definition(code);
    REQUIRE(definition != nullptr);
    std::vector<Finding> all;
    definition->detect(c, *definition, all);
    return all;
  }
};

LeaveGranted leave(Date from) {
  LeaveGranted facts;
  facts.ground = LeaveGround::illness;
  facts.from = from;
  facts.until = add_days(add_years(from, 1), -1);
  return facts;
}
ExternalRegistrationConfirmed receipt(Date on) {
  return {ExternalSystem::provincial, on, true};
}

}  // namespace

TEST_CASE("who is in school registers each term within the days, or defers [FJ-09a][FJ-09b]") {
  StatusYear world;
  // The second term began on 17 February 2025; fourteen days for registering.
  CHECK(world.found("TERM_NOT_REGISTERED", make_date(2025, 3, 3)).empty());
  const auto found = world.found("TERM_NOT_REGISTERED", make_date(2025, 3, 4));
  REQUIRE(found.size() == 1);
  CHECK(found[0].first_day == make_date(2025, 3, 4));
  CHECK(found[0].subject.key == "class:" + to_text(world.class_id) + "/2024-2");
  CHECK_FALSE(found[0].closed_on);
  SECTION("registered on the last day") {
    world.happens(Form::term_registration, TermRegistered{2024, 2, make_date(2025, 3, 3)},
                  make_date(2025, 3, 3));
    CHECK(world.found("TERM_NOT_REGISTERED", make_date(2025, 6, 1)).empty());
  }
  SECTION("a day late is found, and closed") {
    world.happens(Form::term_registration, TermRegistered{2024, 2, make_date(2025, 3, 4)},
                  make_date(2025, 3, 4));
    const auto late = world.found("TERM_NOT_REGISTERED", make_date(2025, 6, 1));
    REQUIRE(late.size() == 1);
    CHECK(late[0].closed_on == make_date(2025, 3, 4));
  }
  SECTION("a deferral moves the day") {
    world.happens(Form::term_registration,
                  TermRegistrationDeferred{2024, 2, make_date(2025, 4, 1), ReasonCode::illness},
                  make_date(2025, 2, 20));
    CHECK(world.found("TERM_NOT_REGISTERED", make_date(2025, 4, 1)).empty());
    CHECK(world.found("TERM_NOT_REGISTERED", make_date(2025, 4, 2)).size() == 1);
  }
  SECTION("nobody on leave registers") {
    world.happens(Form::leave, leave(make_date(2025, 2, 10)), make_date(2025, 2, 10));
    CHECK(world.found("TERM_NOT_REGISTERED", make_date(2025, 6, 1)).empty());
  }
  SECTION("who entered for the term did register") {
    world.row().arrived_on = make_date(2025, 2, 1);
    CHECK(world.found("TERM_NOT_REGISTERED", make_date(2025, 6, 1)).empty());
  }
}

TEST_CASE("a pack without the rule on terms finds nothing [FJ-09a]") {
  StatusYear world("shiyan");
  CHECK(world.found("TERM_NOT_REGISTERED", make_date(2025, 6, 1)).empty());
}

TEST_CASE("a leave that is over is overdue until somebody acts [FJ-13a]") {
  StatusYear world;
  world.happens(Form::leave, leave(make_date(2025, 3, 20)), make_date(2025, 3, 20));
  const auto until = make_date(2026, 3, 19);
  CHECK(world.found("LEAVE_OVERDUE", until).empty());
  const auto found = world.found("LEAVE_OVERDUE", add_days(until, 1));
  REQUIRE(found.size() == 1);
  CHECK(found[0].first_day == add_days(until, 1));
  CHECK(found[0].organisation == world.school);
  SECTION("an extension in time") {
    world.happens(Form::leave,
                  LeaveExtended{LeaveGround::illness, add_days(until, 1), make_date(2027, 3, 19)},
                  until);
    CHECK(world.found("LEAVE_OVERDUE", make_date(2026, 12, 31)).empty());
  }
  SECTION("a withdrawal after it closes the finding") {
    world.happens(Form::withdrawal, Withdrawn{}, make_date(2026, 4, 1));
    const auto late = world.found("LEAVE_OVERDUE", make_date(2026, 12, 31));
    REQUIRE(late.size() == 1);
    CHECK(late[0].closed_on == make_date(2026, 4, 1));
  }
}

TEST_CASE("a leave that ended before the opening import is history told afterwards [FJ-13a]") {
  StatusYear world;
  const auto opened = make_date(2025, 4, 1);
  ImportSeen import;
  import.student = world.row().id;
  import.happened.effect_on = opened;
  world.dossier.imports.push_back(import);
  SECTION("what follows it was filed as soon as the ledger could hold it") {
    world.happens(Form::leave, leave(make_date(2024, 3, 20)), make_date(2025, 4, 2));
    CHECK(world.found("LEAVE_OVERDUE", opened).empty());
    CHECK(world.found("LEAVE_OVERDUE", make_date(2025, 4, 2)).size() == 1);
    world.happens(
        Form::leave,
        LeaveExtended{LeaveGround::illness, make_date(2025, 3, 20), make_date(2026, 3, 19)},
        make_date(2025, 4, 3));
    CHECK(world.found("LEAVE_OVERDUE", make_date(2025, 12, 31)).empty());
  }
  SECTION("nothing follows: overdue from the day after the import") {
    world.happens(Form::leave, leave(make_date(2024, 3, 20)), make_date(2025, 4, 2));
    const auto found = world.found("LEAVE_OVERDUE", make_date(2025, 12, 31));
    REQUIRE(found.size() == 1);
    CHECK(found[0].first_day == make_date(2025, 4, 2));
  }
  SECTION("a leave that ended on the day of the import was there to act upon") {
    world.happens(Form::leave, leave(make_date(2024, 4, 2)), make_date(2025, 4, 1));
    world.happens(Form::leave,
                  LeaveExtended{LeaveGround::illness, make_date(2025, 4, 2), make_date(2026, 4, 1)},
                  make_date(2025, 4, 3));
    CHECK(world.found("LEAVE_OVERDUE", make_date(2025, 12, 31)).size() == 1);
  }
}

TEST_CASE("a leave that ends in the holidays has until the term begins [FJ-13a][FJ-14a]") {
  StatusYear world;
  world.happens(Form::leave, leave(make_date(2025, 2, 10)), make_date(2025, 2, 10));
  CHECK(world.found("LEAVE_OVERDUE", make_date(2026, 3, 1)).empty());
  CHECK(world.found("LEAVE_OVERDUE", make_date(2026, 3, 2)).size() == 1);
}

TEST_CASE("leave beyond four years is found, four years are not [FJ-13b]") {
  StatusYear world;
  for (const int year : {2019, 2020, 2021}) {
    const auto from = make_date(year, 3, 20);
    world.row().leaves.push_back(
        {LeaveGround::illness, from, add_days(add_years(from, 1), -1), true});
  }
  world.happens(Form::leave, leave(make_date(2025, 3, 20)), make_date(2025, 3, 20));
  CHECK(world.found("LEAVE_CAP", make_date(2025, 12, 31)).empty());
  world.happens(Form::leave,
                LeaveExtended{LeaveGround::illness, make_date(2026, 3, 20), make_date(2026, 3, 20)},
                make_date(2026, 3, 19));
  CHECK(world.found("LEAVE_CAP", make_date(2026, 12, 31)).size() == 1);
}

TEST_CASE("six months before the maximum study time ends it is shown [FJ-15c]") {
  StatusYear world;
  world.row().arrived_on = make_date(2024, 9, 1);  // Ends on 31 August 2031.
  CHECK(world.found("STUDY_TIME_NEAR_END", make_date(2031, 2, 27)).empty());
  const auto found = world.found("STUDY_TIME_NEAR_END", make_date(2031, 2, 28));
  REQUIRE(found.size() == 1);
  CHECK(found[0].first_day == make_date(2031, 2, 28));
  world.happens(Form::withdrawal, Withdrawn{}, make_date(2030, 1, 1));
  CHECK(world.found("STUDY_TIME_NEAR_END", make_date(2031, 2, 28)).empty());
}

TEST_CASE("a transfer is filed within fifteen days of its effect [FJ-11b]") {
  StatusYear world;
  world.row().school = world.other_school;
  world.row().class_id = world.other_class;
  TransferCompleted facts;
  facts.to_school = world.school;
  facts.class_id = world.class_id;
  facts.cohort = 2024;
  auto& row = world.happens(Form::transfer, facts, make_date(2025, 3, 10));
  CHECK(world.found("TRANSFER_NOT_FILED", make_date(2025, 3, 25)).empty());
  CHECK(world.found("TRANSFER_NOT_FILED", make_date(2025, 3, 26)).size() == 1);
  SECTION("filed in time") {
    StatusYear::file(row, make_date(2025, 3, 25));
    CHECK(world.found("TRANSFER_NOT_FILED", make_date(2025, 12, 31)).empty());
  }
  SECTION("filed late") {
    StatusYear::file(row, make_date(2025, 3, 26));
    const auto late = world.found("TRANSFER_NOT_FILED", make_date(2025, 12, 31));
    REQUIRE(late.size() == 1);
    CHECK(late[0].closed_on == make_date(2025, 3, 26));
  }
}

TEST_CASE("a withdrawal is told to the parents and filed [FJ-16a]") {
  StatusYear world;
  Withdrawn facts;
  facts.ground = WithdrawalGround::own_request;
  SECTION("told and filed") {
    facts.notified_on = make_date(2025, 3, 9);
    auto& row = world.happens(Form::withdrawal, facts, make_date(2025, 3, 10));
    StatusYear::file(row, make_date(2025, 3, 20));
    CHECK(world.found("WITHDRAWAL_NOT_FILED", make_date(2025, 12, 31)).empty());
  }
  SECTION("told to nobody") {
    auto& row = world.happens(Form::withdrawal, facts, make_date(2025, 3, 10));
    StatusYear::file(row, make_date(2025, 3, 20));
    const auto found = world.found("WITHDRAWAL_NOT_FILED", make_date(2025, 12, 31));
    REQUIRE(found.size() == 1);
    CHECK(found[0].subject.key == "student:" + to_text(world.row().id));
  }
  SECTION("not filed") {
    facts.notified_on = make_date(2025, 3, 9);
    world.happens(Form::withdrawal, facts, make_date(2025, 3, 10));
    CHECK(world.found("WITHDRAWAL_NOT_FILED", make_date(2025, 3, 25)).empty());
    CHECK(world.found("WITHDRAWAL_NOT_FILED", make_date(2025, 3, 26)).size() == 1);
  }
}

TEST_CASE("the five changes are uploaded: a receipt after the change, within thirty days [FJ-17]") {
  StatusYear world;
  world.happens(Form::external_confirmation, receipt(make_date(2025, 3, 1)), make_date(2025, 3, 1));
  world.happens(Form::withdrawal, Withdrawn{}, make_date(2025, 3, 10));
  CHECK(world.found("NOT_UPLOADED", make_date(2025, 4, 9)).empty());
  const auto found = world.found("NOT_UPLOADED", make_date(2025, 4, 10));
  REQUIRE(found.size() == 1);
  CHECK(found[0].subject.key == "student:" + to_text(world.row().id) + "/withdrawn-2025-03-10");
  SECTION("in time") {
    world.happens(Form::external_confirmation, receipt(make_date(2025, 4, 9)),
                  make_date(2025, 4, 9));
    CHECK(world.found("NOT_UPLOADED", make_date(2025, 12, 31)).empty());
  }
  SECTION("late") {
    world.happens(Form::external_confirmation, receipt(make_date(2025, 4, 10)),
                  make_date(2025, 4, 10));
    const auto late = world.found("NOT_UPLOADED", make_date(2025, 12, 31));
    REQUIRE(late.size() == 1);
    CHECK(late[0].closed_on == make_date(2025, 4, 10));
  }
}

TEST_CASE("who goes on leave is no ghost [SY-1.5d]") {
  StatusYear world("shiyan");
  world.row().roster_at = Position{50};
  const auto absent = [&](Date on) {
    PresenceConfirmed facts;
    facts.year = static_cast<std::uint16_t>(year_of(on));
    facts.month = static_cast<std::uint8_t>(month_of(on));
    facts.absentees = {world.row().id};
    world.go_to(on);
    auto& row = world.state.edit_submission(given::id<SubmissionId>(90 + ++world.acts, 4));
    row.packs = {world.pack_digest};
    Event event = world.of_class(facts).event;
    event.effective_on = on;
    world.dossier.in_effect(world.state,
                            {row, 0, event, Position{world.acts}, Position{world.acts}, world.now});
  };
  absent(make_date(2025, 3, 1));
  absent(make_date(2025, 4, 5));
  REQUIRE(world.found("GHOST_STATUS", make_date(2025, 12, 31)).size() == 1);
  CHECK_FALSE(world.found("GHOST_STATUS", make_date(2025, 12, 31))[0].closed_on);
  world.happens(Form::leave, leave(make_date(2025, 4, 6)), make_date(2025, 4, 6));
  CHECK(world.found("GHOST_STATUS", make_date(2025, 12, 31))[0].closed_on == make_date(2025, 4, 6));
}

}  // namespace xueji::inspection
