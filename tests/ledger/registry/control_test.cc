// Monthly reports, inspection acts, reversals and ends of organisations: effects and guards.
#include <catch2/catch.hpp>

#include "ledger/registry/evolve.h"
#include "tests/ledger/registry/status_world.h"

using namespace xueji;
using namespace xueji::given;
using P = PersonalField;

namespace {

constexpr Position event_at{70};
constexpr Position effect_at{80};

struct ControlWorld : StatusWorld {
  explicit ControlWorld(const std::string& pack_id = "shiyan") : StatusWorld(pack_id) {
    state.set_head(TreeSize{500}, now);
  }

  Status apply(const SubmittedEvent& of, Position at = event_at, Position effect = effect_at) {
    return apply_effect(state, of.event, at, {}, effect);
  }
  /// The student's status ends by a withdrawal recorded at `event_at`.
  void withdraw() {
    Withdrawn facts;
    facts.ground = WithdrawalGround::own_request;
    facts.notified_on = today();
    REQUIRE(apply(act(facts, document())));
    REQUIRE(row().status == StudentStatus::withdrawn);
  }
  static EventReversed reversal() {
    return {event_at, StudentStatus::active, ReasonCode::recorded_in_error};
  }
  SubmittedEvent reversed(const EventReversed& facts = reversal()) const {
    return act(facts, document());
  }

  MonthlyReportFiled report(std::uint16_t year, std::uint8_t month) const {
    MonthlyReportFiled facts;
    facts.year = year;
    facts.month = month;
    facts.form = ReportForm::status_changes;
    facts.content = id<Digest>(7, 7);
    facts.computed_from = TreeSize{400};
    return facts;
  }
  Rules reporting(const MonthlyReportFiled& facts) {
    return refused(Form::monthly_report, {of_school(facts)});
  }

  FindingRaised finding() const {
    FindingRaised facts;
    facts.finding = id<FindingId>(1, 11);
    facts.year = 2024;
    facts.code = "GHOST_STATUS";
    facts.rule = fujian ? "FJ-45a" : "SY-1.5d";
    facts.proof = {120, 131};
    facts.first_day = make_date(2024, 12, 1);
    return facts;
  }
  Rules raising(const FindingRaised& facts, const Personal& values = {}) {
    return refused(Form::finding, {of_school(facts, values)});
  }
};

}  // namespace

// ---- Monthly reports. --------------------------------------------------------------------------

TEST_CASE("a month is reported when it is over, and not on its last day [SY-1.4a]") {
  ControlWorld world;
  world.go_to(make_date(2025, 3, 31));
  CHECK(world.reporting(world.report(2025, 3)).contains("SY-1.4a"));
  CHECK(world.reporting(world.report(2025, 2)).empty());
  CHECK(world.reporting(world.report(2025, 13)).contains("SY-1.4a"));
  world.go_to(make_date(2025, 4, 1));
  CHECK(world.reporting(world.report(2025, 3)).empty());
}

TEST_CASE("each form stands once for a month, and no month is left out [SY-1.4c]") {
  ControlWorld world;
  REQUIRE(world.apply(world.of_school(world.report(2024, 11))));
  CHECK(world.reporting(world.report(2024, 11)).contains("SY-1.4c"));
  CHECK(world.reporting(world.report(2025, 1)).contains("SY-1.4c"));
  CHECK(world.reporting(world.report(2024, 12)).empty());
  auto other_form = world.report(2024, 11);
  other_form.form = ReportForm::info_changes;
  CHECK(world.reporting(other_form).empty());
  // A month before the first report closes no gap and opens none.
  CHECK(world.reporting(world.report(2024, 10)).empty());
  // Two months in one submission count like two submissions.
  CHECK(world
            .refused(Form::monthly_report, {world.of_school(world.report(2024, 12)),
                                            world.of_school(world.report(2025, 1))})
            .empty());
  CHECK(world
            .refused(Form::monthly_report, {world.of_school(world.report(2024, 12)),
                                            world.of_school(world.report(2024, 12))})
            .contains("SY-1.4c"));
  // Evolve itself never lets a month in twice.
  CHECK_FALSE(world.apply(world.of_school(world.report(2024, 11))));
}

