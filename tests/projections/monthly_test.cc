// Monthly reports over a ledger that the real pipeline wrote. Everything in it is invented
// (演示数据).
#include "ledger/registry/reportable.h"
#include "projections/monthly_report.h"
#include "projections/obligations.h"
#include "tests/ledger/commit/adopted_pack.h"

namespace xueji::test {
namespace {

/// A school with five registered students in October 2024.
struct School {
  Office office;
  std::vector<StudentId> students;
  OrganisationId id;

  School() {
    office.set_up();
    id = office.organisations.at("SCHOOL");
    go_to(make_date(2024, 9, 25));
    students = office.students(5);
    office.registered(office.roster_lines(students));
  }

  [[nodiscard]] const Signer& officer() { return office.signer("SCHOOL/status_officer"); }
  void go_to(Date day) { office.clock.set(Instant{start_of(day).ms + 12 * 3'600'000}); }
  void sign(const SubmissionId& submission, const std::string& step, const std::string& who) {
    office.sign(submission, step, office.signer(who), {},
                step == "seal" ? office.seal.get() : nullptr);
  }

  /// Files the withdrawal of one student; open until the principal signs.
  SubmissionId withdraw(std::size_t student, Date day) {
    Withdrawn facts;
    facts.ground = WithdrawalGround::own_request;
    facts.notified_on = day;
    Consent consent;
    consent.by_student = true;
    consent.by_guardian = true;
    consent.signed_on = day;
    return office
        .file(Form::withdrawal, id, officer(),
              {{SubjectKind::student, subject_of(students[student]), day, facts},
               {SubjectKind::student, subject_of(students[student]), day, consent}})
        .submission;
  }
  SubmissionId withdrawn(std::size_t student, Date day) {
    const auto submission = withdraw(student, day);
    sign(submission, "principal", "SCHOOL/principal");
    return submission;
  }

  [[nodiscard]] MonthlyReport report(Month month, ReportForm form = ReportForm::status_changes,
                                     std::optional<TreeSize> size = {}) {
    return report_of(id, month, form, size);
  }
  [[nodiscard]] MonthlyReport report_of(const OrganisationId& organisation, Month month,
                                        ReportForm form, std::optional<TreeSize> size = {}) {
    auto views = Views::in_memory(office.view->log(), office.view->packs());
    REQUIRE(views);
    auto report = monthly_report(**views, *office.view, {organisation, month, form, size});
    INFO((report ? "" : report.error().what.en));
    REQUIRE(report);
    if (report->organisation_kind == OrganisationKind::school) {
      REQUIRE(add_masked_values(*report, office.ledger->personal().vault()));
    }
    return *std::move(report);
  }

  [[nodiscard]] DraftEvent draft(const MonthlyReport& report) const {
    return {SubjectKind::organisation, subject_of(report.organisation), last_day_of(report.period),
            filed_facts(report)};
  }
  /// Files a report as far as the school's seal; the county has not signed yet.
  SubmissionId sealed(Month month, ReportForm form = ReportForm::status_changes) {
    const auto filed =
        office.file(Form::monthly_report, id, officer(), {draft(report(month, form))}).submission;
    sign(filed, "principal", "SCHOOL/principal");
    sign(filed, "seal", "SCHOOL/seal_keeper");
    return filed;
  }
  SubmissionId filed(Month month, ReportForm form = ReportForm::status_changes) {
    const auto submission = sealed(month, form);
    sign(submission, "county", "COUNTY/section_officer");
    return submission;
  }