TEST_CASE("a report is computed from entries that exist, and a school names no other [SY-1.4c]") {
  ControlWorld world;
  auto facts = world.report(2025, 2);
  facts.computed_from = TreeSize{500};
  CHECK(world.reporting(facts).empty());
  facts.computed_from = TreeSize{501};
  CHECK(world.reporting(facts).contains("SY-1.4c"));
  facts.computed_from = TreeSize{400};
  facts.missing_schools = {world.other_school};
  CHECK(world.reporting(facts).contains("SY-1.4c"));
  // A school does not file the form of a bureau.
  CHECK(world.refused(Form::county_report, {world.of_school(world.report(2025, 2))})
            .contains("SY-1.4c"));
}

TEST_CASE("what was due when the ledger began is reported, months before it are not [SY-1.4a]") {
  ControlWorld world;  // Its ledger began on 1 January 2024.
  CHECK_FALSE(world.reporting(world.report(2023, 12)).contains("SY-1.4a"));
  CHECK(world.reporting(world.report(2023, 11)).contains("SY-1.4a"));
}

TEST_CASE("only the designated officer files a report [SY-1.4b]") {
  ControlWorld world;
  CHECK(world.reporting(world.report(2025, 2)).empty());
  world.edit_school().officer = id<PersonId>(99, 7);
  CHECK(world.reporting(world.report(2025, 2)).contains("SY-1.4b"));
  world.edit_school().officer = {};
  CHECK(world.reporting(world.report(2025, 2)).contains("SY-1.4b"));
  // Said once, whoever looks for it.
  const auto verdict = world.file(Form::monthly_report, {world.of_school(world.report(2025, 2))});
  CHECK(std::count_if(verdict.problems.begin(), verdict.problems.end(),
                      [](const Problem& one) { return one.rule == "SY-1.4b"; }) == 1);
}

TEST_CASE("a county's report is filed by the county's designated officer too [SY-1.4b][SY-1.4c]") {
  ControlWorld world;
  const auto file = [&](Role role) {
    auto report = world.of_school(world.report(2025, 2));
    report.event.subject = subject_of(world.county);
    auto submission = world.submit(Form::county_report, {report});
    auto& header = submission.header.header;
    const auto [person, key] = world.holder(role, world.county);
    header.organisation = world.county;
    header.capacity = {person, role, world.county, {}};
    header.key = key;
    const auto problems = decide_filing(world.input(), submission).verdict.problems;
    return std::count_if(problems.begin(), problems.end(),
                         [](const Problem& one) { return one.rule == "SY-1.4b"; });
  };
  CHECK(file(Role::section_officer) == 1);
  CHECK(file(Role::status_officer) == 0);  // The world designates its first holder.
  world.state.edit_organisation(world.county).officer =
      world.holder(Role::section_officer, world.county).first;
  CHECK(file(Role::section_officer) == 0);
  CHECK(file(Role::status_officer) == 1);
}

// ---- Inspection. -------------------------------------------------------------------------------

TEST_CASE("an inspection is opened once and closed once [SY-3.3a]") {
  ControlWorld world;
  const auto opened = world.of_school(InspectionOpened{2024, make_date(2025, 1, 6)});
  const auto closed = world.of_school(InspectionClosed{2024, make_date(2025, 1, 24)});
  CHECK_FALSE(world.apply(closed));
  REQUIRE(world.apply(opened));
  CHECK_FALSE(world.apply(opened));
  CHECK_FALSE(world.apply(world.of_school(InspectionClosed{2023, make_date(2025, 1, 24)})));
  REQUIRE(world.apply(closed));
  CHECK_FALSE(world.apply(closed));
  REQUIRE(world.edit_school().inspections.size() == 1);
  CHECK(world.edit_school().inspections.front().closed_on == make_date(2025, 1, 24));
}

TEST_CASE("an inspection outside January is let through with a warning [SY-3.3a]") {
  ControlWorld world;
  world.go_to(make_date(2025, 2, 3));
  const auto warned = [&](Date day) {
    const auto verdict =
        world.file(Form::inspection, {world.of_school(InspectionOpened{2024, day})});
    return std::any_of(verdict.problems.begin(), verdict.problems.end(), [](const Problem& one) {
      return one.rule == "SY-3.3a" && one.severity == Severity::warning;
    });
  };
  CHECK_FALSE(warned(make_date(2025, 1, 1)));
  CHECK_FALSE(warned(make_date(2025, 1, 31)));
  CHECK(warned(make_date(2025, 2, 1)));
  CHECK(warned(make_date(2024, 12, 31)));
}

TEST_CASE("Fujian names no month: outside the assumed one an inspection is but noted", "[FJ-45a]") {
  ControlWorld world("fujian");
  world.go_to(make_date(2025, 2, 3));
  const auto opened = [&](Date day) {
    return world.file(Form::inspection, {world.of_school(InspectionOpened{2024, day})});
  };
  CHECK_FALSE(warnings(opened(make_date(2025, 1, 31))).contains("FJ-45a"));
  const auto late = opened(make_date(2025, 2, 1));
  CHECK(warnings(late).contains("FJ-45a"));
  CHECK_FALSE(refusals(late).contains("FJ-45a"));
}

TEST_CASE("a finding has its proof in the log, or says what was found on the spot [SY-3.3d]") {
  for (const auto* pack : {"shiyan", "fujian"}) {
    const std::string rule = pack == std::string("fujian") ? "FJ-45a" : "SY-3.3d";
    ControlWorld world(pack);
    CHECK(world.raising(world.finding()).empty());
    auto facts = world.finding();
    facts.proof = {499};
    CHECK(world.raising(facts).empty());
    facts.proof = {500};
    CHECK(world.raising(facts).contains(rule));
    facts.proof = {};
    CHECK(world.raising(facts).contains(rule));
    facts.on_the_spot = true;
    CHECK(world.raising(facts).contains(rule));
    CHECK(world.raising(facts, {{P::reason_text, "现场点名缺1人"}}).empty());
    facts = world.finding();
    facts.first_day = world.today();
    CHECK(world.raising(facts).empty());
    facts.first_day = add_days(world.today(), 1);
    CHECK(world.raising(facts).contains(rule));
  }
}

TEST_CASE(
    "a finding is answered before it is closed; a referral needs no answer [SY-3.3b][FJ-45a]") {
  ControlWorld world;
  REQUIRE(world.apply(world.of_school(world.finding())));
  CHECK_FALSE(world.apply(world.of_school(world.finding())));  // An id is used once.
  FindingClosed closing;
  closing.finding = id<FindingId>(1, 11);
  closing.outcome = FindingOutcome::corrected;
  closing.closed_on = world.today();
  const auto close = [&] {
    return world.refused(Form::finding_closing, {world.of_school(closing)});
  };
  CHECK(close().contains("SY-3.3b"));
  closing.outcome = FindingOutcome::referred;
  CHECK(close().empty());
  closing.outcome = FindingOutcome::corrected;
  REQUIRE(world.apply(world.of_school(FindingAnswered{closing.finding, world.today()})));
  CHECK(close().empty());
  auto unknown = closing;
  unknown.finding = id<FindingId>(2, 11);
  CHECK_FALSE(world.apply(world.of_school(unknown)));
  REQUIRE(world.apply(world.of_school(closing)));
  CHECK_FALSE(world.apply(world.of_school(closing)));
  CHECK_FALSE(world.apply(world.of_school(FindingAnswered{closing.finding, world.today()})));
  REQUIRE(world.edit_school().findings.size() == 1);
  CHECK(world.edit_school().findings.front().outcome == FindingOutcome::corrected);
}

// ---- Reversals. --------------------------------------------------------------------------------

TEST_CASE("a reversal restores the status that held before the end [FJ-16c][D-26]") {
  ControlWorld world("fujian");
  const auto registered = world.edit_class().registered;
  world.withdraw();
  CHECK(world.edit_class().registered == registered - 1);
  CHECK(world.row().left_on == world.today());
  CHECK(world.refused(Form::withdrawal, {world.reversed()}).empty());
  REQUIRE(world.apply(world.reversed(), Position{90}, Position{95}));
  CHECK(world.row().status == StudentStatus::active);
  CHECK_FALSE(world.row().left_on.ok());
  CHECK(world.edit_class().registered == registered);  // The class counts the student again.
  // A reversal is not reversed; the next event says what holds.
  CHECK_FALSE(world.apply(
      world.reversed({Position{90}, StudentStatus::withdrawn, ReasonCode::recorded_in_error})));
}