  [[nodiscard]] std::vector<Obligation> owed(Date day, const OrganisationId& by,
                                             bool with_done = false) {
    auto views = Views::in_memory(office.view->log(), office.view->packs());
    REQUIRE(views);
    auto all = obligations(**views, *office.view,
                           {.organisations = {by}, .as_of = day, .with_done = with_done});
    REQUIRE(all);
    std::vector<Obligation> reports;
    for (auto& one : all->items) {
      if (one.kind == ObligationKind::monthly_report) reports.push_back(std::move(one));
    }
    return reports;
  }
};

constexpr Month september{2024, 9};
constexpr Month october{2024, 10};
constexpr Month november{2024, 11};

}  // namespace

TEST_CASE("the form of status changes lists a change of the month by effective day",
          "[monthly][SY-1.4a][SY-1.4e][D-02]") {
  School school;
  school.go_to(make_date(2024, 10, 31));
  school.withdrawn(0, make_date(2024, 10, 1));   // The first day counts,
  school.withdrawn(1, make_date(2024, 10, 31));  // and so does the last.
  school.go_to(make_date(2024, 11, 2));
  school.withdrawn(2, make_date(2024, 11, 1));
  const auto report = school.report(october);
  REQUIRE(report.lines.size() == 2);
  CHECK(report.line_count == 2);
  CHECK(report.supplement_count == 0);
  const auto& line = report.lines.front();
  CHECK(line.student == school.students[0]);
  CHECK(line.change.code == "31");
  CHECK(line.effective_on == make_date(2024, 10, 1));
  CHECK(line.before.status == StudentStatus::active);
  CHECK(line.after.status == StudentStatus::withdrawn);
  CHECK(line.before.class_name == "2024级1班");
  CHECK(line.names == DisclosureState::opened);
  CHECK(line.name.starts_with("演*"));
  CHECK(line.identity_number.starts_with("4203**********"));
  CHECK(line.author == school.officer().person);
  REQUIRE(report.totals.size() == 1);
  CHECK(report.totals.front().code == "31");
  CHECK(report.totals.front().lines == 2);
  CHECK(school.report(september).nil());
  CHECK(school.report(october, ReportForm::info_changes).nil());
}

TEST_CASE("a change of information stands on its own form with masked values",
          "[monthly][SY-1.4d]") {
  School school;
  school.go_to(make_date(2024, 10, 20));
  StudentInfoChanged facts;
  facts.changed = "student_phone";
  facts.reason = ReasonCode::data_wrong;
  DraftEvent draft{SubjectKind::student, subject_of(school.students[0]), make_date(2024, 10, 20),
                   facts};
  draft.personal = {{PersonalField::old_value, "13900000001"},
                    {PersonalField::new_value, "13900000002"},
                    {PersonalField::document_digest, std::string(64, 'a')}};
  const auto filed = school.office.file(Form::info_change, school.id, school.officer(), {draft});
  const auto* chain = school.office.context().pack.chain(Form::info_change);
  REQUIRE(chain);
  school.sign(filed.submission, "principal", "SCHOOL/principal");
  const auto waits = school.report(october, ReportForm::info_changes);
  if (chain->steps.size() > 1 && !chain->steps.front().effect) {
    REQUIRE(waits.pending.size() == 1);  // SY-1.4f: approved by the school alone is not approved.
    CHECK(waits.pending.front().step == chain->steps[1].id);
    school.sign(filed.submission, chain->steps[1].id, "COUNTY/section_officer");
  }
  const auto report = school.report(october, ReportForm::info_changes);
  REQUIRE(report.lines.size() == 1);
  const auto& line = report.lines.front();
  CHECK(line.changed == "student_phone");
  CHECK(line.old_value == "***");
  CHECK(line.new_value == "***");
  CHECK(line.evidence == std::string(64, 'a'));
  CHECK(report.pending.empty());
  CHECK(school.report(october).nil());
}

TEST_CASE("a month with a change that waits for its approval lists it as pending",
          "[monthly][SY-1.4f]") {
  School school;
  school.go_to(make_date(2024, 10, 30));
  const auto waiting = school.withdraw(0, make_date(2024, 10, 30));
  school.go_to(make_date(2024, 11, 3));
  auto report = school.report(october);
  REQUIRE(report.pending.size() == 1);
  CHECK(report.pending.front().submission == waiting);
  CHECK(report.pending.front().step == "principal");
  CHECK(school.report(september).pending.empty());  // It is effective after September.
  CHECK(school.report(october, ReportForm::info_changes).pending.empty());
  school.sign(waiting, "principal", "SCHOOL/principal");
  report = school.report(october);
  CHECK(report.pending.empty());
  CHECK(report.lines.size() == 1);
}

TEST_CASE("a month waits for what another school files about its students",
          "[monthly][SY-1.4f][FJ-04c]") {
  School school;
  auto& office = school.office;
  school.go_to(make_date(2024, 10, 10));
  const auto today = [&] { return china_date(office.clock.now()); };
  const auto other = office.organisation(OrganisationKind::school, "OTHER",
                                         office.organisations.at("COUNTY"), "420322");
  for (const auto role : {Role::principal, Role::status_officer})
    office.person("OTHER", role);
  const auto& officer = office.signer("OTHER/status_officer");
  office.file(
      Form::officer, other, office.signer("OTHER/principal"),
      {{SubjectKind::organisation, subject_of(other), today(), OfficerDesignated{officer.person}}});
  ClassOpened opened;
  opened.school = other;
  opened.name = "2024级1班";
  opened.cohort = 2024;
  opened.season = Season::autumn;
  opened.major_code = office.major_code;
  opened.major_catalogue = office.major_catalogue;
  const auto class_id = office.random.draw<ClassId>();
  const auto of_class =
      office.file(Form::school_class, other, officer,
                  {{SubjectKind::school_class, subject_of(class_id), today(), opened}});
  office.sign(of_class.submission, "principal", office.signer("OTHER/principal"));

  CustodyTransferred facts;
  facts.from = school.id;
  facts.to = other;
  facts.class_id = class_id;
  facts.programme = JointProgramme::western;
  facts.grade = 1;
  const auto filed =
      office.file(Form::custody_transfer, other, officer,
                  {{SubjectKind::student, subject_of(school.students[0]), today(), facts}});
  school.go_to(make_date(2024, 11, 3));
  // The form of either school shows it, and the ledger closes the month of neither.
  const auto waits = school.report(october);
  REQUIRE(waits.pending.size() == 1);
  CHECK(waits.pending.front().submission == filed.submission);
  CHECK(waits.pending.front().step == "out_principal");
  CHECK(school.report_of(other, october, ReportForm::status_changes).pending.size() == 1);
  const auto refusal =
      office.refused(Form::monthly_report, school.id, school.officer(), {school.draft(waits)});
  REQUIRE_FALSE(refusal.verdict.problems.empty());
  CHECK(refusal.verdict.problems.front().rule == "SY-1.4f");
  CHECK(refusal.verdict.problems.front().seen == to_text(filed.submission));
  // The other form says nothing of it.
  CHECK(school.report(october, ReportForm::info_changes).pending.empty());

  school.sign(filed.submission, "out_principal", "SCHOOL/principal");
  office.sign(filed.submission, "principal", office.signer("OTHER/principal"));
  const auto report = school.report(october);
  CHECK(report.pending.empty());
  REQUIRE(report.lines.size() == 1);
  CHECK(report.lines.front().change.code == "21");
  CHECK_FALSE(office.file(Form::monthly_report, school.id, school.officer(), {school.draft(report)})
                  .in_effect);
}

TEST_CASE("what is recorded after the report of its month is a supplement of the next",
          "[monthly][SY-1.4g][D-02][D-15]") {
  School school;
  school.go_to(make_date(2024, 10, 5));
  school.filed(september);
  school.go_to(make_date(2024, 10, 20));
  school.withdrawn(0, make_date(2024, 10, 20));
  school.go_to(make_date(2024, 11, 5));
  school.filed(october);
  const auto frozen = school.report(october);
  REQUIRE(frozen.filed);
  school.go_to(make_date(2024, 11, 12));
  school.withdrawn(1, make_date(2024, 10, 31));  // Back-dated into a month that is closed.
  school.withdrawn(2, make_date(2024, 11, 12));
  school.go_to(make_date(2024, 12, 3));
  const auto report = school.report(november);
  REQUIRE(report.lines.size() == 2);
  CHECK(report.line_count == 1);
  CHECK(report.supplement_count == 1);
  CHECK_FALSE(report.lines[0].supplement);
  CHECK(report.lines[1].supplement);
  CHECK(report.lines[1].student == school.students[1]);
  // The frozen month still is what it was, and agrees with what was filed.
  const auto again = school.report(october);
  CHECK(again.lines.size() == 1);
  CHECK(again.content == frozen.filed->facts.content);
  // From today's log the same month would be another one.
  const auto today = school.report(october, ReportForm::status_changes,
                                   TreeSize{school.office.view->checkpoint().size});
  CHECK(today.content != frozen.filed->facts.content);
}

TEST_CASE("the content digest changes with any line, the size, the month and the school",
          "[monthly][SY-1.4e]") {
  const auto school = OrganisationId::from(Bytes(16, 1)).value();
  const auto other = OrganisationId::from(Bytes(16, 2)).value();
  const std::vector<ReportableChange> lines{{Position{10}, Position{12}, make_date(2024, 10, 3)},
                                            {Position{20}, Position{22}, make_date(2024, 9, 30)}};
  const auto content =
      content_of_school(school, october, ReportForm::status_changes, TreeSize{30}, lines);
  auto swapped = lines;
  std::swap(swapped[0], swapped[1]);
  CHECK(content_of_school(school, october, ReportForm::status_changes, TreeSize{30}, swapped) ==
        content);
  auto moved = lines;
  moved[0].effective_on = make_date(2024, 10, 4);
  CHECK(content_of_school(school, october, ReportForm::status_changes, TreeSize{30}, moved) !=
        content);
  moved = lines;
  moved[1].effect_at = Position{23};
  CHECK(content_of_school(school, october, ReportForm::status_changes, TreeSize{30}, moved) !=
        content);
  CHECK(content_of_school(school, october, ReportForm::status_changes, TreeSize{31}, lines) !=
        content);
  CHECK(content_of_school(school, november, ReportForm::status_changes, TreeSize{30}, lines) !=
        content);
  CHECK(content_of_school(school, october, ReportForm::info_changes, TreeSize{30}, lines) !=
        content);
  CHECK(content_of_school(other, october, ReportForm::status_changes, TreeSize{30}, lines) !=
        content);
  CHECK(content_of_school(school, october, ReportForm::status_changes, TreeSize{30}, {}) !=
        content);
  // Golden: whoever implements FORMAT.md must arrive at this.
  CHECK(to_hex(content_of_school(school, october, ReportForm::status_changes, TreeSize{30}, lines)
                   .view()) == "74999140fe7e1f36685c28d82593675e1056a28318517b2c801707364a18feb6");
}

TEST_CASE("both forms of each month are owed on the 5th, nil months included",
          "[monthly][SY-1.4c][D-33]") {
  School school;
  // On the 5th itself September is not late yet; on the 6th it is (D-01).
  auto owed = school.owed(make_date(2024, 10, 5), school.id);
  REQUIRE(owed.size() == 2);
  CHECK(owed.front().state == ObligationState::warn);
  CHECK(owed.front().due == make_date(2024, 10, 5));
  CHECK(owed.front().person == school.officer().person);
  CHECK(school.owed(make_date(2024, 10, 6), school.id).front().state == ObligationState::overdue);
  CHECK(school.owed(make_date(2024, 11, 1), school.id).size() == 4);
  school.go_to(make_date(2024, 10, 5));
  const auto submission = school.office.file(Form::monthly_report, school.id, school.officer(),
                                             {school.draft(school.report(september))});
  school.sign(submission.submission, "principal", "SCHOOL/principal");
  CHECK(school.owed(make_date(2024, 10, 5), school.id).size() == 2);  // Signed is not sealed.
  school.sign(submission.submission, "seal", "SCHOOL/seal_keeper");
  owed = school.owed(make_date(2024, 10, 5), school.id);  // The county's delay is not the school's.
  REQUIRE(owed.size() == 1);
  CHECK(owed.front().detail == "2024-09 info_changes");
  // The county owes its own two.
  CHECK(school.owed(make_date(2024, 10, 6), school.office.organisations.at("COUNTY")).size() == 2);
}

TEST_CASE("a county adds up its schools and names those that have not reported",
          "[monthly][SY-1.4c][D-28][D-33]") {
  School school;
  const auto county = school.office.organisations.at("COUNTY");
  school.go_to(make_date(2024, 10, 20));
  school.withdrawn(0, make_date(2024, 10, 20));
  school.go_to(make_date(2024, 11, 4));
  school.filed(september);
  auto report = school.report_of(county, october, ReportForm::status_changes);
  REQUIRE(report.schools.size() == 1);
  CHECK_FALSE(report.schools.front().filed);
  CHECK(report.nil());
  const auto without = report.content;
  school.filed(october);
  report = school.report_of(county, october, ReportForm::status_changes);
  REQUIRE(report.schools.size() == 1);
  CHECK(report.schools.front().filed);
  CHECK(report.line_count == 1);
  REQUIRE(report.totals.size() == 1);
  CHECK(report.totals.front().code == "31");
  CHECK(report.content != without);
}

TEST_CASE("what is no report of a month that is over is refused",
          "[monthly][SY-1.4a][SY-1.4b][SY-1.4c]") {
  School school;
  school.go_to(make_date(2024, 10, 31));
  const auto refused = [&](const DraftEvent& draft, const Signer& who) {
    const auto refusal = school.office.refused(Form::monthly_report, school.id, who, {draft});
    REQUIRE_FALSE(refusal.verdict.problems.empty());
    return refusal.verdict.problems.front();
  };
  // The month is not over on its last day, and is on the day after.
  CHECK(refused(school.draft(school.report(october)), school.officer()).rule == "SY-1.4a");
  school.go_to(make_date(2024, 11, 1));
  school.filed(october);
  CHECK(refused(school.draft(school.report(october)), school.officer()).rule == "SY-1.4c");
  // December before November.
  school.go_to(make_date(2025, 1, 3));
  CHECK(refused(school.draft(school.report({2024, 12})), school.officer()).rule == "SY-1.4c");
  // From entries that do not exist.
  auto draft = school.draft(school.report(november));
  auto facts = get<MonthlyReportFiled>(draft.facts);
  facts.computed_from = TreeSize{1'000'000};
  const DraftEvent beyond{draft.subject_kind, draft.subject, draft.effective_on, facts};
  CHECK(refused(beyond, school.officer()).rule == "SY-1.4c");
  // Somebody else in the same role is not the designated officer.
  const auto designated = school.officer();
  const auto other = school.office.person("SCHOOL", Role::status_officer);
  CHECK(refused(draft, other).rule == "SY-1.4b");
  const auto filed = school.office.file(Form::monthly_report, school.id, designated, {draft});
  CHECK_FALSE(filed.in_effect);
}

TEST_CASE("a pack that moves the report day moves it for the months that end under it",
          "[monthly][pack][SY-1.4c]") {
  School school;
  school.go_to(make_date(2024, 10, 10));
  REQUIRE(rules_of(adopt(school.office, changed_pack(), make_date(2024, 10, 10))).empty());
  const auto owed = school.owed(make_date(2024, 11, 6), school.id);
  REQUIRE(owed.size() == 4);
  for (const auto& one : owed) {
    INFO(one.detail);
    const bool is_september = one.detail.starts_with("2024-09");
    CHECK(one.due == (is_september ? make_date(2024, 10, 5) : make_date(2024, 11, 8)));
    CHECK(one.state == (is_september ? ObligationState::overdue : ObligationState::warn));
  }
}

TEST_CASE("what the ledger waits for before it closes a month is what the form will show",
          "[monthly][SY-1.4f]") {
  StudentState active;
  active.status = StudentStatus::active;
  StudentState expelled = active;
  expelled.status = StudentStatus::expelled;
  for (const auto& term : terms_of<EventType>()) {
    INFO(term.code);
    CHECK(report_form_of(term.value) ==
          reported_as(term.value, active, expelled, active.school).form);
  }
}

}  // namespace xueji::test