TEST_CASE("a reversal names the newest change, what held before it, and takes its form [FJ-16c]") {
  ControlWorld world("fujian");
  CHECK(world.refused(Form::withdrawal, {world.reversed()}).contains("FORMAT"));  // Not ended.
  world.withdraw();
  auto facts = ControlWorld::reversal();
  facts.reverses = Position{71};
  CHECK(world.refused(Form::withdrawal, {world.reversed(facts)}).contains("FJ-16c"));
  CHECK_FALSE(world.apply(world.reversed(facts)));
  facts = ControlWorld::reversal();
  facts.restored = StudentStatus::on_leave;
  CHECK(world.refused(Form::withdrawal, {world.reversed(facts)}).contains("FJ-16c"));
  CHECK_FALSE(world.apply(world.reversed(facts)));
  // Another form would be signed by others.
  CHECK(world.refused(Form::cancellation, {world.reversed()}).contains("FORMAT"));
  CHECK(world.refused(Form::death, {world.reversed()}).contains("FORMAT"));
}

TEST_CASE("nobody comes back beside another status on the roll [SY-1.5a][FJ-38]") {
  for (const auto* pack : {"shiyan", "fujian"}) {
    ControlWorld world(pack);
    world.withdraw();
    CHECK(world.refused(Form::withdrawal, {world.reversed()}).empty());
    world.on_roll(2).person = world.row(1).person;
    world.state.edit_person(world.row(1).person).statuses = {ControlWorld::student_id(1),
                                                             ControlWorld::student_id(2)};
    CHECK(world.refused(Form::withdrawal, {world.reversed()})
              .contains(world.fujian ? "FJ-38" : "SY-1.5a"));
    // Who left the other status may come back.
    world.row(2).status = StudentStatus::withdrawn;
    CHECK(world.refused(Form::withdrawal, {world.reversed()}).empty());
  }
}

TEST_CASE("a graduation whose certificate is out is not reversed before it is void [D-26]") {
  ControlWorld world("fujian");
  auto& row = world.row();
  row.previous_status = StudentStatus::active;
  row.status = StudentStatus::graduated;
  row.status_at = effect_at;
  row.status_event_at = event_at;
  row.status_event = EventType::stamping_line;
  CertificateHeld held;
  held.kind = CertificateKind::graduation;
  held.number = "202411010001";
  held.stamped_at = effect_at;
  held.issued_on = make_date(2025, 3, 1);
  row.certificates = {held};
  CHECK_FALSE(world.apply(world.reversed()));
  world.row().certificates.front().voided_on = make_date(2025, 3, 5);
  --world.edit_class().registered;  // The graduate had left the class.
  REQUIRE(world.apply(world.reversed()));
  CHECK(world.row().status == StudentStatus::active);
  CHECK(world.row().certificates.size() == 1);  // The void paper stays on file.
}

// ---- Ends of organisations. --------------------------------------------------------------------

TEST_CASE("a school merges into one that goes on, and ends once [D-26]") {
  ControlWorld world;
  const auto merged = world.of_school(OrganisationMerged{world.other_school, world.today()});
  const auto rules = [&](const OrganisationId& into) {
    return world.refused(Form::organisation_end,
                         {world.of_school(OrganisationMerged{into, world.today()})});
  };
  CHECK(rules(world.other_school).empty());
  CHECK(rules(world.school).contains("D-26"));
  CHECK(rules(world.county).contains("D-26"));
  CHECK(rules(id<OrganisationId>(77)).contains("D-26"));
  REQUIRE(world.apply(merged));
  CHECK(world.edit_school().merged_into == world.other_school);
  CHECK(world.edit_school().ended_on == world.today());
  CHECK_FALSE(world.apply(merged));
  CHECK_FALSE(world.apply(world.of_school(OrganisationClosed{world.today()})));
}
